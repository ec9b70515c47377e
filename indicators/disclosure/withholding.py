"""Which rectangles of a table to withhold, so that little else has to be.

Which rows a rectangle grows by decides how much is withheld, and never whether it is safe. A row
that is withheld anyway costs nothing, and neither does another rectangle; a row that might be told
comes last, and the smallest of those that suffice. Of a territory that holds whole rectangles alone
everything is told: so each stays in the narrowest that can hold it.
"""

from dataclasses import dataclass

import numpy as np

from indicators.disclosure.rectangles import Counts, Flags, Lack, Numbers, Rectangle, Table

NONE = -1  # of a cell that is in no rectangle


def safe_rectangles(table: Table) -> list[Rectangle] | None:
    """Rectangles that share no cell, with every unsafe cell in one of them; None where there are no
    such.

    What a territory cannot hold goes on together to the next wider one. Rectangles may share rows
    and columns: then less is known of each, the sum of both.
    """
    plan = _Plan(table, {}, {}, np.full(table.unsafe.shape, NONE))
    narrower, everywhere = np.arange(len(table.counts)), np.zeros(len(table.counts), np.int64)
    for codes in (*reversed(table.codes), everywhere):
        plan.fill(narrower, codes)
        narrower = codes
    for row in plan.rows_left():
        seed = plan.seed(row, table.by_size)
        if seed is not None and not plan.fill_with_others(seed):
            return None
    return list(plan.done.values())


@dataclass(frozen=True)
class _Plan:
    """Rectangles that are safe, and the sums of their columns, by their numbers; and of each cell
    the number of its rectangle.
    """

    table: Table
    done: dict[int, Rectangle]
    sums: dict[int, Counts]
    number: Numbers

    def rows_left(self) -> list[int]:
        """Rows with an unsafe cell that is in no rectangle, those with fewest people first."""
        order = self.table.by_size
        found: list[int] = order[self._lone(order).any(axis=1)].tolist()
        return found

    def seed(self, row: int, beside: Numbers) -> Rectangle | None:
        """The unsafe cells of a row that are in no rectangle, and the rows of `beside` that have
        such in the same columns. Of two columns it is always both.
        """
        lone = self._lone(np.append(beside, row))
        if not lone[-1].any():
            return None
        if lone.shape[1] == 2:
            lone[lone.any(axis=1)] = True
        alike = beside[(lone[:-1] == lone[-1]).all(axis=1)]
        columns = np.flatnonzero(lone[-1])
        return Rectangle(frozenset({row, *alike.tolist()}), frozenset(columns.tolist()))

    def fill(self, narrower: Numbers, codes: Numbers) -> None:
        """Hide in territories of `codes` what those of `narrower` could not hold."""
        parts, territories = _rows_by_code(narrower), _rows_by_code(codes)
        there = {place: self.table.counts[near].sum(axis=0) for place, near in territories.items()}
        too_few = set()
        for row in self.rows_left():
            seed = self.seed(row, parts[int(narrower[row])])
            if seed is None or (place := (int(codes[row]), seed.columns)) in too_few:
                continue
            if not self.table.may_hide(seed, there[place[0]]):
                continue
            grown, is_safe = self._grown(seed, territories[place[0]])
            if is_safe:
                self._keep(grown)
            else:
                too_few.add(place)

    def fill_with_others(self, seed: Rectangle) -> bool:
        """Hide what the whole table cannot, with rectangles that are in the way; False where not
        even all of them can.
        """
        everywhere = np.arange(len(self.table.counts))
        grown, is_safe = self._grown(seed, everywhere)
        while not is_safe and self.done:
            grown, is_safe = self._grown(self._merged(grown), everywhere)
        if is_safe:
            self._keep(grown)
        return is_safe

    def _lone(self, rows: Numbers) -> Flags:
        return np.asarray(self.table.unsafe[rows] & (self.number[rows] == NONE))

    def _keep(self, grown: Rectangle) -> None:
        found = self._trimmed(grown)
        number = next(reversed(self.done), NONE) + 1
        self.done[number] = found
        self.sums[number] = self.table.counts[found.cells].sum(axis=0)
        self.number[found.cells] = number

    def _trimmed(self, found: Rectangle) -> Rectangle:
        """Without the rows and columns that hide nothing of their own, where others do as well."""
        idle = ~self.table.unsafe[found.cells]
        rows = np.array(sorted(found.rows))[idle.all(axis=1)]
        columns = np.array(sorted(found.columns))[idle.all(axis=0)]
        for row in rows[np.argsort(-self.table.people[rows].sum(axis=1), kind="stable")].tolist():
            less = Rectangle(found.rows - {row}, found.columns)
            found = less if self.table.lack(less) is None else found
        for column in columns[: len(found.columns) - 2].tolist():
            less = Rectangle(found.rows, found.columns - {column})
            found = less if self.table.lack(less) is None else found
        return found

    def _drop(self, number: int) -> Rectangle:
        found = self.done.pop(number)
        del self.sums[number]
        self.number[found.cells] = NONE
        return found

    def _inside(self, found: Rectangle) -> list[int]:
        """The numbers of the rectangles that have any of some cells."""
        numbers = np.unique(self.number[found.cells])
        inside: list[int] = numbers[numbers != NONE].tolist()
        return inside

    def _merged(self, grown: Rectangle) -> Rectangle:
        """One rectangle of it and of the one that shares most rows with it, and of those in the way
        of the two: no longer done.
        """
        found = grown | max(self.done.values(), key=lambda each: len(each.rows & grown.rows))
        while touching := self._inside(found):
            for number in touching:
                found |= self._drop(number)
        return found

    def _grown(self, found: Rectangle, near: Numbers) -> tuple[Rectangle, bool]:
        """The rectangle with as many more rows of `near` and columns, none of them taken, as make
        it safe, or as there are; and whether it is safe.
        """
        lack = self.table.lack(found)
        while lack is not None:
            more = self._with_row(found, near, lack) if lack.rows else None
            if more is None and lack.columns:
                more = self._with_column(found, lack)
            if more is None:
                return found, False
            found, lack = more
        return found, True

    def _with_row(
        self, found: Rectangle, near: Numbers, lack: Lack
    ) -> tuple[Rectangle, Lack | None] | None:
        """With one more row of `near` that has something in the columns of the rectangle, and none
        of it in another: one that is withheld anyway; or else with a whole rectangle; or else with
        a row that might be told. And what it lacks then.
        """
        of_near = near[:, None], sorted(found.columns)
        free = (self.number[of_near] == NONE).all(axis=1)
        free &= self.table.anybody[of_near].any(axis=1)
        free &= ~np.isin(near, found.cells[0])
        rows = near[free & self.table.unsafe[of_near].any(axis=1)]
        if not len(rows):
            if (joined := self._joined(found, near, lack)) is not None:
                return joined, None
            rows = near[free]
        return self.table.with_best_row(found, rows, lack) if len(rows) else None

    def _joined(self, found: Rectangle, near: Numbers, lack: Lack) -> Rectangle | None:
        """It and the smallest rectangle of the same columns, inside `near`, that makes it safe."""
        if self.table.any_unsafe(lack.by_row):
            return None  # the sums of its rows stay what they are
        inside = frozenset(near.tolist())
        alike = [
            number
            for number in self._inside(Rectangle(inside, found.columns))
            if (each := self.done[number]).columns == found.columns and each.rows <= inside
        ]
        if not alike:
            return None
        sums = np.stack([self.sums[number] for number in alike])
        may = np.flatnonzero(~self.table.any_unsafe(sums + lack.by_column))
        may = may[~self.table.still_exposed(found, sums[may] + lack.by_column)]
        for place in may[np.argsort(sums[may].sum(axis=(1, 2)), kind="stable")].tolist():
            if self.table.lack(found | self.done[alike[place]]) is None:
                return found | self._drop(alike[place])
        return None

    def _with_column(self, found: Rectangle, lack: Lack) -> tuple[Rectangle, Lack | None] | None:
        """With one more column, in which no row of the rectangle is in another; and what it lacks
        then.
        """
        free = np.asarray((self.number[sorted(found.rows)] == NONE).all(axis=0))
        free[sorted(found.columns)] = False
        columns = np.flatnonzero(free)
        if not len(columns):
            return None
        best = self.table.best_column(found, columns, lack)
        wider = Rectangle(found.rows, found.columns | {best})
        return wider, self.table.lack(wider)


def _rows_by_code(codes: Numbers) -> dict[int, Numbers]:
    order = np.argsort(codes, kind="stable")
    numbers, starts = np.unique(codes[order], return_index=True)
    return dict(zip(numbers.tolist(), np.split(order, starts[1:]), strict=True))
