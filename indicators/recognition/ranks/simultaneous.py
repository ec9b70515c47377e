"""Positions that hold for all units at once.

As in Mogstad, Romano, Shaikh and Wilhelm (2024), a unit's set is read off the differences to all
others, each over its own error: it is behind those that lead it by more than c errors, and ahead of
those that it leads by more. Theirs bootstraps c for the differences, which holds more often than
asked for the positions; here c is the one at which the sets hold *every* position in 95 % of the
draws.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indicators.recognition.ranks.draws import Draws, Floats, in_parallel

LEVEL = 0.95
ALL = 2_500  # units up to which each is compared with all others
SOME = 1_000  # of more units, evenly by score, that each is compared with
BLOCK = 100  # units at a time
NEVER = np.float32(1e9)
Places = NDArray[np.int64]


class RankSets(NamedTuple):
    """First and last position of each unit, all of them true together at ``level``."""

    low: Places
    high: Places
    critical: float


def simultaneous_sets(draws: Draws, level: float = LEVEL) -> RankSets:
    """Of the units of `draws`, in their order."""
    n = draws.scores.shape[1]
    mean, variance = draws.mean.astype(np.float32), draws.spread.astype(np.float32) ** 2
    step = 1 if n <= ALL else -(-n // SOME)
    others = np.argsort(-mean, kind="stable")[step // 2 :: step]
    blocks = [slice(start, start + BLOCK) for start in range(0, n, BLOCK)]
    needed = np.zeros((len(blocks), draws.scores.shape[0]), np.float32)

    def need(number: int) -> None:
        """The c that each draw needs to hold the positions of a block of units."""
        lead = np.sort(_lead(mean, variance, others, blocks[number]), axis=1)
        for row, place in zip(lead, draws.ranks[:, blocks[number]].T, strict=True):
            np.maximum(needed[number], _needed(row, place, n, step), out=needed[number])

    in_parallel(need, range(len(blocks)))
    critical = float(np.quantile(needed.max(axis=0), level, method="higher"))
    low, high = np.empty((2, n), np.int64)

    def count(block: slice) -> None:
        lead = _lead(mean, variance, others, block)
        low[block] = 1 + step * (lead > critical).sum(axis=1)
        high[block] = n - step * (lead < -critical).sum(axis=1)

    in_parallel(count, blocks)
    return RankSets(low, np.maximum(high, low), critical)


def _lead(mean: Floats, variance: Floats, others: NDArray[np.intp], own: slice) -> Floats:
    """By how many errors each other unit leads each of a block (block × others)."""
    away = mean[None, others] - mean[own, None]
    error = np.sqrt(variance[None, others] + variance[own, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        lead = np.where(away == 0, np.float32(0), away / error)
    return np.clip(lead, -NEVER, NEVER)


def _needed(lead: Floats, place: NDArray[np.uint32], n: int, step: int) -> Floats:
    """The least c with which the set of one unit holds each of its drawn places.

    `lead` is ascending. At most (place − 1) / step of the others may count as ahead, and at most
    (n − place) / step as behind.
    """
    ahead = (place.astype(np.int64) - 1) // step
    behind = (n - place.astype(np.int64)) // step
    last = len(lead) - 1
    above = np.where(ahead <= last, lead[np.maximum(last - ahead, 0)], 0)
    below = np.where(behind <= last, -lead[np.minimum(behind, last)], 0)
    return np.maximum(above, below)
