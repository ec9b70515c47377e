"""Versions of the rules of editions: every change is another version, and none is lost."""

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from config.settings import Settings
from data_access.operational.actor import Actor
from data_access.operational.audit import audit_entry
from data_access.operational.engine import operational_engine
from data_access.operational.recognition_models import RecognitionEdition, RecognitionRules
from data_access.recognition.errors import RecognitionError
from data_access.recognition.states import CHANGEABLE, State
from data_access.recognition.store import (
    RecognitionRecord,
    acting,
    recognition_record,
    require_edition,
    rules_row,
)
from indicators.recognition_rules.checks import guardrail_problems
from indicators.recognition_rules.compare import Change, compare_rules
from indicators.recognition_rules.model import Rules
from indicators.recognition_rules.problems import Problem, RulesError
from indicators.recognition_rules.read import read_rules, rules_hash, rules_text


@dataclass(frozen=True)
class Version:
    """One version of the rules, who wrote it and why."""

    version: int
    reason: str
    who: str
    at: datetime
    sha256: str


def create_edition(
    settings: Settings, rules: Rules, actor: Actor, *, demonstration: bool = False
) -> RecognitionRecord:
    """A new edition with its first version of rules. Raises RulesError, and RecognitionError where
    there is one of that id.
    """
    _require_step(settings, rules)
    now = datetime.now(UTC)
    edition = RecognitionEdition(
        slug=rules.id,
        name=rules.name,
        year=rules.year,
        scope=rules.scope,
        state=State.DRAFT,
        rules_version=1,
        revision=1,
        bands={},
        demonstration=demonstration,
        created_at=now,
    )
    try:
        with Session(operational_engine(settings)) as session, session.begin():
            session.add(edition)
            session.add(_row(rules, 1, "Primeira versão", actor, now))
            detail = {"versao": 1, "regras": rules_hash(rules)}
            session.add(audit_entry(actor, "reconhecimento_criado", rules.id, detail))
    except IntegrityError:
        raise RecognitionError(
            f"Já existe uma edição “{rules.id}”. Mude o id das regras, ou grave-as como nova versão"
            f" dela, com um motivo: `t360 recognition import ARQUIVO --reason MOTIVO`."
        ) from None
    return recognition_record(settings, rules.id)


def save_rules(
    settings: Settings,
    slug: str,
    rules: Rules,
    reason: str,
    actor: Actor,
    *,
    seen: int | None = None,
) -> RecognitionRecord:
    """A new version of the rules of an edition, which goes back to where it is open: bands are
    chosen again, and orders of members no longer hold. Points stay.

    Rules that say the same change nothing. Raises RulesError, WrongStateError,
    ChangedMeanwhileError.
    """
    require_reason(reason, "mudar as regras")
    if rules.id != slug:
        raise RulesError(
            "As regras", [Problem(f"são da edição “{rules.id}”, e não de “{slug}”.", "id")]
        )
    _require_step(settings, rules)
    if compare_rules(recognition_record(settings, slug).rules, rules) == []:
        return recognition_record(settings, slug)
    with acting(settings, slug, actor, CHANGEABLE, seen=seen) as act:
        if rules.scope != act.record.scope:
            raise RecognitionError(
                f"A abrangência de uma edição não muda: {slug} é de {act.record.scope}. Crie outra."
            )
        version = act.record.rules_version + 1
        act.add(_row(rules, version, reason.strip(), actor, act.now))
        edition = act.edition
        edition.name, edition.year, edition.rules_version = rules.name, rules.year, version
        edition.bands = {}
        edition.state = State.OPEN if edition.data_edition else State.DRAFT
        changed = [change.field for change in compare_rules(act.record.rules, rules)]
        act.log("reconhecimento_regras", {"versao": version, "motivo": reason, "campos": changed})
    return recognition_record(settings, slug)


def require_reason(text: str, what: str) -> None:
    """Raises RecognitionError where nobody said why."""
    if len(text.strip()) < 10:
        raise RecognitionError(
            f"Para {what} é preciso um motivo escrito, de ao menos 10 letras: é o que se mostra a"
            " quem pergunta. Nada foi gravado."
        )


def _row(rules: Rules, version: int, reason: str, actor: Actor, now: datetime) -> RecognitionRules:
    return RecognitionRules(
        slug=rules.id,
        version=version,
        text=rules_text(rules),
        sha256=rules_hash(rules),
        reason=reason,
        who=actor.name,
        at=now,
    )


def _require_step(settings: Settings, rules: Rules) -> None:
    """Cut points stay near those of the edition before, where it is here."""
    if rules.before is None:
        return
    with Session(operational_engine(settings)) as session:
        edition = require_edition(session, rules.before)
        before = read_rules(rules_row(session, rules.before, edition.rules_version).text)
    problems = [Problem(sentence) for _, sentence in guardrail_problems(rules, before)]
    if problems:
        raise RulesError("As regras", problems)


def versions(settings: Settings, slug: str) -> list[Version]:
    """Every version of an edition, the first one first."""
    r = RecognitionRules
    with Session(operational_engine(settings)) as session:
        require_edition(session, slug)
        rows = session.scalars(sa.select(r).where(r.slug == slug).order_by(r.version))
        return [Version(row.version, row.reason, row.who, row.at, row.sha256) for row in rows]


def rules_of(settings: Settings, slug: str, version: int) -> Rules:
    with Session(operational_engine(settings)) as session:
        require_edition(session, slug)
        return read_rules(rules_row(session, slug, version).text)


def compare_versions(settings: Settings, slug: str, before: int, after: int) -> list[Change]:
    return compare_rules(rules_of(settings, slug, before), rules_of(settings, slug, after))
