"""Why a rate moved: numerator, denominator and mix, which add up to the change exactly."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class RateChange:
    """Change of N/D from one period to another, in fractions; ``numerator + denominator`` is the whole."""

    before: float
    after: float
    numerator: float
    denominator: float

    @property
    def total(self) -> float:
        return self.after - self.before


def decompose_rate(n0: float, d0: float, n1: float, d1: float) -> RateChange:
    """Split the change of n/d symmetrically: each part at the average of the other (Shapley value of two factors).

    numerator part = (n₁ − n₀) · ½(1/d₀ + 1/d₁); denominator part = (1/d₁ − 1/d₀) · ½(n₀ + n₁).
    Raises ZeroDivisionError for an empty denominator.
    """
    inverse0, inverse1 = 1 / d0, 1 / d1
    return RateChange(
        before=n0 * inverse0,
        after=n1 * inverse1,
        numerator=(n1 - n0) * (inverse0 + inverse1) / 2,
        denominator=(inverse1 - inverse0) * (n0 + n1) / 2,
    )


@dataclass(frozen=True)
class MixChange:
    """Change of an aggregate rate: within its parts (`rate`), and by the weight of the parts (`mix`)."""

    total: float
    rate: np.ndarray
    mix: np.ndarray


def decompose_mix(n0: ArrayLike, d0: ArrayLike, n1: ArrayLike, d1: ArrayLike) -> MixChange:
    """Split the change of Σn/Σd over parts i into rate and mix effects (Kitagawa 1955), part by part.

    With weights w = dᵢ/Σd and rates r = nᵢ/dᵢ: rateᵢ = (r₁ − r₀)·½(w₀ + w₁), mixᵢ = (w₁ − w₀)·(½(r₀ + r₁) − R̄),
    where R̄, the mean of the two aggregate rates, makes a part's mix effect positive when weight moves to a better
    than average part; since Σ(w₁ − w₀) = 0 it leaves the sum unchanged. A part that is empty in one period has
    there the rate that it has in the other, so that its coming or going is all mix.
    """
    n0, d0, n1, d1 = (np.asarray(v, float) for v in (n0, d0, n1, d1))
    w0, w1 = d0 / d0.sum(), d1 / d1.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        r0, r1 = n0 / d0, n1 / d1
    r0, r1 = np.where(d0 > 0, r0, r1), np.where(d1 > 0, r1, r0)
    r0, r1 = np.nan_to_num(r0), np.nan_to_num(r1)  # empty in both: weight zero, adds nothing
    before, after = n0.sum() / d0.sum(), n1.sum() / d1.sum()
    return MixChange(
        total=float(after - before),
        rate=(r1 - r0) * (w0 + w1) / 2,
        mix=(w1 - w0) * ((r0 + r1) / 2 - (before + after) / 2),
    )
