"""The profile of one municipality: each indicator beside its UF,
the country and its statistical neighbours.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from indicators.catalogue.definitions import PROPORTIONS, Indicator, Uncertainty
from indicators.comparison import NOTHING_TO_COMPARE, Change, compare, only_significant
from indicators.measure import MeasuredValue, Status, as_value
from indicators.pooling import NOTHING, mean_count, pooled_each
from indicators.trend import PERIODS, Direction, Trend, trend
from indicators.uncertainty import false_discovery_keep

ENOUGH = 30  # cases under which a rate of one municipality says little of the spread of all
EXPECTED = 5  # cases in each period under which the χ² of a trend is no longer trusted
UF, COUNTRY, NEIGHBOURS = "uf", "brasil", "vizinhos"
SIDES = (UF, COUNTRY, NEIGHBOURS)


@dataclass(frozen=True)
class Spread:
    """How the values of `places` municipalities with enough cases are spread;
    each counts once, whatever its size.
    """

    places: int
    minimum: float
    lower_quartile: float
    median: float
    upper_quartile: float
    maximum: float


@dataclass(frozen=True)
class ProfileRow:
    """`sides` are the values of what the municipality is compared with; `changes` how it differs
    from each of them.

    The UF and the country are shown whole and compared without the municipality, which is part of
    them.
    """

    definition: Indicator
    own: MeasuredValue
    sides: Mapping[str, MeasuredValue]
    changes: Mapping[str, Change]
    spreads: Mapping[str, Spread | None]


def profile_row(
    definition: Indicator,
    rows: pd.DataFrame,
    code: str,
    neighbours: Collection[str],
    *,
    additive: bool,
    whole: Mapping[str, MeasuredValue],
) -> ProfileRow:
    """The profile of municipality `code` in one indicator.

    `rows` has every municipality that may be seen, with the columns of `pooled_value` and code, uf,
    value, lower and upper. `whole` has the UF and the country. An indicator that is not `additive`
    (a median) has no value of neighbours.
    """
    own = rows.loc[rows["code"] == code]
    value = as_value(own.iloc[0])
    same_uf = rows["uf"] == own["uf"].iloc[0]
    alike = rows[rows["code"].isin(neighbours)]
    others = {
        UF: rows[same_uf & (rows["code"] != code)],
        COUNTRY: rows[rows["code"] != code],
        NEIGHBOURS: alike,
    }
    rest: dict[str, MeasuredValue] = dict(whole)
    beside = NOTHING
    if additive:
        rest = dict(zip(others, pooled_each(list(others.values()), definition), strict=True))
        beside = rest[NEIGHBOURS] if definition.is_ratio else mean_count(alike)
    if others[UF].empty:  # the only municipality of its UF is the UF
        rest = {**rest, UF: NOTHING}
    changes = {side: compare(definition, value, rest.get(side, NOTHING)) for side in SIDES}
    if (
        not definition.is_ratio
    ):  # a total is no measure for a part of it, and the mean has no error to judge by
        changes = dict.fromkeys(SIDES, NOTHING_TO_COMPARE)
    spreads = {UF: spread(rows[same_uf], definition), COUNTRY: spread(rows, definition)}
    return ProfileRow(definition, value, {**whole, NEIGHBOURS: beside}, changes, spreads)


def spread(rows: pd.DataFrame, definition: Indicator) -> Spread | None:
    """The spread of the values with enough cases;
    None for fewer than five places, which are no distribution.
    """
    least = 0 if definition.uncertainty is Uncertainty.NONE else max(definition.minimum, ENOUGH)
    cases = (
        rows["denominator"].fillna(0) >= least if definition.is_ratio else rows["numerator"].notna()
    )
    values = rows.loc[
        cases & rows["value"].notna() & rows["status"].ne(Status.ABOVE_UNIVERSE), "value"
    ]
    if len(values) < 5:
        return None
    return Spread(len(values), *(float(q) for q in np.quantile(values, [0, 0.25, 0.5, 0.75, 1])))


def only_significant_rows(rows: Sequence[ProfileRow], rate: float = 0.05) -> list[ProfileRow]:
    """The same rows with at most `rate` false discoveries among all their comparisons;
    the others are no difference.
    """
    changes = iter(only_significant([row.changes[side] for row in rows for side in SIDES], rate))
    return [replace(row, changes={side: next(changes) for side in SIDES}) for row in rows]


def trend_of(definition: Indicator, windows: pd.DataFrame) -> Trend:
    """The trend over the last five independent windows (numerator, denominator, status), the oldest
    first.

    Unknown where a window is not wholly on record, or where so few cases are expected that χ² would
    be a guess.
    """
    if definition.uncertainty not in PROPORTIONS or len(windows) < PERIODS:
        return Trend(Direction.UNKNOWN)
    last = windows.tail(PERIODS)
    x, n = last["numerator"].to_numpy(float), last["denominator"].to_numpy(float)
    complete = (
        last["status"].isin([Status.MEASURED, Status.FEW]).all() and not np.isnan(x + n).any()
    )
    if not complete or not n.sum():
        return Trend(Direction.UNKNOWN)
    share = x.sum() / n.sum()
    if (n * min(share, 1 - share)).min() < EXPECTED:
        return Trend(Direction.UNKNOWN)
    return trend(x, n)


def only_real_trends(trends: Mapping[str, Trend], rate: float = 0.05) -> dict[str, Trend]:
    """The same trends with at most `rate` false discoveries among them; the others are steady."""
    keep = false_discovery_keep(
        [np.nan if t.p_value is None else t.p_value for t in trends.values()], rate
    )
    return {
        name: (
            found
            if kept or found.direction in (Direction.UNKNOWN, Direction.STEADY)
            else replace(found, direction=Direction.STEADY)
        )
        for (name, found), kept in zip(trends.items(), keep, strict=True)
    }
