"""What changed from one period to another: the territories that moved more than chance, and why."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from indicators.decomposition import RateChange, decompose_mix, decompose_rate
from indicators.measure import Status
from indicators.uncertainty import false_discovery_keep, significance_of_difference

MEASURED = (Status.MEASURED, Status.PARTIAL)


@dataclass(frozen=True)
class TerritoryChange:
    """`parts` splits the change of the rate; `p_value` says how often chance alone would bring it."""

    code: str
    name: str
    uf: str | None
    before: float
    after: float
    parts: RateChange
    p_value: float


@dataclass(frozen=True)
class TotalChange:
    """Change of the rate of all territories together: inside them, and by the weight of each (`mix`)."""

    total: float
    inside: float
    mix: float


def _pairs(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    columns = ["code", "numerator", "denominator", "status"]
    pairs = now.dropna(subset="code").merge(before[columns], on="code", suffixes=("", "_before"))
    measured = pairs["status"].isin(MEASURED) & pairs["status_before"].isin(MEASURED)
    return pairs[measured & (pairs["denominator"] > 0) & (pairs["denominator_before"] > 0)]


def largest_changes(now: pd.DataFrame, before: pd.DataFrame, count: int) -> list[TerritoryChange]:
    """The `count` largest changes of a rate among those that survive false-discovery control at 5 %.

    `now` and `before` have code, name, uf, numerator, denominator and status, one row per territory.
    """
    pairs = _pairs(now, before)
    p_values = significance_of_difference(
        pairs["numerator"], pairs["denominator"], pairs["numerator_before"], pairs["denominator_before"]
    )
    kept = pairs.assign(p_value=p_values)[false_discovery_keep(p_values)]
    found = [_change(row) for row in kept.to_dict("records")]
    return sorted(found, key=lambda change: -abs(change.parts.total))[:count]


def _change(row: Mapping[Hashable, Any]) -> TerritoryChange:
    n0, d0, n1, d1 = (
        float(row[name]) for name in ("numerator_before", "denominator_before", "numerator", "denominator")
    )
    uf = row.get("uf")
    return TerritoryChange(
        code=str(row["code"]),
        name=str(row["name"]),
        uf=str(uf) if isinstance(uf, str) else None,
        before=n0,
        after=n1,
        parts=decompose_rate(n0, d0, n1, d1),
        p_value=float(row["p_value"]),
    )


def total_change(now: pd.DataFrame, before: pd.DataFrame) -> TotalChange | None:
    """The change of all the territories measured in both periods; None where there is none."""
    pairs = _pairs(now, before)
    if pairs.empty:
        return None
    columns = ("numerator_before", "denominator_before", "numerator", "denominator")
    change = decompose_mix(*(pairs[name] for name in columns))
    return TotalChange(change.total, float(change.rate.sum()), float(change.mix.sum()))
