"""How the part of a year that a month has already seen differs from one year to another.

Of a place two or three past years are known, which say little of how far the next one may be. The
places of a country have their years in common: how much each differs from its own usual growth,
beyond what counting few cases makes it differ, is learnt from all of them together (Paule and
Mandel 1982, J. Res. Natl. Bur. Stand. 87, as for a random effect). What all of them did in the same
year, a strike or an election, was seen once a year and not once a place: the degrees of freedom are
those of the mixture (Satterthwaite 1946, Biometrics Bulletin 2).
"""

from dataclasses import dataclass

import numpy as np

from indicators.uncertainty import FloatArray

LEAST = 10  # cases to the month of a past year: the logarithm of a growth from fewer is of no use
STEPS = 60  # of a bisection


@dataclass(frozen=True)
class PastYears:
    """Places × past years, the oldest first; NaN where a year is not known.

    ``part`` and ``whole`` are the value to the month and in the whole year, in whatever unit;
    ``part_cases`` and ``whole_cases`` how many cases make them, the first among the second. Of a
    count these are the same.
    """

    part: FloatArray
    whole: FloatArray
    part_cases: FloatArray
    whole_cases: FloatArray

    def growth(self) -> FloatArray:
        """log(whole ÷ part); NaN in years of too few cases."""
        with np.errstate(invalid="ignore", divide="ignore"):
            known = (self.part_cases >= LEAST) & (self.part > 0) & (self.whole > 0)
            return np.where(known, np.log(self.whole / self.part), np.nan)

    def chance(self) -> FloatArray:
        """Variance that chance alone gives the growth: of a part of independent cases."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.maximum(1 / self.part_cases - 1 / self.whole_cases, 0.0)


@dataclass(frozen=True)
class Season:
    """``variance`` of a growth around the usual one of its place, beyond chance; ``freedom``, the
    degrees of freedom that it was learnt with.
    """

    variance: float
    freedom: float


def learn_season(years: PastYears) -> Season | None:
    """From every place with two known years or more; None where there is none."""
    growth = years.growth()
    usable = np.isfinite(growth).sum(axis=1) >= 2
    growth, chance = growth[usable], years.chance()[usable]
    if not len(growth):
        return None
    known = np.isfinite(growth)
    apart = growth - np.nanmean(growth, axis=1, keepdims=True)
    own_chance = np.nanmean(np.where(known, chance, np.nan), axis=1)
    squares = np.nansum(apart**2, axis=1)
    free = known.sum(axis=1) - 1
    variance = _beyond_chance(squares, own_chance, float(free.sum()))
    shared = _shared(apart, 1 / np.maximum(variance + own_chance, np.finfo(float).tiny))
    return Season(variance, _freedom(variance, min(shared, variance), free))


def _beyond_chance(squares: FloatArray, chance: FloatArray, free: float) -> float:
    """The variance that makes the squares, each over what is expected of it, add up to `free`."""

    def excess(variance: float) -> float:
        with np.errstate(divide="ignore", invalid="ignore"):
            parts = squares / (variance + chance)
        return float(np.nansum(np.where(squares > 0, parts, 0.0))) - free

    if excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, float(squares.sum())
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return high


def _shared(apart: FloatArray, weights: FloatArray) -> float:
    """The part of the variance that the places of a year have in common."""
    known = np.isfinite(apart)
    weighed = np.where(known, weights[:, None], 0.0)
    total = weighed.sum(axis=0)
    seen = total > 0
    years = int(seen.sum())
    if years < 2 or len(apart) < 2:
        return 0.0
    means = (np.where(known, apart, 0.0) * weighed).sum(axis=0)[seen] / total[seen]
    by_chance = (1 / total[seen]).sum() / years
    return max(float((means**2).sum()) / (years - 1) - float(by_chance), 0.0)


def _freedom(variance: float, shared: float, free: FloatArray) -> float:
    """Of a sum of two variances: one learnt from the years, the other from places and years."""
    by_years = float(free.max())
    by_places = max(float(free.sum()) - by_years, by_years)
    if variance <= 0:
        return by_places
    own = variance - shared
    return variance**2 / (shared**2 / by_years + own**2 / by_places)
