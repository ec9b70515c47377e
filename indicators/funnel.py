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
# E[z²] of a normal z winsorised at ±1.2816: 2 × 0.1 × 1.2816² + 0.8 − 2 × 1.2816 × φ(1.2816)
LEFT_OF_NORMAL = 0.678650


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

    On the arcsine scale the error of a share is 1/(2√n) whatever the share. φ is `dispersion` and
    τ² `between_units`.
    """
    x, n = np.broadcast_arrays(np.asarray(successes, float), np.asarray(total, float))
    known = n > 0
    if not known.any():
        return None
    centre = float(x[known].sum() / n[known].sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        away = np.where(known, np.arcsin(np.sqrt(x / n)) - np.arcsin(np.sqrt(centre)), np.nan)
        variance = 1 / (4 * n)
        spread = between_units(away[known], variance[known])
        z = away / np.sqrt(variance + spread)
    found = dispersion(away[known] / np.sqrt(variance[known]))
    return Funnel(centre, spread, found, np.where(known, z, np.nan))


def winsorise(values: ArrayLike, share: float = WINSORISED) -> FloatArray:
    """Values beyond the `share` and 1 − `share` quantiles are set to them."""
    given = np.asarray(values, float)
    return np.asarray(np.clip(given, *np.quantile(given, [share, 1 - share])))


def dispersion(z: FloatArray) -> float:
    """φ: the mean of the squared z scores, 1 where units differ by chance alone.

    Winsorised by a tenth at each end, so that real outliers do not widen the limits that should
    find them, and divided by what winsorising leaves of a normal z: it takes from the spread of
    well-behaved units too.
    """
    return float(np.mean(winsorise(z) ** 2) / LEFT_OF_NORMAL)


def between_units(away: FloatArray, variance: FloatArray) -> float:
    """τ²: the variance between units at which their distances `away` from the whole, whose own
    `variance` is by chance, disperse no more than chance makes them. Zero where they never do more.

    The equation of Paule and Mandel (1982), J. Res. Natl. Bur. Stand. 87, with winsorised z scores:
    units of all sizes are weighed as their own precision asks.
    """
    units = len(variance)
    if units < 2:
        return 0.0
    expected = (units - 1) / units

    def excess(spread: float) -> float:
        return dispersion(away / np.sqrt(variance + spread)) - expected

    if excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, float(np.max(away**2)) + float(np.max(variance))
    while excess(high) > 0:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return high
