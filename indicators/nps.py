"""Net Promoter Score: shares of promoters (9–10) minus detractors (0–6), as a fraction from −1 to
1.

Few answers make a plain Wald interval too narrow (at n = 15 it covers 86 % instead of 95 %), so
three answers are added to the sample: ¾ of a promoter, ¾ of a detractor and 1½ neutral ones (Bonett
and Price 2012, the adjusted Wald interval of a difference of paired proportions).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.uncertainty import Z95, FloatArray, Interval, two_sided

ADDED = 3.0
ADDED_TO_EACH_END = 0.75
POWER_80 = 0.8416212335729143  # standard normal quantile of 0.8


def score(promoters: ArrayLike, detractors: ArrayLike, answers: ArrayLike) -> FloatArray:
    """(promoters − detractors) / answers; NaN without answers or where the parts exceed them."""
    p, d, n = _counts(promoters, detractors, answers)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(_valid(p, d, n), (p - d) / n, np.nan)


def interval(
    promoters: ArrayLike, detractors: ArrayLike, answers: ArrayLike, z: float = Z95
) -> Interval:
    """Adjusted Wald interval of the score, within −1 and 1. NaN where there is no score."""
    p, d, n = _counts(promoters, detractors, answers)
    centre, variance = _adjusted_counts(p, d, n)
    spread = z * np.sqrt(variance)
    valid = _valid(p, d, n)
    lower = np.where(valid, np.maximum(centre - spread, -1.0), np.nan)
    upper = np.where(valid, np.minimum(centre + spread, 1.0), np.nan)
    return Interval(lower, upper)


def significance_of_difference(
    first: tuple[ArrayLike, ArrayLike, ArrayLike], second: tuple[ArrayLike, ArrayLike, ArrayLike]
) -> FloatArray:
    """Two-sided p-value that two scores are equal; a side is (promoters, detractors, answers)."""
    one, two = _counts(*first), _counts(*second)
    (centre1, variance1), (centre2, variance2) = _adjusted_counts(*one), _adjusted_counts(*two)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (centre1 - centre2) / np.sqrt(variance1 + variance2)
    return np.where(_valid(*one) & _valid(*two), two_sided(z), np.nan)


def answers_needed(
    first: tuple[float, float, float],
    second: tuple[float, float, float],
    z: float = Z95,
    power: float = POWER_80,
) -> int | None:
    """Answers of each side with which a true difference as large as the one seen would show four
    times in five.

    None where the scores are equal: no number of answers would show a difference that is not there.
    """
    one, two = _counts(*first), _counts(*second)
    if not (_valid(*one) and _valid(*two)):
        return None
    difference = float(score(*first) - score(*second))
    if difference == 0:
        return None
    # Variance of one answer, +1, 0 or −1, on the adjusted sample.
    single = sum(
        float(_adjusted_counts(*side)[1]) * (float(side[2]) + ADDED) for side in (one, two)
    )
    return int(np.ceil((z + power) ** 2 * single / difference**2))


def _adjusted_counts(p: FloatArray, d: FloatArray, n: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Centre and variance of the adjusted sample."""
    total = n + ADDED
    promoters, detractors = (p + ADDED_TO_EACH_END) / total, (d + ADDED_TO_EACH_END) / total
    centre = promoters - detractors
    return centre, (promoters + detractors - centre**2) / total


def _counts(
    promoters: ArrayLike, detractors: ArrayLike, answers: ArrayLike
) -> tuple[FloatArray, ...]:
    return tuple(
        np.broadcast_arrays(*(np.asarray(v, float) for v in (promoters, detractors, answers)))
    )


def _valid(p: FloatArray, d: FloatArray, n: FloatArray) -> NDArray[np.bool_]:
    return (n > 0) & (p >= 0) & (d >= 0) & (p + d <= n)
