"""What is looked at one by one, under the name of a member: patterns that the radar finds, cases,
and the UF of a unit, which says who may judge it.
"""

from dataclasses import dataclass
from typing import Any

from data_access.identity.asking import asker
from data_access.operational.actor import Actor
from data_access.queries.tables.units import unit_register
from data_access.recognition import deliberating
from data_access.recognition.errors import UnknownRecognitionError
from data_access.recognition.evidence import whole_scope
from data_access.recognition.judging import Judged
from data_access.recognition.radar import Found, Sought, find_patterns, patterns_sought
from data_access.recognition.records import CaseRecord
from data_access.recognition.seats import Seated
from data_access.recognition.states import Outcome
from data_access.recognition.store import Signed
from indicators.recognition_rules.measurable import UnitKind


@dataclass(frozen=True)
class Casework(Seated):
    """``member`` signs every act."""

    member: str

    @property
    def actor(self) -> Actor:
        """Who is on record: the account, where nobody was asked for another name."""
        own = asker(self.access, self.origin).name
        name = own if own == self.member else f"{self.member} ({own})"
        return Actor(name, self.origin, self.access.account)

    @property
    def signed(self) -> Signed:
        return Signed(self.actor, self.member)

    # Patterns and cases

    def patterns(self, slug: str, category: str) -> list[Sought]:
        """What the radar looks for in a category, and what of it these data cannot answer. Empty
        where nothing is counted of its units, or the edition was not opened yet.
        """
        record = self.require_edition(slug)
        if record.data_edition is None:
            return []
        with self._data(record) as edition:
            return patterns_sought(
                edition, record.category(category).unit, whole_scope(record.rules)
            )

    def search_patterns(self, slug: str) -> int:
        """Have the radar look at every unit, and open a case of each pattern that stands out and
        has none yet; how many were new. It flags for a person: nothing is taken away by it.
        """
        record = self.require_whole(slug)
        found: list[tuple[str, Found]] = []
        sought: set[str] = set()
        with self._data(record) as edition:
            for category in record.rules.category:
                known = patterns_sought(edition, category.unit, whole_scope(record.rules))
                sought |= {item.pattern for item in known if item.answered}
                found += [
                    (category.id, item) for item in find_patterns(edition, record.rules, category)
                ]
        return deliberating.open_cases(self.settings, slug, found, sorted(sought), self.actor)

    def open_case(
        self,
        slug: str,
        category: str,
        unit: str,
        pattern: str,
        description: str,
        evidence: dict[str, Any],
    ) -> None:
        """A case that a member brings. The same pattern of the same unit is opened once."""
        judged = self.judged(slug, category, unit)
        found = Found(unit, judged.uf, pattern, description, evidence)
        deliberating.open_cases(self.settings, slug, [(category, found)], [], self.actor)

    def assign_case(self, slug: str, case_id: int, assignee: str) -> None:
        uf = self._case_uf(slug, case_id)
        deliberating.assign_case(self.settings, slug, case_id, uf, assignee, self.actor)

    def close_case(self, slug: str, case_id: int, outcome: Outcome, reason: str) -> None:
        deliberating.close_case(
            self.settings,
            slug,
            case_id,
            self._case_uf(slug, case_id),
            outcome,
            reason=reason,
            by=self.signed,
        )

    def judged(self, slug: str, category_id: str, unit: str) -> Judged:
        """A unit with its UF, which the data say and nobody declares."""
        record = self.require_edition(slug)
        uf = self._ufs(record, category_id).get(unit)
        if uf is None:
            raise UnknownRecognitionError(
                f"“{unit}” não está na categoria {category_id} da edição {slug}. Confira o código."
            )
        self.require_scope(uf)
        self.require_seat(slug, uf)
        return Judged(category_id, unit, uf)

    def case(self, slug: str, case_id: int) -> CaseRecord:
        """Raises UnknownRecognitionError."""
        found = next((case for case in self.cases(slug) if case.id == case_id), None)
        if found is None:
            raise UnknownRecognitionError(f"A edição {slug} não tem o caso {case_id}.")
        return found

    def _case_uf(self, slug: str, case_id: int) -> str:
        found = self.case(slug, case_id)
        return self.judged(slug, found.category, found.unit).uf

    def unit_names(self, slug: str) -> dict[str, str]:
        """The names of teams, partners and initiatives by code, of the UFs that may be seen; who
        has none is not there, nor are attendants, whose names have a table of their own.
        """
        record = self.require_edition(slug)
        found: dict[str, str] = {}
        with self._data(record) as edition:
            for kind in {item.unit for item in record.rules.category} - {UnitKind.PROCESS}:
                named = unit_register(edition, kind, whole_scope(record.rules)).dropna(
                    subset=["name"]
                )
                named = named.loc[[self._sees(str(uf)) for uf in named["uf"]]]
                found |= dict(zip(named["unit"], named["name"], strict=True))
        return found
