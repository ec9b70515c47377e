"""Of which teams, partners, initiatives and attendants the answers of clients may be told: the one
place where queries and recognition ask it (docs/adr/0078).

Answers are counted by unit wherever it attended, and so are asked of the whole country, whoever
asks and whatever the territory. They are told by whole parts of years. Of answers of which the
edition keeps no blocks, these are made here, as a building makes those of the others.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data_access.editions.reading import Edition
from data_access.queries.base.question import closed_period
from data_access.queries.base.told_answers import (
    AskedAnswers,
    asked_answers,
    told_parts,
    untold_values,
)
from data_access.queries.tables.units import unit_sums
from data_access.schema import opinions
from indicators.disclosure.blocks import block_sizes
from indicators.disclosure.crossed import nested_blocks
from indicators.disclosure.rules import Members, Opinions, Rule
from indicators.recognition_rules.measurable import MEASURABLE, Family, UnitKind, UnitMeasure
from indicators.scope import Access, Period, Scope

Untold = Callable[[str], bool]
RESPONSE = "taxa_resposta"
SUBJECTS = {
    "nps": opinions.NPS,
    "csat": opinions.CSAT,
    "ces": opinions.CES,
    RESPONSE: opinions.ANSWERED,
    "percepcao_aumento_renda": opinions.INCOME,
}
# Which answers the edition keeps blocks of, by unit.
BLOCKS = {
    (UnitKind.TEAM, "nps"): opinions.BY_TEAM,
    (UnitKind.PARTNER, "nps"): opinions.BY_PARTNER,
    (UnitKind.PARTNER, "csat"): opinions.BY_PARTNER,
    (UnitKind.PARTNER, "ces"): opinions.BY_PARTNER,
    (UnitKind.PARTNER, RESPONSE): opinions.BY_PARTNER,
    (UnitKind.INITIATIVE, "percepcao_aumento_renda"): opinions.BY_INITIATIVE,
}


@dataclass(frozen=True)
class UnitAnswers:
    """What clients answered of the units of a kind that an access allows."""

    edition: Edition
    kind: UnitKind
    access: Access

    def untold(self, indicator_id: str, period: Period) -> Untold:
        """Whether what was answered of a unit in a period, whole, may not be told. Nothing is told
        of a period that cuts a part of a year.
        """
        parts = self._parts(indicator_id, period)
        if parts is None:
            return lambda _unit: True
        found = [self._untold(indicator_id, part) for part in parts]
        return lambda unit: any(untold(unit) for untold in found)

    def told_rows(
        self, indicator_id: str, period: Period, read: Callable[[Period], pd.DataFrame]
    ) -> pd.DataFrame:
        """The rows (``unit`` and any other) that `read` gives of each part of a year that the
        period is made of, of the units of which answers in that part may be told; none where it
        cuts one.
        """
        frames = [read(period).iloc[:0]]
        for part in self._parts(indicator_id, period) or ():
            rows = read(part.within(period))
            untold = self._untold(indicator_id, part)
            frames.append(rows[[not untold(str(unit)) for unit in rows["unit"]]])
        return pd.concat(frames, ignore_index=True)

    def _parts(self, indicator_id: str, period: Period) -> list[Period] | None:
        with self.edition.reading(self.access) as connection:
            return told_parts(connection, self._asked(indicator_id, period))

    def _asked(self, indicator_id: str, period: Period) -> AskedAnswers:
        return asked_answers(
            closed_period(self.edition),
            SUBJECTS[indicator_id],
            Scope(period),
            Access.everything(),
            by_unit=True,
        )

    def _untold(self, indicator_id: str, part: Period) -> Untold:
        """How many answered is told where their score is too: most who answer give one, and units
        that hide each other in one of the two and not in the other would tell how many each has.
        """
        asked = (RESPONSE, "nps") if indicator_id == RESPONSE else (indicator_id,)
        found = [self._broken(each, part) for each in asked]
        return lambda unit: any(untold(unit) for untold in found)

    def _broken(self, indicator_id: str, part: Period) -> Untold:
        division = BLOCKS.get((self.kind, indicator_id))
        if division is None:
            broken = self._few_or_alike(indicator_id, part)
            return lambda unit: unit in broken
        with self.edition.reading(self.access) as connection:
            return untold_values(connection, self._asked(indicator_id, part), division)

    def _few_or_alike(self, indicator_id: str, part: Period) -> set[str]:
        """Units of fewer than five answers in a part of a year, or of one mind, and those of the
        same UF that hide them.
        """
        named = counts_of(MEASURABLE[indicator_id])
        sums = unit_sums(self.edition, self.kind, named, part, self.access)
        counts, rule = _answers(sums, indicator_id)
        block = nested_blocks(counts, pd.factorize(sums["uf"], sort=True)[0], rule)
        return set(sums["unit"][block_sizes(block) != 1])


def counts_of(measure: UnitMeasure) -> list[str]:
    """The counts that a measure is made of."""
    return [name for name in (measure.numerator, measure.denominator, measure.against) if name]


def _answers(sums: pd.DataFrame, indicator_id: str) -> tuple[np.ndarray, Rule]:
    """How many gave each answer, by unit, and what may be told of it."""
    measure = MEASURABLE[indicator_id]
    part = sums[measure.numerator]
    if indicator_id == RESPONSE:
        return part.to_numpy(np.int64)[:, None], Members(1)
    rest = sums[str(measure.denominator)] - part
    kinds = [part, rest]
    if measure.family is Family.SCORE:
        against = sums[str(measure.against)]
        kinds = [part, rest - against, against]
    return np.column_stack([kind.to_numpy(np.int64) for kind in kinds]), Opinions(len(kinds))
