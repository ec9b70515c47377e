"""What is scored of the answers of a unit: no more than may be told of them (docs/adr/0040, 0078).

A result tells a criterion in many ways: measured, estimated, points, what it adds to the score. Who
knows the rules works one out from another, so that what may not be told must not be scored.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data_access.editions.reading import Edition
from data_access.queries.tables.unit_told import RESPONSE, UnitAnswers, counts_of
from data_access.queries.tables.units import unit_mix_rows, unit_sums
from data_access.recognition.exclusions import LeftOut
from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.recognition.rules import Scoring
from indicators.recognition_rules.domain import measure_of
from indicators.recognition_rules.measurable import OPINIONS, Family, UnitKind, UnitMeasure
from indicators.recognition_rules.model import Category, Criterion
from indicators.scope import Access, Period

SCORE = ["promoters", "neutrals", "detractors"]
# The kind of answer beside each, in the order of SCORE; of a share there are the first two.
BESIDE = (1, 0, 1)


Read = Callable[[Period], pd.DataFrame]
Tables = Mapping[str, pd.DataFrame]
MIX = {"porte": "porte", "canal": "channel", "porte_do_lugar": "place_size"}


@dataclass(frozen=True)
class Answers:
    """What clients answered of the units of a category in the months of the rules, as a scoring
    counts it: since OF_BLOCKS, of the parts of years in which it may be told. ``out`` are the
    units of which months are left out.
    """

    edition: Edition
    kind: UnitKind
    period: Period
    access: Access
    scoring: Scoring
    out: Sequence[LeftOut] = ()

    def counts(self, item: Criterion) -> pd.DataFrame | None:
        """The counts of a criterion by unit; None of what is no opinion, or was counted whole."""
        measure = measure_of(item)
        if measure is None or item.indicator not in OPINIONS or self.scoring < Scoring.OF_BLOCKS:
            return None
        named = counts_of(measure)

        def read(period: Period) -> pd.DataFrame:
            rows = unit_sums(self.edition, self.kind, named, period, self.access)
            return rows[["unit", *named]]

        return self._rows(item, read).groupby("unit").sum().astype(float)

    def cells(
        self, category: Category, tables: Mapping[str, pd.DataFrame]
    ) -> dict[str, pd.DataFrame]:
        """By criterion that is adjusted, what was answered of the units of its table by what they
        do not choose.
        """
        found = {}
        for item in category.criterion:
            measure = measure_of(item)
            if not item.adjust or measure is None or measure.denominator is None:
                continue
            named = counts_of(measure)

            def read(period: Period, named: list[str] = named) -> pd.DataFrame:
                return unit_mix_rows(self.edition, self.kind, named, period, self.access)

            by = ["unit", *(MIX[str(each)] for each in item.adjust)]
            sums = self._rows(item, read).groupby(by, as_index=False)[named].sum()
            measured = sums["unit"].isin(tables[item.id].index) & (sums[measure.denominator] > 0)
            found[item.id] = _cell_columns(sums[measured], measure)
        return found

    def _rows(self, item: Criterion, read: Read) -> pd.DataFrame:
        rows = self._told(item, read, self.period)
        for left in self.out:
            if left.concerns(item.id):
                kept = [self._told(item, read, span) for span in left.kept]
                own = [frame[frame["unit"] == left.unit] for frame in kept]
                rows = pd.concat([rows[rows["unit"] != left.unit], *own])
        return rows

    def _told(self, item: Criterion, read: Read, period: Period) -> pd.DataFrame:
        if self.scoring < Scoring.OF_BLOCKS:
            return read(period)
        answers = UnitAnswers(self.edition, self.kind, self.access)
        return answers.told_rows(str(item.indicator), period, read)


def _cell_columns(sums: pd.DataFrame, measure: UnitMeasure) -> pd.DataFrame:
    part, base = sums[measure.numerator], sums[str(measure.denominator)]
    if measure.family is Family.SCORE:
        against = sums[str(measure.against)]
        columns = {"promoters": part, "neutrals": base - part - against, "detractors": against}
    else:
        columns = {"successes": part, "trials": base}
    return sums.drop(columns=counts_of(measure)).assign(**columns)


def scored_as_told(category: Category, tables: Tables, scoring: Scoring) -> dict[str, pd.DataFrame]:
    """The tables of `evidence_of`, by criterion, with what is scored of answers.

    Of fewer than SMALLEST_GROUP who answered nothing is. Before OF_BLOCKS, of answers that are all
    alike as many were of which one is of the kind beside: nobody could tell whether all said the
    same, and the score was that of one answer less. What an earlier scoring made is made again as
    it was.
    """
    if scoring < Scoring.OF_WHAT_IS_TOLD:
        return dict(tables)
    told = dict(tables)
    for item in category.criterion:
        table = tables.get(item.id)
        if table is None or item.indicator not in OPINIONS:
            continue
        if item.indicator == RESPONSE:
            told[item.id] = table[table["successes"] >= SMALLEST_GROUP]
        else:
            enough = table[_kinds(table).sum(axis=1) >= SMALLEST_GROUP]
            told[item.id] = enough if scoring >= Scoring.OF_BLOCKS else _but_one(enough)
    return told


def untold_measures(category: Category, tables: Tables, scoring: Scoring) -> dict[str, pd.Index]:
    """By criterion, the units that are scored and whose measure is not told: their answers may all
    be alike. Since OF_BLOCKS nobody is scored of such.
    """
    found: dict[str, pd.Index] = {}
    if scoring >= Scoring.OF_BLOCKS:
        return found
    for item in category.criterion:
        if item.indicator not in OPINIONS or item.id not in tables:
            continue
        kinds = _kinds(tables[item.id])
        if scoring < Scoring.OF_WHAT_IS_TOLD:
            alike = kinds.max(axis=1) == kinds.sum(axis=1)
        elif item.indicator == RESPONSE:
            continue
        else:
            alike = _perhaps_alike(kinds)
        found[item.id] = kinds.index[alike]
    return found


def _kinds(table: pd.DataFrame) -> pd.DataFrame:
    """How many answers are of each kind: of a score, or of a share of them."""
    if "promoters" in table:
        return table[SCORE]
    return pd.DataFrame({"yes": table["successes"], "no": table["trials"] - table["successes"]})


def _but_one(table: pd.DataFrame) -> pd.DataFrame:
    """The same answers; of those that are all alike, one is of the kind beside."""
    kinds = _kinds(table).to_numpy(float)
    changed = kinds.copy()
    for kind in range(kinds.shape[1]):
        alike = kinds[:, kind] == kinds.sum(axis=1)
        changed[alike, kind] -= 1
        changed[alike, BESIDE[kind]] += 1
    if "promoters" in table:
        return pd.DataFrame(changed, index=table.index, columns=SCORE)
    return table.assign(successes=changed[:, 0])


def _perhaps_alike(kinds: pd.DataFrame) -> pd.Series:
    """Rows that `_but_one` makes of answers that are all alike, whether or not it made them."""
    counts = kinds.to_numpy(float)
    found = np.zeros(len(kinds), bool)
    for kind in range(counts.shape[1]):
        most = counts[:, kind] == counts.sum(axis=1) - 1
        found |= most & (counts[:, BESIDE[kind]] == 1)
    return pd.Series(found, index=kinds.index)
