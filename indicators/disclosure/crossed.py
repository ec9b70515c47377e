"""Blocks of a table of places by months, or by channels, whose totals of both sides are told.

A cell that is unsafe is withheld, and with it the cells of a rectangle: of some places by some
columns. Of a rectangle whoever subtracts learns the sums of its rows and of its columns, and no
more. What is then known of a cell with row sum r and column sum c, of n in all, is that it lies
between max(0, r + c − n) and min(r, c), and every count between is possible (Fréchet's bounds,
which are exact for two-way tables). So the rectangle grows until its sums are safe to tell and the
bounds of its unsafe cells are wide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.disclosure.blocks import NEVER, safe_blocks, territory_codes
from indicators.disclosure.rules import Rule

Counts = NDArray[np.int64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class _Rectangle:
    rows: frozenset[int]
    columns: frozenset[int]

    @property
    def cells(self) -> tuple[Any, ...]:
        return np.ix_(sorted(self.rows), sorted(self.columns))

    def __or__(self, other: "_Rectangle") -> "_Rectangle":
        return _Rectangle(self.rows | other.rows, self.columns | other.columns)


def crossed_blocks(counts: Counts, row: Numbers, path: pd.DataFrame, rule: Rule) -> Numbers:
    """The block of each cell of `counts`, of shape (places, columns, components).

    `row` has the block of each place, whose total is told: places of one block are taken together,
    and so are columns whose own total is unsafe. `path` has the territories of each place, from the
    widest to the narrowest: rectangles stay inside the narrowest that can hold them, for its totals
    are told too.
    """
    known = counts * (row != NEVER)[:, None, None]
    column = safe_blocks(known.sum(axis=0), pd.DataFrame(index=range(counts.shape[1])), rule)
    if (row == NEVER).all() or (column == NEVER).any():
        return np.full(counts.shape[:2], NEVER, np.int64)
    numbers, together = np.unique(row[row != NEVER], return_inverse=True)
    group = np.full(len(row), NEVER, np.int64)
    group[row != NEVER] = together
    table = _added_up(_added_up(known, group, axis=0), column, axis=1)
    first = np.unique(group, return_index=True)[1][-len(numbers) :]
    codes = [territory_codes(path[name])[first] for name in path.columns]
    whole = _cell_blocks(_Table(table, codes, rule))
    return np.where((group == NEVER)[:, None], NEVER, whole[np.ix_(group, column)])


def _added_up(counts: Counts, group: Numbers, *, axis: int) -> Counts:
    """Sums of the groups along `axis`; NEVER is in none."""
    moved = np.moveaxis(counts, axis, 0)
    found = np.zeros((int(group.max()) + 1, *moved.shape[1:]), np.int64)
    np.add.at(found, group[group != NEVER], moved[group != NEVER])
    return np.moveaxis(found, 0, axis)


@dataclass(frozen=True)
class _Table:
    counts: Counts
    codes: Sequence[Numbers]  # of each row, from the widest territory to the narrowest
    rule: Rule

    @cached_property
    def anybody(self) -> Flags:
        """Of each cell, whether it has anything."""
        return np.asarray(self.counts.any(axis=2))

    def inside(self, found: _Rectangle) -> Counts:
        return np.asarray(self.counts[found.cells])

    def more_rows(self, found: _Rectangle, taken: Flags) -> list[int]:
        """Rows that have something in the columns of a rectangle, and none of it in another: those
        of the narrowest territory of its first row that has any.
        """
        columns, first = sorted(found.columns), min(found.rows)
        there = self.anybody[:, columns].any(axis=1)
        free = np.asarray(there & ~taken[:, columns].any(axis=1))
        free[list(found.rows)] = False
        for codes in reversed(self.codes):
            near = free & (codes == codes[first])
            if near.any():
                return np.flatnonzero(near).tolist()
        return np.flatnonzero(free).tolist()

    def more_columns(self, found: _Rectangle, taken: Flags) -> list[int]:
        """Columns in which no row of a rectangle is in another."""
        there = np.asarray(~taken[list(found.rows)].any(axis=0))
        there[list(found.columns)] = False
        return np.flatnonzero(there).tolist()


def _cell_blocks(table: _Table) -> Numbers:
    """A number for each cell: its own, or that of its column in a rectangle. Where not even the
    whole table hides a cell, that of its row, of which the total alone is then told.
    """
    rows, columns = table.counts.shape[:2]
    found = _rectangles(table)
    if found is None:
        return np.repeat(np.arange(rows)[:, None], columns, axis=1)
    block = np.arange(rows * columns).reshape(rows, columns)
    for rectangle in found:
        of_rows = sorted(rectangle.rows)
        for column in sorted(rectangle.columns):
            block[of_rows, column] = block[of_rows[0], column]
    return block


def _rectangles(table: _Table) -> list[_Rectangle] | None:
    """Rectangles that share no cell, with every unsafe cell in one of them; None where there are no
    such.

    Rectangles may share rows and columns: then less is known of each, the sum of both.
    """
    rows, columns, width = table.counts.shape
    unsafe = table.rule.unsafe(table.counts.reshape(-1, width)).reshape(rows, columns)
    done: list[_Rectangle] = []
    taken: Flags = np.zeros(unsafe.shape, np.bool_)
    for row in np.argsort(table.counts.sum(axis=(1, 2)), kind="stable").tolist():
        lone = unsafe[row] & ~taken[row]
        if not lone.any():
            continue
        grown = _Rectangle(frozenset([row]), frozenset(np.flatnonzero(lone).tolist()))
        while not _is_safe(grown := _grown(grown, table, taken), table):
            if not done:
                return None
            grown = _merged(grown, done, taken)
        done.append(grown)
        taken[grown.cells] = True
    return done


def _merged(grown: _Rectangle, done: list[_Rectangle], taken: Flags) -> _Rectangle:
    """One rectangle of it and of the one that shares most rows with it, and of those in the way of
    the two: taken out of `done`.
    """
    found = grown | max(done, key=lambda each: len(each.rows & grown.rows))
    while touching := [
        each for each in done if each.rows & found.rows and each.columns & found.columns
    ]:
        for each in touching:
            done.remove(each)
            taken[each.cells] = False
            found |= each
    return found


def _grown(found: _Rectangle, table: _Table, taken: Flags) -> _Rectangle:
    """The rectangle with as many more rows and columns, none of them taken, as make it safe; or as
    there are.
    """
    rule = table.rule
    while True:
        inside = table.inside(found)
        by_row, by_column = inside.sum(axis=1), inside.sum(axis=0)
        rows_lack = rule.unsafe(by_column).any()
        more_rows = table.more_rows(found, taken) if rows_lack else []
        more_columns: list[int] = []
        if not more_rows:
            columns_lack = rule.unsafe(by_row).any()
            exposed = not (rows_lack or columns_lack) and _is_exposed(inside, rule)
            more_rows = table.more_rows(found, taken) if exposed else []
            if columns_lack or exposed:
                more_columns = table.more_columns(found, taken)
        if more_rows:
            added = table.counts[:, sorted(found.columns)]
            best = _best(more_rows, by_column, added, rule)
            found = _Rectangle(found.rows | {best}, found.columns)
        elif more_columns:
            added = table.counts[sorted(found.rows)].swapaxes(0, 1)
            best = _best(more_columns, by_row, added, rule)
            found = _Rectangle(found.rows, found.columns | {best})
        else:
            return found


def _is_safe(found: _Rectangle, table: _Table) -> bool:
    """Whether the sums of a rectangle may be told and hide its cells."""
    inside, rule = table.inside(found), table.rule
    sums = np.concatenate([inside.sum(axis=0), inside.sum(axis=1)])
    return not (rule.unsafe(sums).any() or _is_exposed(inside, rule))


def _best(candidates: Iterable[int], sums: Counts, added: Counts, rule: Rule) -> int:
    """The row or column that leaves fewest sums unsafe, and of those the one with fewest people."""
    among = np.array(sorted(candidates))
    more = added[among]
    unsafe = rule.unsafe((sums + more).reshape(-1, sums.shape[1])).reshape(len(among), -1)
    # The sort is stable: of those that are alike, the first.
    order = np.lexsort((more.sum(axis=(1, 2)), unsafe.sum(axis=1)))
    return int(among[order[0]])


def _is_exposed(inside: Counts, rule: Rule) -> bool:
    """Whether the bounds of any unsafe cell of a rectangle are too narrow."""
    width, by_row, by_column = inside.shape[2], inside.sum(axis=1), inside.sum(axis=0)
    cells = inside.reshape(-1, width)
    sums = by_row[:, None] + by_column[None]
    least = np.maximum(0, sums - inside.sum(axis=(0, 1))).reshape(-1, width)
    most = np.minimum(by_row[:, None], by_column[None]).reshape(-1, width)
    return bool((rule.unsafe(cells) & rule.exposed(cells, least, most)).any())


def nested_blocks(counts: Counts, row: Numbers, rule: Rule) -> Numbers:
    """The block of each part of a row: teams, partners or initiatives of a place.

    `counts` has a row per part, and `row` says of which place each is, or NEVER. Parts that are
    unsafe join others of the same place, whose total is safe: in a column of its own each part is
    told wherever it is a block by itself.
    """
    known = np.flatnonzero(row != NEVER)
    block = np.full(len(row), NEVER, np.int64)
    next_number = 0
    for place in np.unique(row[known]):
        parts = known[row[known] == place]
        found = safe_blocks(counts[parts], pd.DataFrame(index=range(len(parts))), rule)
        block[parts] = np.where(found == NEVER, NEVER, found + next_number)
        next_number += int(found.max(initial=NEVER)) + 1
    return block
