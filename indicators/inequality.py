"""How unequal a rate is along a social gradient: slope and relative index, and the concentration
curve.

Places are ordered by vulnerability and grouped in fifths of the population. A group stands at the
midpoint of its cumulative share of the population, so that the gradient runs from 0 (least
vulnerable) to 1 (most vulnerable). Sources: Regidor (2004), J. Epidemiol. Community Health 58,
858–861 and 900–903 (slope, relative and concentration index); Wagstaff, Paci and van Doorslaer
(1991), Soc. Sci. Med. 33 (weighted regression, midpoints).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from indicators.uncertainty import Z95

FloatArray = NDArray[np.float64]
FIFTHS = 5


@dataclass(frozen=True)
class Gradient:
    """``slope``: the rate at the most vulnerable end less that at the least, in the unit of the
    rate, with its 95 % interval. ``relative``: the ratio of the two ends and its 95 % interval, by
    the delta method on its logarithm; None where the fitted rate of an end is not positive.
    ``midpoints`` and ``fitted`` draw the line.
    """

    slope: float
    lower: float
    upper: float
    relative: tuple[float, float, float] | None
    midpoints: FloatArray
    fitted: FloatArray


def fifths(
    vulnerability: ArrayLike, population: ArrayLike, groups: int = FIFTHS
) -> NDArray[np.int64]:
    """The group, from 1 (least vulnerable) to `groups`, of each place; 0 where either figure is
    missing.

    A place goes whole to the group in which its middle inhabitant falls; places alike in
    vulnerability stay together.
    """
    level, people = np.asarray(vulnerability, float), np.asarray(population, float)
    known = np.flatnonzero(~np.isnan(level) & (people > 0))
    group = np.zeros(len(level), np.int64)
    if len(known):
        _, place = np.unique(level[known], return_inverse=True)
        sizes = np.bincount(place, weights=people[known])
        middle = (sizes.cumsum() - sizes / 2) / sizes.sum()
        group[known] = np.minimum((middle * groups).astype(int), groups - 1)[place] + 1
    return group


def midpoints(population: ArrayLike) -> FloatArray:
    """Cumulative population share at the middle of each group, in the order given."""
    people = np.asarray(population, float)
    return np.asarray((people.cumsum() - people / 2) / people.sum())


def gradient(reached: ArrayLike, population: ArrayLike, z: float = Z95) -> Gradient | None:
    """Weighted regression of the rate of each group on its midpoint, groups from the least
    vulnerable on.

    The weights are those of a rate of people, n ÷ p(1 − p) with the rate of all; the interval is
    that of the weighted regression whose variance is binomial. None with fewer than two groups with
    people, and where all or nobody was reached: there is no variation to explain.
    """
    x, n = np.asarray(reached, float), np.asarray(population, float)
    some = n > 0
    x, n = x[some], n[some]
    if len(n) < 2 or not 0 < x.sum() < n.sum():
        return None
    place, rate, whole = midpoints(n), x / n, x.sum() / n.sum()
    weight = n / (whole * (1 - whole))
    centre = np.average(place, weights=weight)
    spread = np.sum(weight * (place - centre) ** 2)
    slope = float(np.sum(weight * (place - centre) * rate) / spread)
    start = float(np.average(rate, weights=weight) - slope * centre)
    error = float(z / np.sqrt(spread))
    relative = _ratio_of_ends(
        start, start + slope, float(centre), float(weight.sum()), float(spread), z
    )
    return Gradient(slope, slope - error, slope + error, relative, place, start + slope * place)


def _ratio_of_ends(
    start: float, end: float, centre: float, weight: float, spread: float, z: float
) -> tuple[float, float, float] | None:
    """end ÷ start and its interval. The variances are those of a fitted line at 0 and at 1,
    and their covariance.
    """
    if start <= 0 or end <= 0:
        return None
    at_start, at_end = 1 / weight + centre**2 / spread, 1 / weight + (1 - centre) ** 2 / spread
    both = 1 / weight - centre * (1 - centre) / spread
    error = np.sqrt(max(at_start / start**2 + at_end / end**2 - 2 * both / (start * end), 0.0))
    with np.errstate(over="ignore"):  # an end that is next to nothing: a ratio of any size
        return (
            end / start,
            float(end / start * np.exp(-z * error)),
            float(end / start * np.exp(z * error)),
        )


@dataclass(frozen=True)
class Concentration:
    """The curve from (0, 0) to (1, 1), and its index:
    negative where the vulnerable are reached more.
    """

    population: FloatArray
    reached: FloatArray
    index: float


def concentration(
    vulnerability: ArrayLike, reached: ArrayLike, population: ArrayLike
) -> Concentration | None:
    """Who is reached along the population, from the most vulnerable on; None where nobody is or
    nothing is known.

    The index is 1 less twice the area under the curve; places alike in vulnerability are one step.
    """
    frame = (
        pd.DataFrame({"level": vulnerability, "reached": reached, "population": population})
        .astype(float)
        .dropna()
    )
    frame = frame[frame["population"] > 0]
    if frame.empty or frame["reached"].sum() <= 0:
        return None
    steps = frame.groupby("level")[["population", "reached"]].sum().sort_index(ascending=False)
    shares = (steps.cumsum() / steps.sum()).to_numpy()
    people, who = (np.concatenate([[0.0], shares[:, side]]) for side in (0, 1))
    area = float(np.sum(np.diff(people) * (who[1:] + who[:-1]) / 2))
    return Concentration(people, who, 1 - 2 * area)
