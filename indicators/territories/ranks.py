"""The place of each territory in a list, and between which places it may be.

A place alone pretends to know what chance decides: of 27 rates that are all the same, one is the
first and one the last. Source: Klein, Wright and Wieczorek (2020), J. R. Stat. Soc. A 183, “A joint
confidence region for an overall ranking of populations”.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from indicators.uncertainty import Z95, FloatArray

CONFIDENCE = 0.95


class Ranks(NamedTuple):
    """Places from 1, and the first and the last that each territory may have; NaN without value."""

    place: FloatArray
    first: FloatArray
    last: FloatArray


def ranks(
    values: ArrayLike, lower: ArrayLike, upper: ArrayLike, *, greatest_first: bool = True
) -> Ranks:
    """Places of `values`, whose 95 % intervals are `lower` and `upper`, with a joint 95 % region:
    the chance that *any* territory lies outside its places is at most 5 %.

    The intervals are widened so that all hold at once (Šidák); a territory stands before another
    for sure only where the two do not touch. Values without an interval are what they are, and
    share places where they tie.
    """
    sign = 1.0 if greatest_first else -1.0
    value = sign * np.asarray(values, float)
    low, high = _joint_intervals(value, sign * np.asarray(lower, float), sign * np.asarray(upper))
    known = np.flatnonzero(~np.isnan(value))
    lows, highs, sorted_values = (np.sort(side[known]) for side in (low, high, value))
    count = len(known)
    found = [np.full(value.shape, np.nan) for _ in Ranks._fields]
    # How many are above; how many lie wholly above; how many lie wholly below.
    found[0][known] = 1 + count - np.searchsorted(sorted_values, value[known], side="right")
    found[1][known] = 1 + count - np.searchsorted(lows, high[known], side="right")
    found[2][known] = count - np.searchsorted(highs, low[known], side="left")
    return Ranks(*found)


def _joint_intervals(
    value: FloatArray, one: FloatArray, other: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The intervals as wide as it takes for all of them to hold together."""
    from scipy.special import ndtri

    known = ~np.isnan(one + other)
    several = max(int(known.sum()), 1)
    wider = float(ndtri((1 + CONFIDENCE ** (1 / several)) / 2)) / Z95
    centre, reach = (one + other) / 2, np.abs(other - one) / 2 * wider
    return np.where(known, centre - reach, value), np.where(known, centre + reach, value)
