"""Which figures of one division of some answers may be told beside the sums of another.

Partners and the towns of clients divide the same answers, and so do teams and partners. Each
division can be safe by itself, and still a figure less another that it holds leave a few: a town
less the partner that attends in it. So both are counted together, as a table of rows (those of one
division) by figures (those of the other), with a last column for what the told figures leave of
each row. What two of them have in common, and what figures leave of a sum of rows, is of nobody, or
safe, or hidden.

It is hidden by exchanges. Two answers of one kind, of two rows and two columns, that exchange their
rows change no sum of rows or of figures, and nothing else that is known of an answer; and each of
the four cells has somebody, so that nobody knows it to be empty. Of as many answers as may be
exchanged so, whoever knows all the sums is uncertain.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indicators.disclosure.blocks import NEVER
from indicators.disclosure.rules import Rule
from indicators.disclosure.small_groups import SMALLEST_GROUP

Counts = NDArray[np.int64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
ENOUGH = SMALLEST_GROUP - 1  # how many more or fewer there may be of what is hidden


@dataclass(frozen=True)
class Pieces:
    """What each figure has in each row: `counts` has a line for each piece, and a column per
    component as a `Rule` reads them.

    ``figure`` is NEVER for what is of none that could be told. Answers are exchanged inside the
    ``zone`` of a row: a territory in a part of a year. ``is_told`` says whether the sum of a row is
    told by itself, and each of ``sums`` in which other told sum its rows are (NEVER: in none).
    """

    counts: Counts
    figure: Numbers
    row: Numbers
    zone: Numbers
    is_told: Flags
    sums: Sequence[Numbers]


def told_figures(pieces: Pieces, figures: int, rule: Rule) -> Flags:
    """Of each of so many figures, whether it is told.

    A figure is not that has a piece, or leaves of its row, what is neither safe nor hidden. Where
    what all of them leave of a sum is neither, the smallest figure in it that mends it is not told.
    """
    told = np.append(safe_figures(pieces.counts, pieces.figure, figures, rule), False)
    size = summed_by(pieces.counts, pieces.figure, figures + 1).sum(axis=1)
    # The last is NEVER, in every array of figures.
    joint = _Joint(pieces, rule, told, size)
    while joint.drop_exposed():
        pass
    return told[:figures]


def safe_figures(counts: Counts, figure: Numbers, figures: int, rule: Rule) -> Flags:
    """Of each of so many figures, whether it is of somebody and safe by itself. `counts` has a line
    for each piece of them, and `figure` says of which (NEVER: of none).
    """
    size = summed_by(counts, figure, figures)
    return np.asarray(size.any(axis=1) & ~rule.unsafe(size))


def summed_by(counts: Counts, number: Numbers, numbers: int) -> Counts:
    """Sums of the lines of each number, of so many of them; NEVER is in none."""
    found = np.zeros((counts.shape[1], numbers + 1), np.int64)
    for sums, values in zip(found, counts.T, strict=True):
        np.add.at(sums, number, values)
    return np.ascontiguousarray(found.T[:numbers])


@dataclass(frozen=True)
class _Joint:
    pieces: Pieces
    rule: Rule
    told: Flags  # of each figure: what is found not to be told is taken out of it
    size: Numbers

    def drop_exposed(self) -> bool:
        """Whether some figure was found that is not to be told."""
        before = self.told.sum()
        for number, zone in enumerate(self._zones):
            if self._settled.get(number) != self.told[zone.figure].tobytes():
                self._settle(zone)
                self._settled[number] = self.told[zone.figure].tobytes()
        for of in self.pieces.sums:
            self.told[self._mending(of)] = False
        return bool(self.told.sum() < before)

    @cached_property
    def _zones(self) -> list[Pieces]:
        return [_at(self.pieces, self.pieces.zone == zone) for zone in np.unique(self.pieces.zone)]

    @cached_property
    def _settled(self) -> dict[int, bytes]:
        """Of each zone that was settled, which of its figures were told then."""
        return {}

    @cached_property
    def _exchanges(self) -> tuple[Counts, Counts]:
        """By how many answers what is left of each row can be less and more, if it is unsafe."""
        shape = int(self.pieces.row.max(initial=NEVER)) + 1, self.pieces.counts.shape[1]
        return np.zeros(shape, np.int64), np.zeros(shape, np.int64)

    def _settle(self, zone: Pieces) -> None:
        """Tell no figure of a zone that has a piece, or leaves of its row, what is not to be."""
        table = _Table.of(zone, self.told, self.rule)
        while len(exposed := table.exposed_columns()):
            self.told[table.figures[exposed]] = False
            table = _Table.of(zone, self.told, self.rule)
        for of_rows, of_few in zip(self._exchanges, table.exchanges_of_last(), strict=True):
            of_rows[table.rows] = of_few

    def _mending(self, of: Numbers) -> Numbers:
        """For each sum of which what is left is neither safe nor hidden by the exchanges of one of
        its rows, the smallest figure that mends it; of those that do not mend it alone, the
        smallest.
        """
        pieces, numbers = self.pieces, int(of.max(initial=NEVER)) + 1
        kept = np.where(self.told[pieces.figure][:, None], 0, pieces.counts)
        left = summed_by(kept, of, numbers + 1)  # of NEVER, the last, there is nothing
        less, more = np.zeros((2, *left.shape), np.int64)
        for most, of_rows in zip((less, more), self._exchanges, strict=True):
            np.maximum.at(most, of, of_rows[pieces.row])
        lacking = self.rule.unsafe(left) & self.rule.exposed(left, left - less, left + more)
        lacking[-1] = False
        anybody = pieces.counts.any(axis=1)
        there = np.flatnonzero(lacking[of] & self.told[pieces.figure] & anybody)
        figure = pieces.figure[there]
        short = self.rule.unsafe(left[of[there]] + pieces.counts[there])
        order = np.lexsort((figure, self.size[figure], short, of[there]))
        first = np.unique(of[there][order], return_index=True)[1]
        return np.unique(figure[order[first]])


def _at(pieces: Pieces, there: Flags) -> Pieces:
    return replace(
        pieces,
        counts=pieces.counts[there],
        figure=pieces.figure[there],
        row=pieces.row[there],
        is_told=pieces.is_told[there],
        sums=(),
    )


@dataclass(frozen=True)
class _Table:
    """Rows by the told figures of a zone and, last, what they leave."""

    counts: Counts  # rows × columns × components
    figures: Numbers  # of each column but the last
    rows: Numbers
    is_told: Flags  # of each row, whether its sum is
    rule: Rule

    @classmethod
    def of(cls, pieces: Pieces, told: Flags, rule: Rule) -> "_Table":
        is_told = told[pieces.figure]
        figures = np.unique(pieces.figure[is_told])
        rows, first, row = np.unique(pieces.row, return_index=True, return_inverse=True)
        width = len(figures) + 1
        column = np.where(is_told, np.searchsorted(figures, pieces.figure), len(figures))
        flat = summed_by(pieces.counts, row * width + column, len(rows) * width)
        counts = flat.reshape(len(rows), width, -1)
        return cls(counts, figures, rows, pieces.is_told[first], rule)

    def exposed_columns(self) -> Numbers:
        """Told figures of which a piece, or all that it leaves of a told row or of the figure, is
        neither safe nor hidden.
        """
        row, column = np.nonzero(self._anybody[:, :-1] & self.is_told[:, None])
        cells = self.counts[row, column]
        of_row = self.counts.sum(axis=1)[row] - cells
        of_figure = self.counts.sum(axis=0)[column] - cells
        few = np.flatnonzero(
            self.rule.unsafe(cells) | self.rule.unsafe(of_row) | self.rule.unsafe(of_figure)
        )
        down, up = self._exchanges(row[few], column[few])
        exposed = self._is_exposed(cells[few], down, up)
        for group in (of_row[few], of_figure[few]):  # less where the piece is more
            exposed |= self._is_exposed(group, up, down)
        return np.unique(column[few][exposed])

    def exchanges_of_last(self) -> tuple[Counts, Counts]:
        """By how many answers what is left of each row can be less and more, where it is unsafe: no
        unsafe sum has others.
        """
        row = np.flatnonzero(self.rule.unsafe(self.counts[:, -1]))
        found = self._exchanges(row, np.full(len(row), len(self.figures)))
        less, more = np.zeros((2, len(self.rows), self.counts.shape[2]), np.int64)
        less[row], more[row] = found
        return less, more

    def _is_exposed(self, group: Counts, down: Counts, up: Counts) -> Flags:
        return self.rule.unsafe(group) & self.rule.exposed(group, group - down, group + up)

    @cached_property
    def _anybody(self) -> Flags:
        return np.asarray(self.counts.any(axis=2))

    def _exchanges(self, row: Numbers, column: Numbers) -> tuple[Counts, Counts]:
        """By how many answers of each component some cells can have less and more: at least so
        many, for those that come from different columns are not added up.
        """
        of, there = np.arange(len(row)), self._anybody[row]
        down, up = [], []
        for component, beside_others in enumerate(self._beside):
            counts = self.counts[row, :, component]
            own, beside = counts[of, column], counts.copy()
            beside[of, column] = 0
            # What other columns of this row have in the other rows of this column.
            theirs = beside_others[column] - counts
            theirs[of, column] = 0
            down.append(np.minimum(own, (theirs * there).sum(axis=1)))
            # What this column has in the other rows of another.
            ours = beside_others.T[column] - own[:, None] * there
            of_one = np.minimum(beside, ours).max(axis=1, initial=0)
            of_many = (beside * (ours >= ENOUGH)).sum(axis=1)
            up.append(np.maximum(of_one, np.minimum(of_many, ENOUGH)))
        somebody = there[of, column][:, None]
        return np.stack(down, axis=1) * somebody, np.stack(up, axis=1) * somebody

    @cached_property
    def _beside(self) -> list[Counts]:
        """Of each component, what the second of two columns has in the rows in which the first has
        anybody. One cell in a hundred has: multiplied as they are, most of the time goes to nobody.
        """
        from scipy.sparse import csr_array

        cells = np.nonzero(self._anybody)
        shape = self._anybody.shape
        there = csr_array((np.ones(len(cells[0]), np.int64), cells), shape)
        return [
            (there.T @ csr_array((self.counts[*cells, component], cells), shape)).toarray()
            for component in range(self.counts.shape[2])
        ]
