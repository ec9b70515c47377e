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
        flaws = self._flaws(inside[None], self.unsafe[found.cells][None])
        in_columns, in_rows, exposed = (bool(each[0]) for each in flaws)
        if not (in_columns or in_rows or exposed):
            return None
        return Lack(
            rows=in_columns or exposed,
            columns=in_rows or exposed,
            by_row=inside.sum(axis=1),
            by_column=inside.sum(axis=0),
        )

    def any_unsafe(self, sums: Counts) -> Flags:
        """Of sums of shape (…, of one rectangle, components): whether any may not be told."""
        return np.asarray(self._unsafe(sums).any(axis=-1))

    def still_exposed(self, found: Rectangle, sums: Counts) -> Flags:
        """Of each of several sums of its columns, with whatever rows beside its own: whether an
        unsafe cell of the rectangle has bounds that are too narrow.
        """
        inside = self.counts[found.cells]
        row, column = np.nonzero(self.unsafe[found.cells])
        of_row, of_column = inside.sum(axis=1)[row], sums[:, column]
        least = np.maximum(0, of_row + of_column - sums.sum(axis=1)[:, None])
        most = np.minimum(of_row, of_column)
        cells = np.broadcast_to(inside[row, column], most.shape)
        flat = (each.reshape(-1, most.shape[-1]) for each in (cells, least, most))
        return np.asarray(self.rule.exposed(*flat).reshape(most.shape[:2]).any(axis=1))

    def may_hide(self, found: Rectangle, near: Numbers) -> bool:
        """Whether the rows of `near` have what hides a rectangle, if all were there for it alone:
        if not, no rectangle of them does.
        """
        by_row = self.counts[sorted(found.rows)].sum(axis=1)
        by_column = self.counts[near[:, None], sorted(found.columns)].sum(axis=0)
        most = np.minimum(by_row[:, None], by_column).reshape(-1, by_row.shape[1])
        cells = self.counts[found.cells].reshape(most.shape)
        exposed = self.rule.exposed(cells, np.zeros_like(most), most)
        return not (self.rule.unsafe(cells) & exposed).any()

    def best_row(self, found: Rectangle, rows: Numbers, lack: Lack) -> int:
        """Of `rows` the one to add to a rectangle: that makes it safe, or else leaves fewest sums
        unsafe; of those, the one with fewest people.
        """
        of_rows = rows[:, None], sorted(found.columns)
        more = self.counts[of_rows]
        flaws = self._flaws(
            _with_each(self.counts[found.cells], more),
            _with_each(self.unsafe[found.cells], self.unsafe[of_rows]),
        )
        return int(rows[self._order(lack.by_column, more, np.any(flaws, axis=0))[0]])

    def best_column(self, found: Rectangle, columns: Numbers, lack: Lack) -> int:
        """Of `columns` that which leaves fewest sums unsafe; of those, the one of fewest people."""
        rows, _ = found.cells
        more = self.counts[rows, columns].swapaxes(0, 1)
        alike = np.zeros(len(columns), np.bool_)
        return int(columns[self._order(lack.by_row, more, alike)[0]])

    def _order(self, sums: Counts, more: Counts, unsafe: Flags) -> Numbers:
        left = self._unsafe(sums + more).sum(axis=1)
        # The sort is stable: of those that are alike, the first.
        return np.lexsort((more.sum(axis=(1, 2)), left, unsafe))

    def _unsafe(self, counts: Counts) -> Flags:
        flat = counts.reshape(-1, counts.shape[-1])
        return np.asarray(self.rule.unsafe(flat).reshape(counts.shape[:-1]))

    def _flaws(self, inside: Counts, unsafe: Flags) -> tuple[Flags, Flags, Flags]:
        """Of each of several rectangles (of one shape: rectangles, rows, columns, components, and
        of each cell whether it is unsafe): whether the sum of a column is unsafe, or of a row; and
        if neither, whether the bounds of an unsafe cell are too narrow.
        """
        by_row, by_column = inside.sum(axis=2), inside.sum(axis=1)
        sums = self._unsafe(np.concatenate([by_column, by_row], axis=1))
        in_columns = np.asarray(sums[:, : by_column.shape[1]].any(axis=1))
        in_rows = np.asarray(sums[:, by_column.shape[1] :].any(axis=1))
        exposed = np.zeros(len(inside), np.bool_)
        which, row, column = np.nonzero(unsafe & ~(in_columns | in_rows)[:, None, None])
        if len(which):
            of_row, of_column = by_row[which, row], by_column[which, column]
            least = np.maximum(0, of_row + of_column - by_row.sum(axis=1)[which])
            most = np.minimum(of_row, of_column)
            exposed[which[self.rule.exposed(inside[which, row, column], least, most)]] = True
        return in_columns, in_rows, exposed


def _with_each(inside: NDArray[Any], more: NDArray[Any]) -> NDArray[Any]:
    """As many rectangles as there are rows in `more`: all of `inside`, with one of those rows."""
    before = np.broadcast_to(inside, (len(more), *inside.shape))
    return np.concatenate([before, more[:, None]], axis=1)
