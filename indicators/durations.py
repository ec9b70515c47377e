"""Quantiles of durations from how many cases took each number of minutes."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.uncertainty import Z95, quantile_ranks

# Bands of minutes that a distribution is shown in: longer ones for longer waits, and with the usual
# targets as ends.
EDGES = (0, 1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440, 2880, 7200, 14400, 43200)


def histogram_quantile(
    minutes: ArrayLike, cases: ArrayLike, share: float, z: float = Z95
) -> tuple[float, float, float]:
    """A quantile and its interval by order statistics, (value, lower, upper) in minutes, from
    counts by duration in any order.

    See `quantile_ranks`. A bound is NaN where there are too few cases to have one, and all three
    where there is none.
    """
    length, count = np.asarray(minutes, float), np.asarray(cases, np.int64)
    order = np.argsort(length, kind="stable")
    length, reached = length[order], count[order].cumsum()
    n = int(reached[-1]) if len(reached) else 0
    if n == 0:
        return np.nan, np.nan, np.nan
    value, low, high = quantile_ranks(n, share, z)

    def at(rank: int) -> float:
        """The duration of the case of that rank, from 1; NaN outside the sample."""
        return float(length[np.searchsorted(reached, rank)]) if 1 <= rank <= n else np.nan

    return at(value), at(low), at(high)


def cases_by_band(minutes: ArrayLike, cases: ArrayLike) -> NDArray[np.int64]:
    """Cases in each band of `EDGES`, from its start up to but not including the next; the last has
    no end.
    """
    place = np.searchsorted(EDGES, np.asarray(minutes, float), side="right") - 1
    counts = np.bincount(place, weights=np.asarray(cases, float), minlength=len(EDGES))
    return counts.astype(np.int64)
