"""Funnel plots: which units differ from the whole by more than chance and the usual spread among
units explain.

Source: Spiegelhalter (2005), Statistics in Medicine 24, 1185–1202, and Qual. Saf. Health Care 14,
347–351 (how much units differ anyway: overdispersion, with winsorised z scores and an additive
random effect).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
WARNING, ALARM = 1.959963984540054, 3.090232306167813  # 95 % and 99.8 %
WINSORISED = 0.1


@dataclass(frozen=True)
class Funnel:
    """``centre`` of all units; ``spread`` (τ²) between them on the arcsine scale;
    z score of each unit.
    """

    centre: float
    spread: float
    dispersion: float
    z: FloatArray

    def limits(self, n: ArrayLike, z: float = WARNING) -> tuple[FloatArray, FloatArray]:
        """Lower and upper limit of the rate of a unit of size n, as fractions;
        NaN where n is not positive.
        """
        size = np.asarray(n, float)
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = z * np.sqrt(1 / (4 * size) + self.spread)
        middle = np.arcsin(np.sqrt(self.centre))
        low, high = np.clip(middle - reach, 0, np.pi / 2), np.clip(middle + reach, 0, np.pi / 2)
        known = size > 0
        return np.where(known, np.sin(low) ** 2, np.nan), np.where(known, np.sin(high) ** 2, np.nan)


def funnel(successes: ArrayLike, total: ArrayLike) -> Funnel | None:
    """The funnel of a share over units. NaN z where a unit has nobody; None where no unit has.

    On the arcsine scale the error of a share is 1/(2√n) whatever the share. φ is the mean of the
    squared z scores, winsorised by a tenth at each end so that real outliers do not widen the
    limits that should find them; where φ exceeds what chance alone gives ((units − 1) ÷ units), the
    rest is the spread between units, τ². Winsorising takes from the spread of well-behaved units
    too: the outer limits (`ALARM`) are those to act on.
    """
    x, n = np.broadcast_arrays(np.asarray(successes, float), np.asarray(total, float))
    known = n > 0
    if not known.any():
        return None
    centre = float(x[known].sum() / n[known].sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        away = np.where(known, np.arcsin(np.sqrt(x / n)) - np.arcsin(np.sqrt(centre)), np.nan)
        naive = away * 2 * np.sqrt(n)
    dispersion = float(np.mean(winsorise(naive[known]) ** 2))
    spread = between_units(dispersion, 4 * n[known])
    with np.errstate(divide="ignore", invalid="ignore"):
        z = away / np.sqrt(1 / (4 * n) + spread)
    return Funnel(centre, spread, dispersion, np.where(known, z, np.nan))


def winsorise(values: ArrayLike, share: float = WINSORISED) -> FloatArray:
    """Values beyond the `share` and 1 − `share` quantiles are set to them."""
    given = np.asarray(values, float)
    return np.asarray(np.clip(given, *np.quantile(given, [share, 1 - share])))


def between_units(dispersion: float, precision: FloatArray) -> float:
    """τ² by moments (DerSimonian and Laird):
    zero where the units differ no more than chance makes them.
    """
    units = len(precision)
    if units < 2 or dispersion * units <= units - 1:
        return 0.0
    weight = precision.sum() - (precision**2).sum() / precision.sum()
    return float((dispersion * units - (units - 1)) / weight)
