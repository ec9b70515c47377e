"""Where the header of a table is: under how many title rows, and in how many rows of its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

LOOKED_AT = 60  # rows in which a header may begin
TALLEST = 3  # rows of one header

Row = Sequence[str]
Recognised = Callable[[Sequence[str]], int]


@dataclass(frozen=True)
class Place:
    """``first`` and ``last``: positions of the rows of the header;
    ``score``: how many names the layout knows.
    """

    first: int
    last: int
    names: tuple[str, ...]
    score: int


def find_header(rows: Sequence[Row], recognised: Recognised) -> Place | None:
    """The row, or the stack of rows, with most names that are known; of equals the lowest stack,
    and then the first.

    Where nothing is known it is the first of the widest rows, for a sentence about its names; None
    without any row.
    """
    best: Place | None = None
    for first in range(min(len(rows), LOOKED_AT)):
        for height in range(1, min(TALLEST, len(rows) - first) + 1):
            for names in _names(rows[first : first + height]):
                score = recognised(names)
                if best is None or (score, -height) > (best.score, -(best.last - best.first + 1)):
                    best = Place(first, first + height - 1, names, score)
    return best if best is None or best.score else _widest(rows)


def _widest(rows: Sequence[Row]) -> Place:
    first = max(
        range(min(len(rows), LOOKED_AT)), key=lambda place: _count_filled_cells(rows[place])
    )
    return Place(first, first, tuple(rows[first]), 0)


def _count_filled_cells(row: Row) -> int:
    return sum(1 for cell in row if cell.strip())


def _names(stack: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    """What a stack may mean: each column by its lowest cell, or by its cells from top to bottom."""
    if len(stack) == 1:
        yield tuple(stack[0])
        return
    if any(_count_filled_cells(row) == 0 for row in stack):
        return
    width = max(len(row) for row in stack)
    rows = [[*row, *[""] * (width - len(row))] for row in stack]
    columns = list(zip(*rows, strict=True))
    yield tuple(next((cell for cell in reversed(column) if cell.strip()), "") for column in columns)
    spread = [_spread(row, below) for row, below in pairwise(rows)]
    yield tuple(
        " ".join(cell.strip() for cell in column if cell.strip())
        for column in zip(*spread, rows[-1], strict=True)
    )


def _spread(row: list[str], below: list[str]) -> list[str]:
    """A merged cell holds its text on the left alone:
    it counts for all columns that have a cell of their own below.
    """
    spread, last = [], ""
    for cell, under in zip(row, below, strict=True):
        if cell.strip():
            last = cell if under.strip() else ""
            spread.append(cell)
        else:
            spread.append(last if under.strip() else "")
            last = last if under.strip() else ""
    return spread
