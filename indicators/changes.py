"""What changed from one period to another: the territories that moved more than chance, and why."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from indicators.catalogue.definitions import Indicator
from indicators.comparison import significance
from indicators.decomposition import RateChange, decompose_mix, decompose_rate
from indicators.measure import Status
from indicators.uncertainty import family_wise_keep

JUDGED = (Status.MEASURED, Status.PARTIAL)
KEPT = ["code", "numerator", "denominator", "value", "lower", "upper", "status"]
SUMS = ("numerator_before", "denominator_before", "numerator", "denominator")
SAME = 1e-9  # relative: sums of counts in binary fractions


@dataclass(frozen=True)
class TerritoryChange:
    """`parts` splits the change of the rate; `p_value` says how often chance alone would bring it.

    `before` and `after` are the numerators, net of what a score subtracts; `base_before` and
    `base_after`, the bases.
    """

    code: str
    name: str
    uf: str | None
    before: float
    after: float
    base_before: float
    base_after: float
    parts: RateChange
    p_value: float


def _pairs(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Territories with a value in both periods;
    a period that is not wholly on record is no measure of a year.
    """
    pairs = now.dropna(subset="code").merge(before[KEPT], on="code", suffixes=("", "_before"))
    known = pairs[["value", "value_before"]].notna().all(axis=1)
    partly = pairs[["status", "status_before"]].isin([Status.PARTLY_RECORDED]).any(axis=1)
    return pairs[known & ~partly & (pairs["denominator"] > 0) & (pairs["denominator_before"] > 0)]


def largest_changes(
    definition: Indicator,
    now: pd.DataFrame,
    before: pd.DataFrame,
    count: int,
    parts: tuple[pd.DataFrame, pd.DataFrame] | None = None,
) -> list[TerritoryChange]:
    """The `count` largest changes of a quotient of sums among those that chance, all territories
    together, would bring 5 % of the time.

    The largest of those that survive a control of false discoveries are the noisiest of them: the
    whole list must hold, so that whatever part of it is shown holds.

    `now` and `before` have code, name, uf and the columns of KEPT, one row per territory; those of
    few cases are not judged. `parts` are the same two periods by smaller territory, with
    ``inside``, the code of the one that it lies in: from them comes the mix.
    """
    pairs = _pairs(now, before)
    pairs = pairs[pairs["status"].isin(JUDGED) & pairs["status_before"].isin(JUDGED)]
    earlier = pairs[[f"{name}_before" for name in KEPT[1:]]].set_axis(KEPT[1:], axis=1)
    p_values = significance(definition, pairs, earlier)
    kept = pairs.assign(p_value=p_values)[family_wise_keep(p_values)]
    found = sorted(
        (_change(row) for row in kept.to_dict("records")),
        key=lambda change: -abs(change.parts.total),
    )
    return [_with_mix(change, *parts) if parts else change for change in found[:count]]


def _change(row: Mapping[Hashable, Any]) -> TerritoryChange:
    n0, d0, n1, d1 = (float(row[name]) for name in SUMS)
    uf = row.get("uf")
    return TerritoryChange(
        code=str(row["code"]),
        name=str(row["name"]),
        uf=str(uf) if isinstance(uf, str) else None,
        before=n0,
        after=n1,
        base_before=d0,
        base_after=d1,
        parts=decompose_rate(n0, d0, n1, d1),
        p_value=float(row["p_value"]),
    )


def _with_mix(change: TerritoryChange, now: pd.DataFrame, before: pd.DataFrame) -> TerritoryChange:
    """The change split by the places inside the territory too;
    as it was where these do not add up to it.
    """
    sides = [side.loc[side["inside"] == change.code, KEPT[:3]] for side in (now, before)]
    pairs = (
        sides[0]
        .merge(sides[1], on="code", how="outer", suffixes=("", "_before"))
        .drop(columns="code")
    )
    pairs = pairs.astype(float)
    for end in ("", "_before"):  # without a base a place is not in the sums of its territory
        names = [f"numerator{end}", f"denominator{end}"]
        pairs[names] = pairs[names].where(pairs[names].notna().all(axis=1), 0.0)
    whole = (change.before, change.base_before, change.after, change.base_after)
    if any(
        abs(pairs[name].sum() - value) > SAME * max(1.0, abs(value))
        for name, value in zip(SUMS, whole, strict=True)
    ):
        return change
    return replace(change, parts=decompose_mix(*(pairs[name] for name in SUMS)).together)


def total_change(now: pd.DataFrame, before: pd.DataFrame) -> RateChange | None:
    """The change of all the territories measured in both periods,
    with the mix of their weights; None without any.
    """
    pairs = _pairs(now, before)
    return None if pairs.empty else decompose_mix(*(pairs[name] for name in SUMS)).together
