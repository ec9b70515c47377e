"""Tiers by cut points, which may differ by place, and how far cut points may move."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.recognition.evidence import FloatArray
from indicators.recognition.ranks.draws import Floats
from indicators.recognition.rules import DECIMALS, Rules, Tier

HALF = 0.5 * 10.0**-DECIMALS  # from here a score rounds up to the cut point
NONE = ""


def tiers_of(rules: Rules, units: pd.DataFrame, score: FloatArray) -> NDArray[np.object_]:
    """The highest tier of each score at two decimals; "" where it reaches none. `units` have
    ``place`` and ``previous``.
    """
    found = np.full(len(units), NONE, dtype=object)
    for tier in reversed(rules.tiers):
        least = least_points(rules, tier, units)
        found[score >= least] = tier.name
    return found


def tier_chances(rules: Rules, units: pd.DataFrame, scores: Floats) -> pd.DataFrame:
    """Probability of each tier, a column each named as it; `scores` are draws × units."""
    chances, above = {}, np.zeros(len(units))
    for tier in rules.tiers:
        least = (least_points(rules, tier, units) - HALF).astype(np.float32)
        reached = np.maximum(above, (scores >= least[None, :]).mean(axis=0))
        chances[tier.name] = reached - above
        above = reached
    return pd.DataFrame(chances, index=units.index)


def least_points(rules: Rules, tier: Tier, units: pd.DataFrame) -> FloatArray:
    """Of each unit; infinite where an earlier stage did not open this tier to it."""
    places = units["place"]
    by_place = {place: rules.least(tier, place) for place in places.unique()}
    least = places.map(by_place).to_numpy(float)
    if tier.after is None:
        return least
    opens = _at_least(rules, tier.after)
    return np.where(units["previous"].isin(opens).to_numpy(), least, np.inf)


def _at_least(rules: Rules, name: str) -> list[str]:
    """The tiers as high as the one named; itself, where these rules do not have it."""
    names = [tier.name for tier in rules.tiers]
    return names[: names.index(name) + 1] if name in names else [name]
