"""Funnel of a Net Promoter Score: which units differ from the whole by more than chance and the
usual spread explain.

As `indicators.funnel`, with the variance of a score in the place of a share's: one answer is worth
+1, 0 or −1, so that n answers of a unit like the whole have the variance (p + d − (p − d)²) ÷ n.
The whole gives p and d: a unit is judged by what it would be if it were like the others. Source:
Spiegelhalter (2005), as there.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.funnel import WARNING, between_units, dispersion
from indicators.uncertainty import false_discovery_keep

FloatArray = NDArray[np.float64]
EDGE, FLAT = 1e-9, 1e-4  # of the scale, where all answers are alike; of a tilt that is none


class Place(StrEnum):
    """Where a unit is in the funnel."""

    ABOVE = "acima do esperado"
    BELOW = "abaixo do esperado"
    INSIDE = "dentro do esperado"
    FEW = "poucas respostas"
    WITHHELD = "suprimido"


@dataclass(frozen=True)
class ScoreFunnel:
    """``centre`` (−1 to 1) of all; ``single``, variance of one answer; ``spread`` (τ²) between
    units; z of each, and the two-sided p-value of its being like the others.
    """

    centre: float
    single: float
    spread: float
    dispersion: float
    z: FloatArray
    p_value: FloatArray

    def limits(self, n: ArrayLike, z: float = WARNING) -> tuple[FloatArray, FloatArray]:
        """Lower and upper limit of the score of a unit of n answers, within −1 and 1;
        NaN where n is not positive.
        """
        size = np.asarray(n, float)
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = z * np.sqrt(self.single / size + self.spread)
        low, high = np.clip(self.centre - reach, -1, 1), np.clip(self.centre + reach, -1, 1)
        return np.where(size > 0, low, np.nan), np.where(size > 0, high, np.nan)


def score_funnel(
    promoters: ArrayLike, detractors: ArrayLike, answers: ArrayLike, *, minimum: int = 1
) -> ScoreFunnel | None:
    """The funnel of units with at least `minimum` answers; NaN z for the others, None where there
    is no such unit.

    Units with fewer count neither for the centre nor for the spread: their scores are too far from
    normal to be judged by it. None too where every answer is alike, for then nothing can differ.
    """
    p, d, n = np.broadcast_arrays(
        *(np.asarray(values, float) for values in (promoters, detractors, answers))
    )
    known = n >= max(minimum, 1)
    if not known.any():
        return None
    total = n[known].sum()
    share_p, share_d = p[known].sum() / total, d[known].sum() / total
    centre = float(share_p - share_d)
    single = float(share_p + share_d - centre**2)
    if single <= 0:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        away, chance = np.where(known, (p - d) / n - centre, np.nan), single / n
        spread = between_units(away[known], chance[known])
        z = away / np.sqrt(chance + spread)
        deviate = _exact_deviate(p - d, n, float(share_p), float(share_d))
        scaled = deviate * np.sqrt(chance / (chance + spread))
    return ScoreFunnel(
        centre,
        single,
        spread,
        dispersion(away[known] / np.sqrt(chance[known])),
        np.where(known, z, np.nan),
        np.where(known, _two_sided(scaled, int(known.sum()) if spread else None), np.nan),
    )


def _two_sided(z: FloatArray, units: int | None) -> FloatArray:
    """p-values of normal deviates; of Student ones where their scale was learnt from `units`."""
    from scipy.special import ndtr, stdtr

    far = -np.abs(z)
    return np.asarray(2 * (ndtr(far) if units is None else stdtr(units - 1, far)), float)


def _exact_deviate(
    net: FloatArray, n: FloatArray, promoters: float, detractors: float
) -> FloatArray:
    """The normal deviate whose tail is that of `net` promoters less detractors, or more, among n
    answers drawn from all: zero where neither tail is below a half.

    Scores lean to one side, and a normal z finds the far end of that side ten times too often.
    """
    more = _deviate_of_at_least(net, n, promoters, detractors)
    less = _deviate_of_at_least(-net, n, detractors, promoters)
    return np.where(net > n * (promoters - detractors), np.maximum(more, 0), -np.maximum(less, 0))


def _deviate_of_at_least(net: FloatArray, n: FloatArray, up: float, down: float) -> FloatArray:
    """z with P(Z ≥ z) = P(sum ≥ net), the sum of n answers worth +1, 0 or −1.

    The saddlepoint formula for counts: Lugannani and Rice (1980), Adv. Appl. Probab. 12; Daniels
    (1987), Int. Stat. Rev. 55 (second continuity correction). The saddlepoint itself solves a
    quadratic equation; within 2 % of the exact tail from 30 answers on.
    """
    up, down = max(up, EDGE), max(down, EDGE)  # where nobody is, nobody is expected
    stay = 1 - up - down
    point = net - 0.5
    mean = np.clip(point / n, -1 + EDGE, 1 - EDGE)
    rest = stay * mean
    # e^t > 0 with K'(t) = mean, for K(t) = log(up·e^t + stay + down·e^−t)
    tilt = np.log((rest + np.sqrt(rest**2 + 4 * up * down * (1 - mean**2))) / (2 * up * (1 - mean)))
    rise, fall = up * np.exp(tilt), down * np.exp(-tilt)
    total = rise + stay + fall
    curvature = n * ((rise + fall) / total - ((rise - fall) / total) ** 2)
    root = np.sign(tilt) * np.sqrt(np.maximum(2 * (tilt * point - n * np.log(total)), 0))
    scale = 2 * np.sinh(tilt / 2) * np.sqrt(curvature)
    plain = (point - n * (up - down)) / np.sqrt(n * (up + down - (up - down) ** 2))
    return np.where(np.abs(tilt) < FLAT, plain, root + np.log(scale / root) / root)


def places(found: ScoreFunnel | None, withheld: NDArray[np.bool_]) -> NDArray[np.object_]:
    """The `Place` of each unit: those outside are kept to 5 %
    of false discoveries among all that were judged.
    """
    if found is None:
        return np.where(withheld, Place.WITHHELD, Place.FEW).astype(object)
    outside = false_discovery_keep(found.p_value)
    chosen = np.select(
        [withheld, np.isnan(found.z), outside & (found.z > 0), outside],
        [Place.WITHHELD, Place.FEW, Place.ABOVE, Place.BELOW],
        default=Place.INSIDE,
    )
    return np.asarray(chosen, dtype=object)
