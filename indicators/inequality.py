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
LEAST_FREEDOM = 1e-9


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


def gradient(reached: ArrayLike, population: ArrayLike, group: ArrayLike) -> Gradient | None:
    """Regression of the rate of each place on the midpoint of its group, weighted by its people.

    `group` is as `fifths` gives it, 0 where a place is in none. The line is that of the groups'
    rates; the places tell how far it can be trusted. They differ among themselves by more than the
    chance of their people, and a group has few of them: the variance is made of how far each place
    is from the line (HC2), with the degrees of freedom that this leaves. Sources: Bell and
    McCaffrey (2002), Survey Methodology 28; Imbens and Kolesár (2016), Rev. Econ. Stat. 98. The
    interval is never narrower than the chance of the people alone makes it.

    None with fewer than three places or two groups with people, and where all or nobody was
    reached: there is no variation to explain.
    """
    x, n, g = np.asarray(reached, float), np.asarray(population, float), np.asarray(group, int)
    inside = (g > 0) & (n > 0)
    x, n, g = x[inside], n[inside], np.unique(g[inside], return_inverse=True)[1]
    if len(n) < 3 or not g.any() or not 0 < x.sum() < n.sum():
        return None
    place = midpoints(np.bincount(g, n))
    line = _Line.fit(x, n, place[g])
    start, slope = line.coefficients
    reach = line.reach(np.array([0.0, 1.0]))
    relative = None
    if start > 0 and start + slope > 0:
        relative = _ratio_of_ends(line)
    return Gradient(
        float(slope),
        float(slope - reach),
        float(slope + reach),
        relative,
        place,
        start + slope * place,
    )


@dataclass(frozen=True)
class _Line:
    """A weighted line over places: ``solution`` (2 × places) makes the coefficients of the
    rates, ``error`` is how far each rate is from the line, ``leverage`` how far it draws it, and
    ``chance`` the binomial variance of its rate.
    """

    design: FloatArray
    solution: FloatArray
    coefficients: FloatArray
    error: FloatArray
    leverage: FloatArray
    chance: FloatArray

    @classmethod
    def fit(cls, x: FloatArray, n: FloatArray, place: FloatArray) -> "_Line":
        design = np.column_stack([np.ones(len(n)), place])
        weighted = design * n[:, None]
        solution = np.asarray(np.linalg.solve(design.T @ weighted, weighted.T), np.float64)
        coefficients = solution @ (x / n)
        whole = x.sum() / n.sum()
        return cls(
            design,
            solution,
            coefficients,
            x / n - design @ coefficients,
            np.einsum("ij,ji->i", design, solution),
            whole * (1 - whole) / n,
        )

    def reach(self, contrast: FloatArray) -> float:
        """Half of the 95 % interval of a combination of the two coefficients."""
        share = contrast @ self.solution
        # One place alone at an end draws the line to itself, and says nothing of its own error.
        scaled = share / np.sqrt(np.maximum(1 - self.leverage, LEAST_FREEDOM))
        robust = np.sqrt(np.sum((scaled * self.error) ** 2))
        chance = np.sqrt(np.sum(share**2 * self.chance))
        return float(max(_student(self._freedom(scaled)) * robust, Z95 * chance))

    def _freedom(self, scaled: FloatArray) -> float:
        """Degrees of freedom of the variance were chance alone at work: trace² ÷ trace of the
        square of what turns errors into it, D(I − H)V(I − H)'D, a diagonal and a thin product.
        """
        drawn = scaled[:, None] * self.design
        spread = self.solution * self.chance
        back = scaled[:, None] * spread.T
        left = np.hstack([-drawn, drawn @ (spread @ self.solution.T) - back])
        right = np.hstack([back, drawn])
        own, added = scaled**2 * self.chance, np.einsum("ij,ij->i", left, right)
        square = right.T @ left
        total = np.sum(own + added)
        return float(total**2 / (np.sum(own**2 + 2 * own * added) + np.trace(square @ square)))


def _student(freedom: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(max(freedom, 1.0), 0.975))


def _ratio_of_ends(line: _Line) -> tuple[float, float, float]:
    """The most vulnerable end ÷ the least, by the delta method on its logarithm."""
    start, end = line.coefficients[0], line.coefficients.sum()
    error = line.reach(np.array([1 / end - 1 / start, 1 / end]))
    with np.errstate(over="ignore"):  # an end that is next to nothing: a ratio of any size
        return (
            float(end / start),
            float(end / start * np.exp(-error)),
            float(end / start * np.exp(error)),
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
