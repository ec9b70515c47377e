"""How likely each pair of units is the wrong way round, in blocks of units that no band divides."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from indicators.recognition.evidence import FloatArray
from indicators.recognition.ranks.draws import in_parallel

MOST_BLOCKS = 2_000
FAR = 40.0  # errors, beyond any chance
ROWS = 100  # blocks at a time


@dataclass(frozen=True)
class Pairs:
    """Blocks of units in the order of their scores, best first.

    ``starts`` is where each block begins in that order; a block has units of equal score, or
    neighbours where there are more units than `MOST_BLOCKS`. ``ahead`` adds up, for blocks a < b,
    the probabilities that a unit of b is better than one of a (0 elsewhere).
    """

    starts: NDArray[np.intp]
    sizes: NDArray[np.intp]
    ahead: NDArray[np.float32]

    @property
    def units(self) -> int:
        return int(self.sizes.sum())


def pairs(score: FloatArray, mean: FloatArray, spread: FloatArray) -> Pairs:
    """Of units by descending `score`; `mean` and `spread` of what it may be, in the same order.

    The difference of two scores is taken as normal.
    """
    n = len(score)
    step = max(1, -(-n // MOST_BLOCKS))
    _, first, label = np.unique(-score, return_index=True, return_inverse=True)
    block = first[label] // step
    starts = np.flatnonzero(np.diff(block, prepend=-1))
    sizes = np.diff(np.append(starts, n))
    mean, spread = _of_blocks(mean, spread, starts, sizes)
    ahead = np.zeros((len(starts), len(starts)), np.float32)

    def fill(start: int) -> None:
        rows = slice(start, start + ROWS)
        later = slice(start, None)
        with np.errstate(divide="ignore", invalid="ignore"):
            z = (mean[None, later] - mean[rows, None]) / np.hypot(
                spread[None, later], spread[rows, None]
            )
        chance = special.ndtr(np.clip(np.nan_to_num(z), -FAR, FAR).astype(np.float32))
        ahead[rows, later] = chance * sizes[None, later] * sizes[rows, None]

    in_parallel(fill, range(0, len(starts), ROWS))
    return Pairs(starts, sizes, np.triu(ahead, 1))


def _of_blocks(
    mean: FloatArray, spread: FloatArray, starts: NDArray[np.intp], sizes: NDArray[np.intp]
) -> tuple[FloatArray, FloatArray]:
    """Mean score of each block, and the error of one of its units about it."""
    centre = np.add.reduceat(mean, starts) / sizes
    away = (mean - np.repeat(centre, sizes)) ** 2
    return centre, np.sqrt(np.add.reduceat(spread**2 + away, starts) / sizes)
