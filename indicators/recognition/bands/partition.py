"""The best way of cutting an order into bands, for a price of an inverted pair.

A pair in two bands is worth 1 − λ × (probability that it is the wrong way round): bands claim an
order only where that pays. With posteriors that are nearly normal the best groups are contiguous
(Kline, Rose and Walters 2024 solve the general problem), so that a dynamic programme over the
places of the cuts is exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indicators.recognition.bands.pairs import Pairs

Sums = NDArray[np.float64]


@dataclass(frozen=True)
class Partition:
    """``firsts`` are the blocks with which a band begins, 0 included."""

    firsts: tuple[int, ...]
    price: float


@dataclass(frozen=True)
class Programme:
    """Sums over pairs that any price shares: row b, column a has those with a first block before a
    and a second before b (b from 0).
    """

    count: Sums
    ahead: Sums

    @staticmethod
    def of(found: Pairs) -> "Programme":
        sizes = found.sizes.astype(np.float64)
        both = np.triu(np.outer(sizes, sizes), 1)
        return Programme(_prefix(both), _prefix(found.ahead))

    def best(self, price: float) -> Partition:
        """What is left together costs what telling it apart would be worth."""
        value = self.count - price * self.ahead
        blocks = len(value) - 1
        cost = np.zeros(blocks + 1)
        came_from = np.zeros(blocks + 1, np.intp)
        for end in range(1, blocks + 1):
            options = cost[:end] - value[end, :end]
            came_from[end] = best = int(options.argmin())
            cost[end] = options[best] + value[end, end]
        firsts, end = [], blocks
        while end > 0:
            end = int(came_from[end])
            firsts.append(end)
        return Partition(tuple(reversed(firsts)), price)

    def apart(self, firsts: Sequence[int]) -> tuple[float, float]:
        """Pairs of units in different bands, and how many of those are expected inverted."""
        ends = np.array([*firsts[1:], len(self.count) - 1])
        starts = np.array(firsts)

        def between(sums: Sums) -> float:
            return float(sums[-1, -1] - (sums[ends, ends] - sums[ends, starts]).sum())

        return between(self.count), between(self.ahead)


def _prefix(pairs: NDArray[np.float64] | NDArray[np.float32]) -> Sums:
    """Sums over first blocks before each column and second blocks before each row."""
    blocks = len(pairs)
    sums = np.zeros((blocks + 1, blocks + 1))
    sums[1:, 1:] = pairs.T.cumsum(axis=0, dtype=np.float64).cumsum(axis=1)
    return sums
