"""Rates of small places lent strength by their neighbours, with how well each is known.

Of a place of ten companies, one more client is ten points: on a map of raw rates the extremes are
the smallest places. Each rate is drawn towards that of its neighbourhood, the more the fewer its
cases, and the less the more neighbours really differ. Source: Marshall (1991), Applied Statistics
40, 283–294 (local empirical Bayes), with the variance of a share in the place of Poisson's, and
with how much neighbours differ learned from all neighbourhoods together: nine places tell too
little of it, and where chance made them alike each would seem known as well as all nine.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.uncertainty import Z95, FloatArray


@dataclass(frozen=True)
class Smoothed:
    """A smoothed share of each place and its 95 % interval; NaN where there is nobody."""

    value: FloatArray
    lower: FloatArray
    upper: FloatArray


@dataclass(frozen=True)
class _Around:
    """Each place with its neighbours: ``x`` of ``n``, a row for each, 0 where there are no more;
    and of the whole row its size, its share and its variance of a single case.
    """

    x: FloatArray
    n: FloatArray
    size: FloatArray
    mean: FloatArray
    chance: FloatArray

    @property
    def own_weight(self) -> FloatArray:
        """By how much of the difference of places a mean of theirs differs."""
        return np.asarray((self.n**2).sum(axis=1) / self.size**2)


def smooth_shares(
    successes: ArrayLike, total: ArrayLike, neighbours: NDArray[np.int64]
) -> Smoothed:
    """Shares drawn towards those of their neighbours.

    ``neighbours`` has a row of positions for each place, −1 where it has no more of them; the place
    itself is of its own neighbourhood and need not be among them. A place without neighbours keeps
    its rate. The interval counts the chance of the place, that of its neighbourhood, and how far
    the place may be from it.
    """
    x, n = np.asarray(successes, float), np.asarray(total, float)
    known = (n > 0) & (x >= 0) & (x <= n)
    x, n = np.where(known, x, 0.0), np.where(known, n, 0.0)
    around = _neighbourhoods(x, n, neighbours)
    alone = (around.n > 0).sum(axis=1) < 2
    between, doubt = _differences_of_neighbours(around)
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = np.where(alone, 1.0, between / (between + 1 / n))
        value = around.mean + kept * (x / n - around.mean)
        # The error of a weighted mean of the place and its neighbourhood, where the places differ
        # by as much as can be believed. Nobody of a few is not known to be nobody.
        single = (around.x.sum(axis=1) + 0.5) / (around.size + 1)
        single = single * (1 - single)
        apart = (between + doubt) * single
        of_mean = single / around.size + apart * around.own_weight
        error = np.sqrt(kept**2 * single / n + (1 - kept) ** 2 * (apart + of_mean))
    value, error = (np.where(known, found, np.nan) for found in (value, error))
    lower, upper = np.maximum(value - Z95 * error, 0), np.minimum(value + Z95 * error, 1)
    return Smoothed(value, lower, upper)


def _neighbourhoods(x: FloatArray, n: FloatArray, neighbours: NDArray[np.int64]) -> _Around:
    own = np.arange(len(x))[:, None]
    places = np.hstack([own, np.where(neighbours == own, -1, neighbours)])
    cases, whole = (np.where(places >= 0, values[places], 0.0) for values in (x, n))
    size = whole.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = cases.sum(axis=1) / size
    return _Around(cases, whole, size, mean, mean * (1 - mean))


def _differences_of_neighbours(around: _Around) -> tuple[float, float]:
    """The variance of the true rates of neighbours as a multiple of that of a single case, and the
    standard error of it: by moments, each neighbourhood's spread less what chance brings.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = np.where(around.n > 0, around.x / around.n, 0.0)
        apart = (rates - around.mean[:, None]) ** 2
        spread = (around.n * apart).sum(axis=1) / around.size
        places = (around.n > 0).sum(axis=1)
        excess = spread - around.chance * (places - 1) / around.size
        weight = around.chance * (1 - around.own_weight)
    told = (places > 1) & (weight > 0)
    excess, weight = excess[told], weight[told]
    if not told.any():
        return 0.0, 0.0
    found = max(float(excess.sum() / weight.sum()), 0.0)
    # A place is in about as many neighbourhoods as one has places.
    repeated = around.n.shape[1]
    doubt = np.sqrt(repeated * np.square(excess - found * weight).sum()) / weight.sum()
    return found, float(doubt)
