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

from indicators.funnel import WARNING, between_units, winsorise
from indicators.uncertainty import false_discovery_keep, two_sided

FloatArray = NDArray[np.float64]


class Place(StrEnum):
    """Where a unit is in the funnel."""

    ABOVE = "acima do esperado"
    BELOW = "abaixo do esperado"
    INSIDE = "dentro do esperado"
    FEW = "poucas respostas"
    WITHHELD = "suprimido"


@dataclass(frozen=True)
class ScoreFunnel:
    """``centre`` (−1 to 1) of all; ``single``, variance of one answer;
    ``spread`` (τ²) between units; z of each.
    """

    centre: float
    single: float
    spread: float
    dispersion: float
    z: FloatArray

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
        away = np.where(known, (p - d) / n - centre, np.nan)
        naive = away * np.sqrt(n / single)
    dispersion = float(np.mean(winsorise(naive[known]) ** 2))
    spread = between_units(dispersion, n[known] / single)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = away / np.sqrt(single / n + spread)
    return ScoreFunnel(centre, single, spread, dispersion, np.where(known, z, np.nan))


def places(found: ScoreFunnel | None, withheld: NDArray[np.bool_]) -> NDArray[np.object_]:
    """The `Place` of each unit: those outside are kept to 5 %
    of false discoveries among all that were judged.
    """
    if found is None:
        return np.where(withheld, Place.WITHHELD, Place.FEW).astype(object)
    outside = false_discovery_keep(two_sided(found.z))
    chosen = np.select(
        [withheld, np.isnan(found.z), outside & (found.z > 0), outside],
        [Place.WITHHELD, Place.FEW, Place.ABOVE, Place.BELOW],
        default=Place.INSIDE,
    )
    return np.asarray(chosen, dtype=object)
