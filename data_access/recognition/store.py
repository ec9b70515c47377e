"""Editions of recognition as they are kept: reading them, and acting on them one at a time."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.formatting import enumerate_words
from config.settings import Settings
from data_access.operational.actor import Actor
from data_access.operational.audit import audit_entry
from data_access.operational.engine import operational_engine
from data_access.operational.recognition_models import (
    RecognitionEdition,
    RecognitionMember,
    RecognitionRules,
)
from data_access.recognition.errors import (
    ChangedMeanwhileError,
    NotAMemberError,
    UnknownRecognitionError,
    WrongStateError,
)
from data_access.recognition.states import STATE_WORDS, State
from indicators.recognition_rules.model import NATIONAL, Category, Rules
from indicators.recognition_rules.read import read_rules


@dataclass(frozen=True)
class Member:
    """``uf`` is BR, or the only one whose units are this member's."""

    name: str
    uf: str
    role: str

    def may_judge(self, uf: str) -> bool:
        return self.uf in (NATIONAL, uf)


@dataclass(frozen=True)
class Signed:
    """Who signs an act: the member, and the account that acts for him."""

    actor: Actor
    member: str


@dataclass(frozen=True)
class RecognitionRecord:
    """An edition with the rules in force. ``revision`` rises with every act."""

    slug: str
    name: str
    year: int
    scope: str
    state: State
    rules_version: int
    revision: int
    data_edition: str | None
    bands: dict[str, int]
    demonstration: bool
    appeals_until: datetime | None
    rules: Rules
    rules_sha256: str

    def category(self, category_id: str) -> Category:
        """Raises UnknownRecognitionError with those that there are."""
        found = self.rules.category_of(category_id)
        if found is None:
            known = enumerate_words(item.id for item in self.rules.category)
            raise UnknownRecognitionError(
                f"A edição {self.slug} não tem a categoria “{category_id}”. As que tem são:"
                f" {known}."
            )
        return found


def list_recognitions(settings: Settings) -> list[RecognitionRecord]:
    """Every edition, by year and name."""
    e = RecognitionEdition
    with Session(operational_engine(settings)) as session:
        found = session.scalars(sa.select(e).order_by(e.year, e.slug)).all()
        return [_record(session, item) for item in found]


def recognition_record(settings: Settings, slug: str) -> RecognitionRecord:
    """Raises UnknownRecognitionError with those that there are."""
    with Session(operational_engine(settings)) as session:
        return _record(session, require_edition(session, slug))


def require_edition(session: Session, slug: str) -> RecognitionEdition:
    found = session.get(RecognitionEdition, slug)
    if found is None:
        known = list(session.scalars(sa.select(RecognitionEdition.slug).order_by(sa.text("1"))))
        listed = (
            f"As que existem são: {enumerate_words(known)}."
            if known
            else "Ainda não há nenhuma: crie uma com `t360 recognition import`."
        )
        raise UnknownRecognitionError(
            f"Não encontrei a edição de reconhecimento “{slug}”. {listed}"
        )
    return found


def _record(session: Session, edition: RecognitionEdition) -> RecognitionRecord:
    kept = rules_row(session, edition.slug, edition.rules_version)
    return RecognitionRecord(
        slug=edition.slug,
        name=edition.name,
        year=edition.year,
        scope=edition.scope,
        state=State(edition.state),
        rules_version=edition.rules_version,
        revision=edition.revision,
        data_edition=edition.data_edition,
        bands={name: int(count) for name, count in edition.bands.items()},
        demonstration=edition.demonstration,
        appeals_until=edition.appeals_until,
        rules=read_rules(kept.text, f"A versão {kept.version} das regras"),
        rules_sha256=kept.sha256,
    )


def rules_row(session: Session, slug: str, version: int) -> RecognitionRules:
    """Raises UnknownRecognitionError for a version that is not there."""
    r = RecognitionRules
    found = session.scalars(sa.select(r).where(r.slug == slug, r.version == version)).first()
    if found is None:
        raise UnknownRecognitionError(f"A edição {slug} não tem a versão {version} das regras.")
    return found


def members_of(session: Session, slug: str) -> list[Member]:
    m = RecognitionMember
    rows = session.scalars(sa.select(m).where(m.slug == slug).order_by(m.name))
    return [Member(row.name, row.uf, row.role) for row in rows]


@dataclass(frozen=True)
class Acting:
    """An act under way: its session, the edition as it is, and who acts. What the act leaves in the
    trail goes with it.
    """

    session: Session
    edition: RecognitionEdition
    record: RecognitionRecord
    actor: Actor
    now: datetime

    def add(self, row: object) -> None:
        self.session.add(row)

    def log(self, action: str, detail: dict[str, Any] | None = None) -> None:
        self.session.add(audit_entry(self.actor, action, self.record.slug, detail))

    def member(self, name: str, uf: str | None = None) -> Member:
        """The member of that name, who may judge units of `uf`. Raises NotAMemberError."""
        members = members_of(self.session, self.record.slug)
        found = next((item for item in members if item.name == name), None)
        if found is None:
            known = enumerate_words(item.name for item in members) or "ninguém ainda"
            raise NotAMemberError(
                f"{name} não é do comitê da edição {self.record.slug}, que tem: {known}."
                " Inscreva-o com `t360 recognition member`."
            )
        if uf is not None and not found.may_judge(uf):
            raise NotAMemberError(
                f"{name} é do comitê de {found.uf} e esta unidade é de {uf}: quem decide sobre ela"
                " é um membro da sua UF ou do comitê nacional."
            )
        return found


@contextmanager
def acting(
    settings: Settings,
    slug: str,
    actor: Actor,
    states: Collection[State],
    *,
    seen: int | None = None,
) -> Iterator[Acting]:
    """A transaction that does one act in an edition that is in one of `states`, all or nothing.

    Whoever acts takes the edition's turn first, by raising its revision: of two at once the second
    waits, and then sees what the first did. With `seen`, an edition that was changed since that
    revision raises ChangedMeanwhileError; one in another step raises WrongStateError.
    """
    e = RecognitionEdition
    with Session(operational_engine(settings)) as session, session.begin():
        turn = session.execute(sa.update(e).where(e.slug == slug).values(revision=e.revision + 1))
        edition = require_edition(session, slug)
        if not turn.rowcount:  # type: ignore[attr-defined]
            raise AssertionError("an edition that is there was not updated")
        record = _record(session, edition)
        if record.state not in states:
            raise WrongStateError(_wrong_state(record, states))
        if seen is not None and record.revision != seen + 1:
            raise ChangedMeanwhileError(
                f"A edição {slug} mudou desde que foi vista: outra pessoa agiu antes. Veja como ela"
                " está e faça de novo; nada foi gravado."
            )
        yield Acting(session, edition, record, actor, datetime.now(UTC))


def _wrong_state(record: RecognitionRecord, states: Collection[State]) -> str:
    wanted = enumerate_words(state.value for state in states)
    return (
        f"A edição {record.slug} está em “{record.state}” ({STATE_WORDS[record.state]}), e isto se"
        f" faz em: {wanted}. Nada foi gravado."
    )
