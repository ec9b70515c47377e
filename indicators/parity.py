"""A group's share of the attended against its share of the population: 1 where both are equal."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from indicators.exact_tests import significance_from_share
from indicators.uncertainty import FloatArray

TAIL = 0.025


class Parity(NamedTuple):
    value: FloatArray
    lower: FloatArray
    upper: FloatArray


def parity(
    members: ArrayLike, people: ArrayLike, reference: ArrayLike, population: ArrayLike
) -> Parity:
    """The ratio of the two shares and its exact 95 % interval; NaN where either share is unknown
    or zero at the base.

    The population is a census, so that the attended alone vary: the interval of their share
    (Clopper and Pearson 1934, Biometrika 26) is divided by that of the population. It holds at
    least 95 times in 100 however few they are, and leaves 1 outside exactly where
    `significance_of_disparity` is below 5 %. Where nobody of the group was attended it starts at
    zero and ends where that could still be chance.
    """
    from scipy.special import betaincinv

    x, n, r, p = _arrays(members, people, reference, population)
    known = (n > 0) & (r > 0) & (p > 0) & (x <= n)
    with np.errstate(divide="ignore", invalid="ignore"):
        share, scale = np.where(known, x / n, np.nan), np.where(known, r / p, np.nan)
        lower = np.where(x > 0, betaincinv(x, n - x + 1, TAIL), 0.0)
        upper = np.where(x < n, betaincinv(x + 1, n - x, 1 - TAIL), 1.0)
        ends = (np.where(known, end / scale, np.nan) for end in (lower, upper))
        return Parity(share / scale, *ends)


def significance_of_disparity(
    members: ArrayLike, people: ArrayLike, reference: ArrayLike, population: ArrayLike
) -> FloatArray:
    """Two-sided p-value of the group's share being that of the population:
    exact binomial, twice the smaller tail.
    """
    x, n, r, p = _arrays(members, people, reference, population)
    with np.errstate(divide="ignore", invalid="ignore"):
        return significance_from_share(x, n, np.where((r > 0) & (p >= r), r / p, np.nan))


def _arrays(*values: ArrayLike) -> list[FloatArray]:
    return list(np.broadcast_arrays(*(np.asarray(value, float) for value in values)))
