"""What was counted of each unit: tables in, always in the order of the identifiers.

Two orders of the same rows are the same evidence, so that nothing downstream can depend on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from indicators.recognition.rules import Criterion, Kind, Rules

FloatArray = NDArray[np.float64]

# The columns of a criterion's table. NaN in any of them is “not measured”, which is not zero.
COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    Kind.RATE: ("successes", "trials"),
    Kind.SCORE: ("promoters", "neutrals", "detractors"),
    Kind.COUNT: ("events", "exposure"),
    Kind.DURATION: ("mean", "sd", "cases"),  # of natural logarithms of minutes
    Kind.POINTS: ("mean", "sd", "cases"),
}
UNIT_COLUMNS = ("group", "place", "exposure", "previous", "excluded")


@dataclass(frozen=True)
class Field:
    """Who competes, and with what.

    ``units`` has one row per unit, indexed by its id, with ``group`` (peers), and optionally
    ``place`` (UF, for cut points), ``exposure`` (months active), ``previous`` (tier won at an
    earlier stage) and ``excluded`` (why it does not compete; NaN where it does). ``evidence`` has,
    by criterion, a table with the `COLUMNS` of its kind, indexed by unit; units left out of it were
    not measured. ``cells`` has, by criterion with case-mix, the same columns by ``unit`` and the
    classes that a unit does not choose (porte, channel, size of place), one column each.
    """

    units: pd.DataFrame
    evidence: Mapping[str, pd.DataFrame]
    cells: Mapping[str, pd.DataFrame] = field(default_factory=dict)


class Counts(NamedTuple):
    """The columns of a criterion as arrays, aligned with the units; NaN: not measured."""

    columns: tuple[FloatArray, ...]

    @property
    def measured(self) -> NDArray[np.bool_]:
        return np.asarray(~np.isnan(np.array(self.columns)).any(axis=0))


def sorted_field(given: Field, rules: Rules) -> Field:
    """The same field with its units in the order of their ids and all its columns.

    Raises ValueError where an id appears twice or a table lacks a column: a defect of who counted.
    """
    units = given.units.sort_index()
    if not units.index.is_unique:
        raise ValueError("a unit has one row")
    units = units.assign(**{c: np.nan for c in UNIT_COLUMNS if c not in units})
    for name in ("group", "place"):
        units[name] = units[name].astype(object).where(units[name].notna(), "").astype(str)
    evidence = {
        item.id: _aligned(given.evidence.get(item.id), item, units.index) for item in rules.criteria
    }
    return Field(units, evidence, given.cells)


def _aligned(table: pd.DataFrame | None, criterion: Criterion, index: pd.Index) -> pd.DataFrame:
    columns = list(COLUMNS[criterion.kind])
    if table is None:
        return pd.DataFrame(np.nan, index=index, columns=columns)
    lacking = [name for name in columns if name not in table]
    if lacking or not table.index.is_unique:
        raise ValueError(f"{criterion.id} needs {columns}, one row per unit")
    return table[columns].astype(float).reindex(index)


def counts_of(table: pd.DataFrame, kind: Kind) -> Counts:
    return Counts(tuple(table[name].to_numpy(float) for name in COLUMNS[kind]))


def volume(counts: Counts, kind: Kind) -> FloatArray:
    """How much was seen of each unit: trials, answers, exposure or cases. NaN: not measured."""
    if kind is Kind.SCORE:
        return np.asarray(np.sum(counts.columns, axis=0))
    return counts.columns[1 if kind in (Kind.RATE, Kind.COUNT) else 2]


def raw_value(counts: Counts, kind: Kind) -> FloatArray:
    """The measure as counted: fraction, −1 to 1, events per exposure, minutes, points. NaN where
    nothing was seen.
    """
    values = counts.columns
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind is Kind.SCORE:
            total = np.sum(values, axis=0)
            found = (values[0] - values[2]) / total
        elif kind in (Kind.RATE, Kind.COUNT):
            total = values[1]
            found = values[0] / total
        else:
            total = values[2]
            found = np.exp(values[0]) if kind is Kind.DURATION else values[0]
    return np.where(total > 0, found, np.nan)


def duration_table(log_sum: ArrayLike, square_sum: ArrayLike, cases: ArrayLike) -> pd.DataFrame:
    """The columns of a duration from sums of logarithms of minutes and of their squares."""
    total, squares, n = (np.asarray(item, float) for item in (log_sum, square_sum, cases))
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total / n
        variance = np.maximum(squares - total * mean, 0) / (n - 1)
    sd = np.where(n > 1, np.sqrt(variance), 0.0)
    return pd.DataFrame({"mean": mean, "sd": sd, "cases": n})
