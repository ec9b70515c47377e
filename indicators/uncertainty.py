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

    Source: Wilson (1927), J. Am. Stat. Assoc. 22. NaN where `total` is not positive or `successes`
    exceeds it.
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


def byar(events: ArrayLike, exposure: ArrayLike = 1.0, z: float = Z95) -> Interval:
    """Byar's interval of a rate of independent events: events / exposure, in the unit of 1 /
    exposure.

    Source: Breslow and Day (1987), Statistical Methods in Cancer Research II, section 2.3. NaN
    where the exposure is not positive or events are negative.
    """
    x, n = np.broadcast_arrays(np.asarray(events, float), np.asarray(exposure, float))
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3 / n
        upper = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3 / n
    valid = (n > 0) & (x >= 0)
    lower = np.where(x == 0, 0.0, lower)
    return Interval(np.where(valid, lower, np.nan), np.where(valid, upper, np.nan))


def quantile_ranks(n: int, share: float, z: float = Z95) -> tuple[int, int, int]:
    """Ranks, from 1, of a quantile of `n` > 0 ordered cases and of its bounds; a rank outside 1 … n
    is no case.

    The quantile is the smallest case with at least `share` of the sample at or below it.
    Distribution-free: the bounds leave outside at most the tail of `z` on each side (Conover 1999,
    section 3.2).
    """
    tail = float(two_sided(z)) / 2
    # P(fewer than r cases at or below the quantile) is the binomial distribution at r − 1.
    low, high = (int(rank) for rank in binomial_quantile([tail, 1 - tail], n, share))
    return max(int(np.ceil(share * n)), 1), low, high + 1


def binomial_quantile(q: ArrayLike, n: ArrayLike, p: ArrayLike) -> FloatArray:
    """The smallest k with P(at most k of `n`) ≥ `q`.
    As scipy.stats has it, whose import takes half a second.
    """
    from scipy.special import bdtr, bdtrik

    q, n, p = (np.asarray(value, float) for value in (q, n, p))
    cases = np.nan_to_num(n).astype(np.int64)
    with np.errstate(invalid="ignore"):
        k = np.ceil(bdtrik(q, n, p))
        below = np.maximum(k - 1, 0)
        found = np.where(bdtr(below, cases, p) >= q, below, k)
    return np.select([p == 0, p == 1], [np.zeros_like(n * p), n + 0 * p], found)


def two_sided(z: ArrayLike) -> FloatArray:
    """p-value of a standard normal deviate, both tails."""
    from scipy.special import ndtr

    return np.asarray(2 * ndtr(-np.abs(np.asarray(z, float))), dtype=float)


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


def family_wise_keep(p_values: ArrayLike, rate: float = 0.05) -> NDArray[np.bool_]:
    """Which of many comparisons stay significant with at most `rate` chance of any mistake at all.

    For a list that shows only some of what it judged, the largest or the farthest: the mistakes of
    a list kept to few false discoveries are among those (Benjamini and Yekutieli 2005, J. Am. Stat.
    Assoc. 100). Source: Holm (1979), Scand. J. Stat. 6. NaN is never kept.
    """
    p = np.asarray(p_values, float)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    passing = p[order] <= rate / np.arange(len(order), 0, -1)
    keep = np.zeros(p.shape, dtype=bool)
    keep[order[: len(order) if passing.all() else int(np.argmin(passing))]] = True
    return keep
