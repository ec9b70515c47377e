"""A distribution as a few values, each with its chance, so that drawing one is drawing from it.

The values are worked out from the distribution at ``knots`` and along straight lines of the normal
score between them. With hundreds of units somebody is always far out: one value for the last 1 in
256 would end every distribution at 2.7 deviations, and what holds for all units at once would be
too narrow. So the last slices on either side are parted again, down to 1 in 65,536.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from indicators.recognition.evidence import FloatArray

FINEST = 2**16  # equal chances, of which a slice has some
EQUAL = 256
LAST = (1, 1, 1, 1, 2, 2, 4, 4, 8, 8, 16, 16, 32, 32, 64, 64)  # of the last 256, from the end


@dataclass(frozen=True, eq=False)
class Slices:
    """``z`` is the normal score of each value, ``chance`` its probability (sum 1), and ``mix`` how
    much of each knot is in each value (knots × values). ``slice_of`` has the slice of each of the
    `FINEST` chances; None where all slices are alike.
    """

    z: FloatArray
    chance: FloatArray
    knots: FloatArray
    mix: FloatArray
    slice_of: NDArray[np.uint16] | None

    def mean(self, values: FloatArray | NDArray[np.float32]) -> FloatArray:
        """Of each row of `values` (units × slices)."""
        if self.slice_of is None:
            return np.asarray(values.mean(axis=1, dtype=np.float64))
        return np.asarray((values * self.chance).sum(axis=1))

    def variance(self, values: FloatArray | NDArray[np.float32]) -> FloatArray:
        """Of each row of `values` (units × slices)."""
        if self.slice_of is None:
            return np.asarray(values.var(axis=1, dtype=np.float64))
        return self.mean((values - self.mean(values)[:, None]) ** 2)

    def pick(
        self, random: np.random.Generator, shape: tuple[int, ...]
    ) -> NDArray[np.uint8] | NDArray[np.uint16]:
        """A slice for each place of an array, with the chance of each."""
        if self.slice_of is None:
            return random.integers(0, len(self.z), shape, dtype=np.uint8)
        return self.slice_of[random.integers(0, FINEST, shape, dtype=np.uint16)]


def equal_slices() -> Slices:
    """256 alike, as results were sealed by before the sixth scoring."""
    middles = special.ndtri((np.arange(EQUAL) + 0.5) / EQUAL)
    z = middles / middles.std()  # the middles of slices vary less than what they stand for
    return _of(z, np.full(EQUAL, 1 / EQUAL), 13, None)


def fine_slices() -> Slices:
    """254 alike and, on either side, the last one parted: each is the mean of its slice."""
    shares = np.concatenate((LAST, np.full(EQUAL - 2, FINEST // EQUAL), LAST[::-1]))
    chance = shares / FINEST
    ends = special.ndtri(np.concatenate(([0], shares.cumsum())) / FINEST)
    density = np.exp(-(ends**2) / 2) / np.sqrt(2 * np.pi)
    means = -np.diff(density) / chance
    z = means / np.sqrt(chance @ means**2)
    return _of(z, chance, 21, np.repeat(np.arange(len(z), dtype=np.uint16), shares))


def _of(
    z: FloatArray, chance: FloatArray, knots: int, slice_of: NDArray[np.uint16] | None
) -> Slices:
    at = np.linspace(z[0], z[-1], knots)
    mix = np.array([np.interp(z, at, row) for row in np.eye(knots)])
    return Slices(z, chance, at, mix, slice_of)
