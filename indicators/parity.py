"""A group's share of the attended against its share of the population: 1 where both are equal."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from indicators.uncertainty import FloatArray, binomial_quantile

TAIL = 0.025


class Parity(NamedTuple):
    value: FloatArray
    lower: FloatArray
    upper: FloatArray


def parity(
    members: ArrayLike, people: ArrayLike, reference: ArrayLike, population: ArrayLike
) -> Parity:
    """The ratio of the two shares and its 95 % bootstrap percentile interval; NaN where either
    share is unknown or zero at the base.

    The population is a census, so that the attended alone vary. Drawing them again with
    replacement, the members found in a replicate are binomial with their own share: the quantiles
    of that distribution are those of infinitely many replicates, and need no random numbers.
    Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, sections 6.2 and 13.3.
    """
    x, n, r, p = _arrays(members, people, reference, population)
    known = (n > 0) & (r > 0) & (p > 0) & (x <= n)
    with np.errstate(divide="ignore", invalid="ignore"):
        share, scale = np.where(known, x / n, np.nan), np.where(known, r / p, np.nan)
        lower, upper = (
            np.where(known, binomial_quantile(tail, n, share) / n, np.nan) / scale
            for tail in (TAIL, 1 - TAIL)
        )
        return Parity(share / scale, lower, upper)


def significance_of_disparity(
    members: ArrayLike, people: ArrayLike, reference: ArrayLike, population: ArrayLike
) -> FloatArray:
    """Two-sided p-value of the group's share being that of the population:
    exact binomial, twice the smaller tail.
    """
    from scipy.special import bdtr, bdtrc

    x, n, r, p = _arrays(members, people, reference, population)
    known = (n > 0) & (r > 0) & (p >= r) & (x <= n)
    with np.errstate(divide="ignore", invalid="ignore"):
        share, cases = np.where(known, r / p, np.nan), np.where(known, n, 0).astype(np.int64)
        tails = np.minimum(bdtr(x, cases, share), np.where(x > 0, bdtrc(x - 1, cases, share), 1.0))
    return np.asarray(np.where(known, np.minimum(2 * tails, 1.0), np.nan))


def _arrays(*values: ArrayLike) -> list[FloatArray]:
    return list(np.broadcast_arrays(*(np.asarray(value, float) for value in values)))
