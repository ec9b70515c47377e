"""Counting people once in every window of months.

A client active in months m₁ < m₂ < … is, in the window [a, b], counted at its first active month there: the only
one whose previous active month lies before a. Cells (group, month, previous, next) can therefore be added up over
groups (docs/adr/0002). `window_sums` adds them up beforehand for all windows: each cell covers a rectangle of
(a, b) pairs, whose four corners are marked and then summed along both axes (summed-area table, Crow 1984).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class ActiveCells:
    """Clients of `group` active in `month`, last active in `previous`; arrays of one length."""

    group: IntArray
    month: IntArray
    previous: IntArray
    clients: IntArray
    attendances: IntArray


@dataclass(frozen=True)
class OnceCells:
    """Of those, the clients with a single attendance in `month`, active again in `next`."""

    group: IntArray
    month: IntArray
    previous: IntArray
    next: IntArray
    clients: IntArray


@dataclass(frozen=True)
class WindowSums:
    """One row per group and window with something to count."""

    group: IntArray
    first_month: IntArray
    last_month: IntArray
    clients: IntArray
    once: IntArray
    attendances: IntArray


def _mark(grid: NDArray[np.int32], where: tuple[IntArray, IntArray, IntArray], count: IntArray) -> None:
    np.add.at(grid, where, count)


def _sum_rectangles(grid: NDArray[np.int32]) -> NDArray[np.int32]:
    np.cumsum(grid, axis=1, out=grid)
    return np.cumsum(grid, axis=2, out=grid)


def window_sums(active: ActiveCells, once: OnceCells, *, groups: int, first: int, last: int, limit: int) -> WindowSums:
    """Sum cells over all windows of at most `limit` months inside [`first`, `last`].

    Groups are numbered 0 … `groups` − 1. Memory: 12 bytes × groups × (months + 1)².
    """
    size = last - first + 2  # one more row and column, where marks beyond the last month fall
    shape = (groups, size, size)
    clients, single, attendances = (np.zeros(shape, dtype=np.int32) for _ in range(3))

    start, month = np.maximum(active.previous + 1, first) - first, active.month - first
    _mark(clients, (active.group, start, month), active.clients)
    _mark(clients, (active.group, month + 1, month), -active.clients)
    _mark(attendances, (active.group, np.zeros_like(month), month), active.attendances)
    _mark(attendances, (active.group, month + 1, month), -active.attendances)

    start, month = np.maximum(once.previous + 1, first) - first, once.month - first
    until = np.minimum(once.next - first, size - 1)
    for column, sign in ((month, 1), (until, -1)):
        _mark(single, (once.group, start, column), sign * once.clients)
        _mark(single, (once.group, month + 1, column), -sign * once.clients)

    for grid in (clients, single, attendances):
        _sum_rectangles(grid)

    a, b = np.indices((size - 1, size - 1))
    wanted = (a <= b) & (b - a < limit)
    group, first_month, last_month = np.nonzero((clients[:, :-1, :-1] > 0) & wanted)
    picked = (group, first_month, last_month)
    return WindowSums(
        group=group,
        first_month=first_month + first,
        last_month=last_month + first,
        clients=clients[picked].astype(np.int64),
        once=single[picked].astype(np.int64),
        attendances=attendances[picked].astype(np.int64),
    )


def blocks(total: int, size: int) -> Iterator[tuple[int, int]]:
    """Half-open ranges that cover 0 … `total` in steps of `size`."""
    for start in range(0, total, size):
        yield start, min(start + size, total)
