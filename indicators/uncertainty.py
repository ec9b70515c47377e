"""Intervals. Arrays in, arrays out; a place without a denominator gets NaN, never a guess."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
Z95 = 1.959963984540054


class Interval(NamedTuple):
    lower: FloatArray
    upper: FloatArray


def wilson(successes: ArrayLike, total: ArrayLike, z: float = Z95) -> Interval:
    """Wilson's score interval of a proportion, as fractions.

    Source: Wilson (1927), J. Am. Stat. Assoc. 22. NaN where `total` is not positive or `successes` exceeds it.
    """
    x, n = np.broadcast_arrays(np.asarray(successes, float), np.asarray(total, float))
    with np.errstate(divide="ignore", invalid="ignore"):
        p = x / n
        centre = p + z**2 / (2 * n)
        spread = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
        scale = 1 + z**2 / n
        lower, upper = (centre - spread) / scale, (centre + spread) / scale
    valid = (n > 0) & (x >= 0) & (x <= n)
    # At the ends the bound is exactly 0 or 1; rounding must not push it past the value.
    lower = np.where(x == 0, 0.0, np.maximum(lower, 0.0))
    upper = np.where(x == n, 1.0, np.minimum(upper, 1.0))
    return Interval(np.where(valid, lower, np.nan), np.where(valid, upper, np.nan))


def significance_of_difference(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike) -> NDArray[np.float64]:
    """Two-sided p-value of p₁ = p₂, by the pooled score test. NaN where either total is not positive.

    For a census it reads: how often chance alone would move the rate this far.
    """
    x1, n1, x2, n2 = np.broadcast_arrays(*(np.asarray(v, float) for v in (x1, n1, x2, n2)))
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (x1 + x2) / (n1 + n2)
        error = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
        z = (x1 / n1 - x2 / n2) / error
    valid = (n1 > 0) & (n2 > 0) & (x1 <= n1) & (x2 <= n2)
    z = np.where((error == 0) & valid, 0.0, z)
    return np.where(valid, _two_sided(z), np.nan)


def _two_sided(z: FloatArray) -> FloatArray:
    from scipy.special import ndtr

    return np.asarray(2 * ndtr(-np.abs(z)), dtype=float)


def false_discovery_keep(p_values: ArrayLike, rate: float = 0.05) -> NDArray[np.bool_]:
    """Which of many comparisons stay significant with at most `rate` false discoveries expected.

    Source: Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57. NaN is never kept.
    """
    p = np.asarray(p_values, float)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    passing = p[order] <= rate * np.arange(1, len(order) + 1) / max(len(order), 1)
    keep = np.zeros(p.shape, dtype=bool)
    if passing.any():
        keep[order[: np.flatnonzero(passing)[-1] + 1]] = True
    return keep
