"""How many points a unit lacks for a tier, in which criteria they are, and what would change it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.recognition.evidence import Counts
from indicators.recognition.result import Result
from indicators.recognition.rules import DECIMALS, POINTS, Kind, Tier
from indicators.recognition.tiers import least_points, tiers_of

PRESENT = "agora"


@dataclass(frozen=True)
class Gap:
    """``points`` lacking for ``tier``, 0 where it is reached and None where it is closed to the
    unit (an earlier stage was not won).

    ``criteria``, by criterion: ``value`` now and its ``points``, ``weight``, ``gain`` (score it
    would add at its best), ``needed`` (value that alone would reach the tier; NaN where none does)
    and ``cases_needed`` (successes, or promoters instead of neutrals, more of as many cases, for a
    rate or an NPS; NaN for other kinds).
    """

    tier: Tier
    least: float
    points: float | None
    criteria: pd.DataFrame


def gap(result: Result, unit: str, tier_name: str) -> Gap:
    """Raises KeyError for a unit that does not compete, and for a tier that is not there."""
    tier = next((item for item in result.rules.tiers if item.name == tier_name), None)
    if tier is None:
        raise KeyError(tier_name)
    at = result.row_of(unit)
    least = float(least_points(result.rules, tier, result.field.units.loc[[unit]])[0])
    lacking = max(0.0, round(least - result.score_of(unit), DECIMALS))
    own = result.criteria_of(unit)
    rows = [
        {"criterion": name, **_reach(result, name, own, at, lacking)} for name in result.assessed
    ]
    points = lacking if np.isfinite(least) else None
    return Gap(tier, least, points, pd.DataFrame(rows).set_index("criterion"))


def _reach(
    result: Result, name: str, own: pd.DataFrame, at: int, lacking: float
) -> dict[str, float]:
    one = result.assessed[name]
    weight, points = float(own["weight"][name]), float(own["points"][name])
    found = {
        "value": float(one.shrunk[at]),
        "points": points,
        "weight": weight,
        "gain": weight * (POINTS - points),
        "needed": np.nan,
        "cases_needed": np.nan,
    }
    if weight > 0 and np.isfinite(lacking) and points + lacking / weight <= POINTS + 1e-9:
        value = one.value_for(at, min(points + lacking / weight, POINTS))
        if value is not None:
            found["needed"] = value
            found["cases_needed"] = _cases(result, name, at, value)
    return found


def _cases(result: Result, name: str, at: int, value: float) -> float:
    """The least number of cases turned for the better with which the shrunk value is reached."""
    one = result.assessed[name]
    kind = one.criterion.kind
    if kind not in (Kind.RATE, Kind.SCORE):
        return np.nan
    columns = [column[at] for column in one.inference.counts.columns]
    better = 1.0 if one.criterion.higher_is_better else -1.0
    most = _most(kind, columns, better)
    turned = np.arange(most + 1)
    given = Counts(tuple(_turned(kind, columns, better * turned)))
    groups = np.repeat(one.groups[at], len(turned))
    means = one.inference.at(groups).mean_of(given) * one.criterion.per
    reached = np.flatnonzero(better * (means - value) >= -1e-9)
    return float(reached[0]) if len(reached) else np.nan


def _most(kind: Kind, columns: list[float], better: float) -> int:
    if kind is Kind.RATE:
        return int(columns[1] - columns[0] if better > 0 else columns[0])
    return int(columns[1])


def _turned(kind: Kind, columns: list[float], more: np.ndarray) -> list[np.ndarray]:
    """Counts with so many failures turned to successes, or neutrals to promoters (detractors where
    lower is better).
    """
    if kind is Kind.RATE:
        return [columns[0] + more, np.full(len(more), columns[1])]
    promoters, neutrals, detractors = columns
    return [
        promoters + np.maximum(more, 0),
        neutrals - np.abs(more),
        detractors + np.maximum(-more, 0),
    ]


def simulate(result: Result, unit: str, values: Mapping[str, float]) -> pd.DataFrame:
    """What the unit would have with other values, as read, of some criteria: rows ``agora`` and
    ``simulado``, columns ``score`` and ``tier``.

    Values are those after shrinkage; the peers, and with them the scales, and the doubt about the
    unit stay as they are. Raises
    KeyError for a unit that does not compete and for a criterion that does not count for it.
    """
    rows, at = result.criteria_of(unit), result.row_of(unit)
    points = rows["points"].copy()
    for name, value in values.items():
        if not rows["weight"].get(name, 0) > 0:
            raise KeyError(name)
        points[name] = result.assessed[name].points_at(at, value)
    score = round(float((rows["weight"] * points.fillna(0)).sum()), DECIMALS)
    scores = np.array([result.score_of(unit), score])
    own = result.field.units.loc[[unit, unit]]
    return pd.DataFrame(
        {"score": scores, "tier": tiers_of(result.rules, own, scores)}, index=[PRESENT, "simulado"]
    )
