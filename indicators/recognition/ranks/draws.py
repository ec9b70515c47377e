"""Draws of the scores of all units together, and the position of each unit in each draw.

Chunks of draws have seeds of their own, so that the same edition and rules give the same numbers
on any number of processors.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indicators.recognition.evidence import FloatArray
from indicators.recognition.shrinkage.slices import Slices

Floats = NDArray[np.float32]
Ranks = NDArray[np.uint32]
CHUNK = 200  # draws
NEAR = 500  # units whose tables are looked up together
ALIKE = 1e-3  # points: below it, who comes first in a draw is drawn too
WORKERS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True)
class Draws:
    """``scores`` (0–100) and ``ranks`` (1 is the best), draws × units; ``mean`` and ``spread``
    (standard deviation) of each unit's score, from the tables and not from the draws.
    """

    scores: Floats
    ranks: Ranks
    mean: FloatArray
    spread: FloatArray


def seed_of(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")


def draw(tables: Sequence[Floats], seed: str, draws: int, slices: Slices) -> Draws:
    """`tables` have, by criterion, the points that each unit may have (units × slices), times
    its weight. Units must come in an order of their own (that of their ids).
    """
    constant, moving = _parted(tables)
    n = len(constant)
    scores = np.empty((draws, n), np.float32)
    ranks = np.empty((draws, n), np.uint32)
    starts = list(range(0, draws, CHUNK))
    seeds = np.random.SeedSequence(seed_of(seed)).spawn(len(starts))

    def fill(start: int, sequence: np.random.SeedSequence) -> None:
        random = np.random.Generator(np.random.SFC64(sequence))
        here = scores[start : start + CHUNK]
        here[:] = constant
        for table in moving:
            _add_drawn(here, table, slices.pick(random, here.shape))
        chance = random.random(here.shape, dtype=np.float32) * np.float32(ALIKE)
        order = np.argsort(chance - here, axis=1)
        places = np.arange(1, n + 1, dtype=np.uint32)
        for row, found in zip(ranks[start : start + CHUNK], order, strict=True):
            row[found] = places

    in_parallel(fill, starts, seeds)
    mean = np.sum([slices.mean(table) for table in tables], axis=0)
    variance = np.sum([slices.variance(table) for table in tables], axis=0)
    return Draws(scores, ranks, mean, np.sqrt(variance))


def in_parallel(work: Callable[..., None], *arguments: Sequence[object]) -> None:
    """`work` over each set of arguments; numpy lets other threads run while it counts."""
    with ThreadPoolExecutor(WORKERS) as pool:
        for _ in pool.map(work, *arguments):
            pass


def _parted(tables: Sequence[Floats]) -> tuple[Floats, list[Floats]]:
    """The sum of what does not vary, and the tables of what does."""
    n = len(tables[0])
    constant = np.zeros(n, np.float32)
    moving = []
    for table in tables:
        if np.ptp(table, axis=1).max(initial=0.0) == 0:
            constant += table[:, 0]
        else:
            moving.append(np.ascontiguousarray(table, np.float32))
    return constant, moving


def _add_drawn(
    scores: Floats, table: Floats, place: NDArray[np.uint8] | NDArray[np.uint16]
) -> None:
    """Add one value of each unit to each draw, a table at a time that stays near the processor;
    `place` says which (draws × units).
    """
    n, width = table.shape
    for start in range(0, n, NEAR):
        some = slice(start, start + NEAR)
        own = table[some].ravel()
        flat = place[:, some] + np.arange(0, len(own), width)
        scores[:, some] += own.take(flat, mode="clip")
