"""Rates of small places lent strength by their neighbours.

Of a place of ten companies, one more client is ten points: on a map of raw rates the extremes are
the smallest places. Each rate is drawn towards that of its neighbourhood, the more the fewer its
cases, and the less the more the neighbourhood really differs. Source: Marshall (1991), Applied
Statistics 40, 283–294 (local empirical Bayes), with the variance of a share in the place of
Poisson's.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.uncertainty import FloatArray


def smooth_shares(
    successes: ArrayLike, total: ArrayLike, neighbours: NDArray[np.int64]
) -> FloatArray:
    """Shares drawn towards those of their neighbours; NaN where there is nobody.

    ``neighbours`` has a row of positions for each place, −1 where it has no more of them; the place
    itself is of its own neighbourhood and need not be among them. A place without neighbours keeps
    its rate.
    """
    x, n = np.asarray(successes, float), np.asarray(total, float)
    known = (n > 0) & (x >= 0) & (x <= n)
    x, n = np.where(known, x, 0.0), np.where(known, n, 0.0)
    sums = _around(x, neighbours), _around(n, neighbours)
    places = (sums[1] > 0).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = sums[1].sum(axis=1)
        mean = sums[0].sum(axis=1) / whole
        rates = np.where(sums[1] > 0, sums[0] / sums[1], 0.0)
        spread = (sums[1] * (rates - mean[:, None]) ** 2).sum(axis=1) / whole
        chance = mean * (1 - mean)
        between = np.maximum(spread - chance / (whole / places), 0.0)
        kept = between / (between + chance / n)
        rate = x / n
        smoothed = mean + np.where(chance > 0, kept, 1.0) * (rate - mean)
    return np.where(known, np.where(places > 1, smoothed, rate), np.nan)


def neighbourhood(values: ArrayLike, neighbours: NDArray[np.int64]) -> FloatArray:
    """The sum of a place and its neighbours; what is not known counts nothing."""
    return np.asarray(_around(np.nan_to_num(np.asarray(values, float)), neighbours).sum(axis=1))


def _around(values: FloatArray, neighbours: NDArray[np.int64]) -> FloatArray:
    """The value of each place and of each of its neighbours, 0 where it has no more of them."""
    own = np.arange(len(values))[:, None]
    around = np.hstack([own, np.where(neighbours == own, -1, neighbours)])
    return np.asarray(np.where(around >= 0, values[around], 0.0))
