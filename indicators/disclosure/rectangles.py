"""What a rectangle of a table of places by months, or by parts of a year, hides.

Of a rectangle whoever subtracts learns the sums of its rows and of its columns, and no more. What
is then known of a cell with row sum r and column sum c, of n in all, is that it lies between
max(0, r + c − n) and min(r, c), and every count between is possible (Fréchet's bounds, which are
exact for two-way tables). A rectangle is safe if its sums are safe to tell and the bounds of its
unsafe cells are wide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indicators.disclosure.rules import Rule

Counts = NDArray[np.int64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Rectangle:
    """Cells of some rows by some columns."""

    rows: frozenset[int]
    columns: frozenset[int]

    @property
    def cells(self) -> tuple[Any, ...]:
        rows = np.fromiter(sorted(self.rows), np.int64, len(self.rows))
        return rows[:, None], sorted(self.columns)

    def __or__(self, other: "Rectangle") -> "Rectangle":
        return Rectangle(self.rows | other.rows, self.columns | other.columns)


class Lack(NamedTuple):
    """What a rectangle that is not safe wants more of, rows or columns, and its sums."""

    rows: bool
    columns: bool
    by_row: Counts
    by_column: Counts


@dataclass(frozen=True)
class Table:
    """Counts of shape (rows, columns, components), and the territories of each row, from the widest
    to the narrowest.
    """

    counts: Counts
    codes: Sequence[Numbers]
    rule: Rule

    @cached_property
    def anybody(self) -> Flags:
        """Of each cell, whether it has anything."""
        return np.asarray(self.counts.any(axis=2))

    @cached_property
    def unsafe(self) -> Flags:
        """Of each cell, whether it may not be told by itself."""
        return self._unsafe(self.counts)

    @cached_property
    def people(self) -> Numbers:
        """Of each cell, how many."""
        return np.asarray(self.counts.sum(axis=2))

    @cached_property
    def by_size(self) -> Numbers:
        """The rows, those with fewest people first."""
        return np.argsort(self.people.sum(axis=1), kind="stable")

    def lack(self, found: Rectangle) -> Lack | None:
        """None where a rectangle is safe."""
        inside = self.counts[found.cells]
        by_row, by_column = inside.sum(axis=1), inside.sum(axis=0)
        in_columns = bool(self.rule.unsafe(by_column).any())
        in_rows = bool(self.rule.unsafe(by_row).any())
        exposed = False
        if not (in_columns or in_rows):
            exposed = bool(self.still_exposed(found, by_column[None])[0])
        return _lack((in_columns, in_rows, exposed), by_row, by_column)

    def any_unsafe(self, sums: Counts) -> Flags:
        """Of sums of shape (…, of one rectangle, components): whether any may not be told."""
        return np.asarray(self._unsafe(sums).any(axis=-1))

    def still_exposed(self, found: Rectangle, sums: Counts) -> Flags:
        """Of each of several sums of its columns, with whatever rows beside its own: whether an
        unsafe cell of the rectangle has bounds that are too narrow.
        """
        inside = self.counts[found.cells]
        row, column = np.nonzero(self.unsafe[found.cells])
        of_column = sums[:, column]
        cells = np.broadcast_to(inside[row, column], of_column.shape)
        of_row = np.broadcast_to(inside.sum(axis=1)[row], of_column.shape)
        total = np.broadcast_to(sums.sum(axis=1)[:, None], of_column.shape)
        flat = (each.reshape(-1, sums.shape[-1]) for each in (cells, of_row, of_column, total))
        return np.asarray(self._exposed(*flat).reshape(of_column.shape[:2]).any(axis=1))

    def may_hide(self, found: Rectangle, there: Counts) -> bool:
        """Whether some rows whose sums by column are `there` have what hides a rectangle, if all
        were there for it alone: if not, no rectangle of them does.
        """
        rows, columns = found.cells
        of_row = self.counts[rows[:, 0]].sum(axis=1)  # of all columns: a rectangle may grow by them
        most = np.minimum(of_row[:, None], there[columns])
        most = most.reshape(-1, most.shape[-1])
        cells = self.counts[rows, columns].reshape(most.shape)
        exposed = self.rule.exposed(cells, np.zeros_like(most), most)
        return not (self.rule.unsafe(cells) & exposed).any()

    def with_best_row(
        self, found: Rectangle, rows: Numbers, lack: Lack
    ) -> tuple[Rectangle, Lack | None]:
        """With one more of `rows`, and what it lacks then: a row that makes it safe, or else leaves
        fewest sums unsafe; of those, the one with fewest people.
        """
        of_rows = rows[:, None], sorted(found.columns)
        more = self.counts[of_rows]
        by_column, of_row = lack.by_column + more, more.sum(axis=1)
        unsafe = self._unsafe(by_column)
        in_columns = np.asarray(unsafe.any(axis=1))
        in_rows = np.asarray(self.rule.unsafe(of_row) | self.rule.unsafe(lack.by_row).any())
        exposed = np.zeros(len(rows), np.bool_)
        if len(left := np.flatnonzero(~(in_columns | in_rows))):
            exposed[left] = self.still_exposed(found, by_column[left])
            which, column = np.nonzero(self.unsafe[of_rows][left])
            which = left[which]
            few = which, column
            total = by_column.sum(axis=1)[which]
            exposed[which[self._exposed(more[few], of_row[which], by_column[few], total)]] = True
        flawed = in_columns | in_rows | exposed
        best = _first(flawed, unsafe.sum(axis=1), of_row.sum(axis=1))
        place = np.searchsorted(sorted(found.rows), rows[best])
        by_row = np.concatenate([lack.by_row[:place], of_row[[best]], lack.by_row[place:]])
        grown = Rectangle(found.rows | {int(rows[best])}, found.columns)
        flaws = bool(in_columns[best]), bool(in_rows[best]), bool(exposed[best])
        return grown, _lack(flaws, by_row, by_column[best])

    def best_column(self, found: Rectangle, columns: Numbers, lack: Lack) -> int:
        """Of `columns` that which leaves fewest sums unsafe; of those, the one of fewest people."""
        rows, _ = found.cells
        more = self.counts[rows, columns].swapaxes(0, 1)
        left = self._unsafe(lack.by_row + more).sum(axis=1)
        return int(columns[_first(left, more.sum(axis=(1, 2)))])

    def _unsafe(self, counts: Counts) -> Flags:
        flat = counts.reshape(-1, counts.shape[-1])
        return np.asarray(self.rule.unsafe(flat).reshape(counts.shape[:-1]))

    def _exposed(self, cells: Counts, of_row: Counts, of_column: Counts, total: Counts) -> Flags:
        """Of unsafe cells of rectangles, whether what is known of each is too narrow."""
        least = np.maximum(0, of_row + of_column - total)
        return self.rule.exposed(cells, least, np.minimum(of_row, of_column))


def _lack(flaws: tuple[bool, bool, bool], by_row: Counts, by_column: Counts) -> Lack | None:
    """Of a rectangle in which sums of columns or of rows, or else cells, may not be safe."""
    in_columns, in_rows, exposed = flaws
    if not any(flaws):
        return None
    return Lack(in_columns or exposed, in_rows or exposed, by_row, by_column)


def _first(*orders: NDArray[Any]) -> int:
    """Where the first is lowest; of those, where the next is; of those that are alike, the first of
    all.
    """
    return int(np.lexsort(orders[::-1])[0])
