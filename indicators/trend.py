"""Whether the last periods rise or fall: a line through five independent periods, and no arrow
without evidence, nor against what the first and the last of them say.

Source: the χ² test for trend of Armitage (1955), Biometrics 11, with one degree of freedom.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

PERIODS = 5
SIGNIFICANCE = 0.05


class Direction(StrEnum):
    RISING = "subindo"
    FALLING = "caindo"
    STEADY = "sem tendência"
    UNEVEN = "oscila"
    UNKNOWN = "histórico curto demais"


@dataclass(frozen=True)
class Trend:
    """``slope`` is the change of the share per period;
    both None where there are not enough periods.
    """

    direction: Direction
    slope: float | None = None
    p_value: float | None = None


def trend(successes: ArrayLike, total: ArrayLike, periods: int = PERIODS) -> Trend:
    """The trend of a share over its last `periods` periods, the oldest first; they must not share
    people.

    Unknown with fewer periods or where one of them has nobody.
    """
    from scipy.special import chdtrc

    x, n = np.asarray(successes, float)[-periods:], np.asarray(total, float)[-periods:]
    if len(x) < periods or not (n > 0).all() or np.isnan(x).any():
        return Trend(Direction.UNKNOWN)
    score = np.arange(periods, dtype=float)
    whole = x.sum() / n.sum()
    centre = np.average(score, weights=n)
    spread = np.sum(n * (score - centre) ** 2)
    slope = float(np.sum((score - centre) * (x - n * whole)) / spread)
    if whole in (0.0, 1.0):
        return Trend(Direction.STEADY, 0.0, 1.0)
    p_value = float(chdtrc(1, slope**2 * spread / (whole * (1 - whole))))
    if p_value >= SIGNIFICANCE:
        return Trend(Direction.STEADY, slope, p_value)
    return Trend(_direction(slope, x[0] / n[0], x[-1] / n[-1]), slope, p_value)


def trend_of_estimates(values: ArrayLike, errors: ArrayLike, periods: int = PERIODS) -> Trend:
    """The same for estimates with standard errors, such as a score: a line weighted by 1 ÷ error².

    Its χ² is slope² ÷ variance of the slope, with one degree of freedom.
    """
    from scipy.special import chdtrc

    y, e = np.asarray(values, float)[-periods:], np.asarray(errors, float)[-periods:]
    if len(y) < periods or np.isnan(y).any() or not (e > 0).all():
        return Trend(Direction.UNKNOWN)
    weight = 1 / e**2
    away = np.arange(periods, dtype=float)
    away = away - np.average(away, weights=weight)
    spread = float(np.sum(weight * away**2))
    slope = float(np.sum(weight * away * y) / spread)
    p_value = float(chdtrc(1, slope**2 * spread))
    if p_value >= SIGNIFICANCE:
        return Trend(Direction.STEADY, slope, p_value)
    return Trend(_direction(slope, y[0], y[-1]), slope, p_value)


def _direction(slope: float, first: float, last: float) -> Direction:
    """Where a line has a slope: a share that ends below its beginning does not rise, whatever lies
    between.
    """
    if slope * (last - first) < 0:
        return Direction.UNEVEN
    return Direction.RISING if slope > 0 else Direction.FALLING
