"""What may be read of editions of recognition, and by whom. It changes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import pandas as pd
from sqlalchemy.orm import Session

from data_access.editions.reading import Edition, open_edition
from data_access.identity.asking import Door
from data_access.operational.engine import operational_engine
from data_access.queries.tables.units import attendant_names, unit_register
from data_access.recognition import appeals, judging, rules_store, seals
from data_access.recognition.errors import RecognitionError, UnknownRecognitionError
from data_access.recognition.reasons import reasons_of
from data_access.recognition.records import Announced, AppealRecord, CaseRecord
from data_access.recognition.results import announced_of
from data_access.recognition.rules_store import Version
from data_access.recognition.scoring import Scored, score_category
from data_access.recognition.sealed import sealed_document
from data_access.recognition.seals import Proof, SealedResult
from data_access.recognition.standings import standings
from data_access.recognition.states import SEALED_STATES, State
from data_access.recognition.store import (
    Member,
    RecognitionRecord,
    list_recognitions,
    recognition_record,
)
from data_access.recognition.unit_trends import UnitTrends, unit_trends
from data_access.recognition.version_scores import compare_scores
from indicators.recognition_rules.compare import Change
from indicators.recognition_rules.measurable import UnitKind
from indicators.recognition_rules.model import NATIONAL, Rules
from indicators.scope import Access, AccessDeniedError

OfUnit = TypeVar("OfUnit", CaseRecord, AppealRecord)
PREVIEWED = tuple(state for state in State if state not in (State.DRAFT, State.OPEN))


@dataclass(frozen=True)
class Readings(Door):
    """Editions as who asks may see them.

    The committee sees everything in its UFs from the moment an edition is open. Everybody else sees
    an announced result and, from the preview on, one unit of the own UF at a time.
    """

    def editions(self) -> list[RecognitionRecord]:
        """National editions, and those of the UFs that may be seen."""
        return [item for item in list_recognitions(self.settings) if self._sees(item.scope)]

    def require_edition(self, slug: str) -> RecognitionRecord:
        """Raises UnknownRecognitionError, and AccessDeniedError for one of another UF."""
        record = recognition_record(self.settings, slug)
        self.require_scope(record.scope)
        return record

    def require_scope(self, uf: str) -> None:
        """Raises AccessDeniedError where a UF may not be seen."""
        if not self._sees(uf):
            own = ", ".join(sorted(self.access.ufs or ()))
            raise AccessDeniedError(
                f"Isto é de {uf}, e o seu acesso é a: {own or 'nenhuma UF'}. Peça a um membro de"
                f" {uf} ou do comitê nacional.",
                uf,
            )

    def versions(self, slug: str) -> list[Version]:
        self.require_edition(slug)
        return rules_store.versions(self.settings, slug)

    def rules(self, slug: str, version: int | None = None) -> Rules:
        record = self.require_edition(slug)
        return rules_store.rules_of(self.settings, slug, version or record.rules_version)

    def compare_versions(self, slug: str, before: int, after: int) -> list[Change]:
        self.require_edition(slug)
        return rules_store.compare_versions(self.settings, slug, before, after)

    def compare_scores(self, slug: str, category: str, before: int, after: int) -> pd.DataFrame:
        """What two versions of the rules make of each unit of the UFs that may be seen, for the
        committee alone.
        """
        record = self.require_edition(slug)
        self._require_committee(record)
        frame = compare_scores(self.settings, record, category, before, after)
        return frame.loc[[self._sees(str(uf)) for uf in frame["uf"]]].reset_index(drop=True)

    def members(self, slug: str) -> list[Member]:
        self.require_edition(slug)
        return judging.committee_of(self.settings, slug)

    def cases(self, slug: str) -> list[CaseRecord]:
        """For the committee alone, of the UFs that may be seen: a pattern is a question, and no
        accusation.
        """
        record = self.require_edition(slug)
        self._require_committee(record)
        return self._of_seen_units(record, judging.list_cases(self.settings, slug))

    def appeals(self, slug: str) -> list[AppealRecord]:
        """For the committee alone, of the UFs that may be seen."""
        record = self.require_edition(slug)
        self._require_committee(record)
        return self._of_seen_units(record, appeals.list_appeals(self.settings, slug))

    def sealed(self, slug: str) -> SealedResult:
        """Of an announced edition; the committee sees it as soon as it is sealed, and it alone sees
        all that was sealed of people.
        """
        record = self.require_edition(slug)
        if not self.may_read(slug):
            self._require_committee(record)
        return seals.sealed_result(self.settings, slug)

    def may_read(self, slug: str) -> bool:
        """Whether who asks may see all that was sealed of an edition."""
        record = recognition_record(self.settings, slug)
        people = any(item.unit is UnitKind.ATTENDANT for item in record.rules.category)
        open_to_all = record.state is State.ANNOUNCED and not people
        return self._sees(record.scope) and (open_to_all or self.access.sits(slug))

    def sealed_before(
        self, slug: str, category: str
    ) -> list[tuple[RecognitionRecord, SealedResult]]:
        """Results of earlier years that whoever asks may see, of the same scope and with a category
        of the same id and kind of unit; the oldest first.
        """
        record = self.require_edition(slug)
        kind = record.category(category).unit
        earlier = [
            item
            for item in self.editions()
            if item.state in SEALED_STATES
            and item.scope == record.scope
            and item.rules.months.end < record.rules.months.start
            and (found := item.rules.category_of(category)) is not None
            and found.unit is kind
        ]
        return [(item, self.sealed(item.slug)) for item in earlier if self.may_read(item.slug)]

    def trends(self, slug: str, category: str, unit: str) -> UnitTrends:
        """What led to the result of a unit, as far as whoever asks may see it; for who may read the
        result. Raises EditionError where the data are gone.
        """
        record = self.require_edition(slug)
        if not self.may_read(slug):
            self._require_committee(record)
        return unit_trends(self.settings, record, record.category(category), unit, self.access)

    def proof(self, slug: str) -> Proof:
        """What the audit trail says of the seal of an edition."""
        return seals.proof_of(self.settings, self.sealed(slug))

    def verify(self, sha256: str) -> tuple[RecognitionRecord, SealedResult, Proof] | None:
        """The sealed edition whose sum a certificate shows, for whoever holds the certificate; None
        where nothing of that sum was sealed. Raises RecognitionError where it was altered since.
        """
        found = seals.result_of_hash(self.settings, sha256)
        if found is None:
            return None
        record = recognition_record(self.settings, found.slug)
        return record, found, seals.proof_of(self.settings, found)

    def announced(self, kind: UnitKind, unit: str) -> list[Announced]:
        """What the announced editions that may be seen say of a team, partner, initiative or
        process, the newest first.
        """
        found = []
        for record in self.editions():
            kinds = {item.unit for item in record.rules.category}
            if record.state is State.ANNOUNCED and kind in kinds and self.may_read(record.slug):
                found += announced_of(record.slug, self.sealed(record.slug).text, kind, unit)
        return sorted(found, key=lambda item: -item.year)

    def reproduce(self, slug: str) -> tuple[bool, str, str]:
        """Whether the sealed result comes out of data and store again, and both sums."""
        sealed = self.sealed(slug)
        made = sealed_document(self.settings, self.require_edition(slug))
        return made.text == sealed.text, sealed.sha256, made.sha256

    def reasons(self, slug: str, category: str, unit: str) -> dict[str, Any]:
        """All that a result about one unit is made of, to be handed to whom it is about (LGPD, art.
        20): rules, measures, points with reasons, decisions with reasons.
        """
        self._require_unit(slug, category, unit)
        return reasons_of(self.settings, self.require_edition(slug), category, unit)

    def compare_unit(
        self, slug: str, category: str, unit: str, data_edition: str | None = None
    ) -> pd.DataFrame:
        self._require_unit(slug, category, unit)
        return appeals.compare_unit(self.settings, slug, category, unit, data_edition)

    def score(self, slug: str, category: str) -> Scored:
        """The whole category, before it is announced for the committee alone."""
        record = self.require_edition(slug)
        if record.state is not State.ANNOUNCED:
            self._require_committee(record)
        return score_category(self.settings, record, category)

    def table(self, slug: str, category: str) -> pd.DataFrame:
        """`standings`, with the names of people that may be read and the units that may be seen."""
        return self.table_of(slug, self.score(slug, category))

    def table_of(self, slug: str, scored: Scored) -> pd.DataFrame:
        """The same of a category that `score` gave to whoever asks."""
        record = self.require_edition(slug)
        frame = self.named(record, scored, standings(scored))
        if scored.category.unit is UnitKind.ATTENDANT and not self.access.sits(slug):
            frame = frame[frame["name"] != ""].reset_index(drop=True)
        if self.access.ufs is None or record.state is State.ANNOUNCED:
            return frame
        return frame[frame["uf"].isin(self.access.ufs)].reset_index(drop=True)

    def preview(self, slug: str, category: str, unit: str) -> pd.Series:
        """The result of one unit, for who is of its UF: its row of `standings`, and nobody else's.

        Raises RecognitionError before the preview.
        """
        record = self.require_edition(slug)
        if record.state not in PREVIEWED:
            raise RecognitionError(
                f"A edição {slug} ainda não abriu a prévia: os resultados não são vistos por"
                " ninguém fora do comitê."
            )
        scored = score_category(self.settings, record, category)
        frame = standings(scored)
        rows = frame[frame["unit"] == unit]
        if rows.empty:
            raise UnknownRecognitionError(f"“{unit}” não está em {scored.category.name}.")
        self.require_scope(str(rows["uf"].iloc[0]))
        return self.named(record, scored, rows).iloc[0]

    def named(self, record: RecognitionRecord, scored: Scored, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows with the names of people that may be read; the others have none."""
        if scored.category.unit is not UnitKind.ATTENDANT:
            return frame
        known = self.names_of_people(record)
        return frame.assign(name=frame["unit"].map(known).astype(object).fillna(""))

    def names_of_people(self, record: RecognitionRecord) -> dict[str, str]:
        """By code, those that whoever asks may read."""
        opened = open_edition(self.settings, record.data_edition)
        try:
            known = attendant_names(opened, self.access)
        finally:
            opened.close()
        return dict(zip(known["unit"], known["name"], strict=True))

    def _sees(self, uf: str) -> bool:
        return self.access.ufs is None or uf == NATIONAL or uf in self.access.ufs

    def _require_committee(self, record: RecognitionRecord) -> None:
        if not self.access.sits(record.slug):
            raise AccessDeniedError(
                f"Isto de {record.slug} só o comitê vê inteiro: o que não foi anunciado, casos,"
                " recursos e resultados de pessoas. Cada unidade vê o seu.",
                record.slug,
            )

    def _require_unit(self, slug: str, category: str, unit: str) -> None:
        """For the committee alone, of a unit of a UF that may be seen."""
        record = self.require_edition(slug)
        self._require_committee(record)
        uf = self._ufs(record, category).get(unit)
        if uf is not None:  # who asks for one that is not there is told so
            self.require_scope(uf)

    def _of_seen_units(self, record: RecognitionRecord, items: list[OfUnit]) -> list[OfUnit]:
        if self.access.ufs is None or not items:
            return items
        ufs = {name: self._ufs(record, name) for name in {item.category for item in items}}
        return [item for item in items if ufs[item.category].get(item.unit) in self.access.ufs]

    def _ufs(self, record: RecognitionRecord, category_id: str) -> dict[str, str]:
        category = record.category(category_id)
        if category.unit is UnitKind.PROCESS:
            with Session(operational_engine(self.settings)) as session:
                found = judging.entries_of(session, record.slug, category_id)
            return {entry.unit: entry.uf for entry in found}
        with self._data(record) as edition:
            register = unit_register(edition, category.unit, Access.everything())
        return dict(zip(register["unit"], register["uf"], strict=True))

    @contextmanager
    def _data(self, record: RecognitionRecord) -> Iterator[Edition]:
        if record.data_edition is None:
            raise RecognitionError(
                f"A edição {record.slug} ainda não foi aberta sobre dados. Abra-a antes, numa"
                " edição de dados selada."
            )
        edition = open_edition(self.settings, record.data_edition)
        try:
            yield edition
        finally:
            edition.close()
