"""Whether a score still tells units apart: shares at the maximum, and what decides the order."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.recognition.result import Result
from indicators.recognition.rules import POINTS

MOST_IN_HIGHEST = 1 / 3
AT_MAXIMUM = POINTS - 0.005


@dataclass(frozen=True)
class Ceiling:
    """``criteria``, by criterion: ``declared`` weight (0–1), ``effective`` (share of the variance
    of the score that it brings, which add up to 1; NaN where all scores are the same),
    ``at_maximum`` (share of the units measured) and ``units``.

    ``highest`` is the share of the units that compete in the highest tier that anybody has, and
    ``too_many`` whether that is more than a third.
    """

    criteria: pd.DataFrame
    highest_tier: str
    highest: float
    too_many: bool


def ceiling(result: Result) -> Ceiling:
    """Effective weights as in Paruolo, Saisana and Saltelli (2013): covariance with the score."""
    competing = result.criteria[result.criteria.index.get_level_values(0).isin(result.ids)]
    total = competing["contribution"].groupby(level="unit").sum()
    variance = float(total.var(ddof=0)) if len(total) else 0.0
    rows = []
    for item in result.rules.criteria:
        own = competing.xs(item.id, level="criterion")
        part = own["contribution"].fillna(0)
        points = own["points"].dropna()
        shared = float(((part - part.mean()) * (total - total.mean())).mean()) if len(part) else 0.0
        rows.append(
            {
                "criterion": item.id,
                "declared": item.weight / result.rules.total_weight,
                "effective": shared / variance if variance > 0 else np.nan,
                "at_maximum": float((points >= AT_MAXIMUM).mean()) if len(points) else np.nan,
                "units": len(points),
            }
        )
    name, share = _highest(result)
    return Ceiling(pd.DataFrame(rows).set_index("criterion"), name, share, share > MOST_IN_HIGHEST)


def _highest(result: Result) -> tuple[str, float]:
    tiers = result.units.loc[result.ids, "tier"]
    for tier in result.rules.tiers:
        share = float(tiers.eq(tier.name).mean()) if len(tiers) else 0.0
        if share > 0:
            return tier.name, share
    return "", 0.0
