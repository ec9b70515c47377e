"""Counting people once in every window of months.

A client active in months m₁ < m₂ < … is, in the window [a, b], counted at its first active month
there: the only one whose previous active month lies before a. Cells (group, month, previous, next)
can therefore be added up over groups (docs/adr/0002). `window_sums` adds them up beforehand for all
windows: each cell covers a rectangle of (a, b) pairs, whose four corners are marked and then summed
along both axes (summed-area table, Crow 1984).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
Counts = NDArray[np.int32]


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
    """Counts by window and group, each of shape (months, limit, groups).

    Position [i, w, g] is the window of w + 1 months that ends in the i-th month; zero where it
    would begin before the first month.
    """

    clients: Counts
    once: Counts
    attendances: Counts


def window_sums(
    active: ActiveCells, once: OnceCells, *, groups: int, first: int, last: int, limit: int
) -> WindowSums:
    """Sum cells over all windows of at most `limit` months inside [`first`, `last`].

    Groups are numbered 0 … `groups` − 1. Works in 4 × groups × (months + 1)² bytes for each of
    three grids.
    """
    grids = (
        _distinct(active, groups, first, last),
        _single(once, groups, first, last),
        _all(active, groups, first, last),
    )
    return WindowSums(*(_by_window(grid, limit) for grid in grids))


def _empty(groups: int, first: int, last: int) -> Counts:
    """By first month, last month and group: those of the groups lie together, and are added up and
    read at once.
    """
    size = last - first + 2  # one more row and column, where marks beyond the last month fall
    return np.zeros((size, size, groups), dtype=np.int32)


def _mark(grid: Counts, cells: tuple[IntArray, ...], amounts: IntArray) -> None:
    """Add to cells, any of them several times: with one index, and amounts of the grid's own type,
    NumPy takes a fraction of the time.
    """
    index = np.ravel_multi_index(cells, grid.shape)
    np.add.at(grid.reshape(-1), index, amounts.astype(grid.dtype))


def _distinct(cells: ActiveCells, groups: int, first: int, last: int) -> Counts:
    """Clients first active in `month`: windows with previous < a ≤ month ≤ b."""
    grid = _empty(groups, first, last)
    start, month = np.maximum(cells.previous + 1, first) - first, cells.month - first
    _mark(grid, (start, month, cells.group), cells.clients)
    _mark(grid, (month + 1, month, cells.group), -cells.clients)
    return grid


def _single(cells: OnceCells, groups: int, first: int, last: int) -> Counts:
    """Clients seen once: windows with previous < a ≤ month ≤ b < next."""
    grid = _empty(groups, first, last)
    start, month = np.maximum(cells.previous + 1, first) - first, cells.month - first
    until = np.minimum(cells.next - first, last - first + 1)
    for column, sign in ((month, 1), (until, -1)):
        _mark(grid, (start, column, cells.group), sign * cells.clients)
        _mark(grid, (month + 1, column, cells.group), -sign * cells.clients)
    return grid


def _all(cells: ActiveCells, groups: int, first: int, last: int) -> Counts:
    """Attendances of `month`: windows with a ≤ month ≤ b."""
    grid = _empty(groups, first, last)
    month = cells.month - first
    _mark(grid, (np.zeros_like(month), month, cells.group), cells.attendances)
    _mark(grid, (month + 1, month, cells.group), -cells.attendances)
    return grid


def _by_window(grid: Counts, limit: int) -> Counts:
    """Sum the marks along both axes and read the diagonals, one for each length of window."""
    for place in range(1, len(grid)):
        grid[place] += grid[place - 1]
    for place in range(1, len(grid)):
        grid[:, place] += grid[:, place - 1]
    months, groups = len(grid) - 1, grid.shape[2]
    counts = np.zeros((months, limit, groups), dtype=np.int32)
    for width in range(min(limit, months)):
        last = np.arange(width, months)
        counts[width:, width] = grid[last - width, last]
    return counts


def blocks(total: int, size: int) -> Iterator[tuple[int, int]]:
    """Half-open ranges that cover 0 … `total` in steps of `size`."""
    for start in range(0, total, size):
        yield start, min(start + size, total)
