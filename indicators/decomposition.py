"""Why a rate moved: numerator, denominator and mix, which add up to the change exactly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class RateChange:
    """Change of a rate from one period to another, in the unit of the rate; the three parts add up
    to `total`.

    ``mix`` is what the weights of the parts inside it did; None where no parts are known.
    """

    before: float
    after: float
    numerator: float
    denominator: float
    mix: float | None = None

    @property
    def total(self) -> float:
        return self.after - self.before


@dataclass(frozen=True)
class MixChange:
    """Change of Σn/Σd part by part: by what was counted, by the base,
    and by the weight of each part.
    """

    before: float
    after: float
    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]
    mix: NDArray[np.float64]

    @property
    def together(self) -> RateChange:
        sums = (float(part.sum()) for part in (self.numerator, self.denominator, self.mix))
        return RateChange(self.before, self.after, *sums)


def decompose_rate(n0: float, d0: float, n1: float, d1: float) -> RateChange:
    """Split the change of n/d symmetrically: each part at the average of the other (Shapley value
    of two factors).

    numerator part = (n₁ − n₀) · ½(1/d₀ + 1/d₁); denominator part = (1/d₁ − 1/d₀) · ½(n₀ + n₁). A
    score has the net of what it subtracts as numerator. Raises ZeroDivisionError for an empty
    denominator.
    """
    inverse0, inverse1 = 1 / d0, 1 / d1
    return RateChange(
        before=n0 * inverse0,
        after=n1 * inverse1,
        numerator=(n1 - n0) * (inverse0 + inverse1) / 2,
        denominator=(inverse1 - inverse0) * (n0 + n1) / 2,
    )


def decompose_mix(n0: ArrayLike, d0: ArrayLike, n1: ArrayLike, d1: ArrayLike) -> MixChange:
    """Split the change of Σn/Σd over parts i into numerator, denominator and mix (Kitagawa 1955),
    part by part.

    With weights w = dᵢ/Σd and rates r = nᵢ/dᵢ, what happens inside a part is (r₁ − r₀)·½(w₀ + w₁),
    which splits as in `decompose_rate`; mixᵢ = (w₁ − w₀)·(½(r₀ + r₁) − R̄), where R̄, the mean of
    the two aggregate rates, makes a part's mix positive when weight moves to a better than average
    part; since Σ(w₁ − w₀) = 0 it leaves the sum unchanged. A part that is empty in one period has
    there the rate that it has in the other, so that its coming or going is all mix. What is counted
    where there is no base has no rate: it is all numerator. Σd must be positive in both periods.
    """
    n0, d0, n1, d1 = (np.asarray(v, float) for v in (n0, d0, n1, d1))
    whole0, whole1 = d0.sum(), d1.sum()
    w0, w1 = d0 / whole0, d1 / whole1
    some0, some1 = d0 > 0, d1 > 0
    inverse0, inverse1 = (
        np.divide(1.0, d, out=np.zeros_like(d), where=some)
        for d, some in ((d0, some0), (d1, some1))
    )
    r0, r1 = n0 * inverse0, n1 * inverse1
    r0, r1 = np.where(some0, r0, r1), np.where(some1, r1, r0)
    both, weight = some0 & some1, (w0 + w1) / 2
    inside = np.where(both, (n1 - n0) * (inverse0 + inverse1) / 2, 0.0) * weight
    baseless = np.where(some1, 0.0, n1) / whole1 - np.where(some0, 0.0, n0) / whole0
    before, after = float(n0.sum() / whole0), float(n1.sum() / whole1)
    return MixChange(
        before=before,
        after=after,
        numerator=inside + baseless,
        denominator=np.where(both, (inverse1 - inverse0) * (n0 + n1) / 2, 0.0) * weight,
        mix=(w1 - w0) * ((r0 + r1) / 2 - (before + after) / 2),
    )


def shown_parts(parts: Sequence[float], total: float, decimals: int) -> list[float]:
    """`parts` rounded so that they add up to `total` as it is rounded: what is read can be added up
    by the reader.

    Each is rounded down, and the units that are left go to those that lost the most by it (largest
    remainder). The parts must add up to the total before rounding; then none of them moves by as
    much as a unit of the last decimal.
    """
    unit = 10**decimals
    floors = [int(np.floor(part * unit)) for part in parts]
    left = round(total * unit) - sum(floors)
    order = sorted(range(len(parts)), key=lambda i: floors[i] - parts[i] * unit)
    for place in order[: max(left, 0)]:
        floors[place] += 1
    return [floor / unit for floor in floors]
