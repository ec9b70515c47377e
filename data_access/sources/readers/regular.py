"""Whether lines of a text are so regular that DuckDB can read them as they are: one record each,
with equal cells.
"""

import numpy as np
from numpy.typing import NDArray

from data_access.sources.readers.records import LONGEST_RECORD

NEWLINE, RETURN, QUOTE = 10, 13, 34

Flags = NDArray[np.bool_]


def regular_lines(text: bytes, separator: str, columns: int) -> int | None:
    """The number of lines of `text`, which ends with one, or None where some line needs a closer
    look.

    A line needs it for another number of cells, a quote that is not at the border of a cell, a line
    break inside quotes, a lone carriage return, no content or too much.
    """
    data = np.frombuffer(text, np.uint8)
    newline, cell_end = data == NEWLINE, data == ord(separator)
    quote = data == QUOTE
    if quote.any():
        inside = np.bitwise_and(np.cumsum(quote, dtype=np.uint32), 1).astype(bool)
        border = newline | cell_end | (data == RETURN)
        if (newline & inside).any() or not _quotes_at_borders(quote, inside, border):
            return None
        cell_end &= ~inside
    ends = np.flatnonzero(newline)
    lengths = np.diff(ends, prepend=-1)
    if not _returns_end_lines(data, newline):
        return None
    # A line with its line break is longer than its separators alone.
    marks = columns + (1 if data[ends[0] - 1] == RETURN and ends[0] else 0)
    if lengths.min() <= marks or lengths.max() > LONGEST_RECORD:
        return None
    cells = np.diff(np.cumsum(cell_end, dtype=np.uint32)[ends], prepend=np.uint32(0))
    return len(ends) if (cells == columns - 1).all() else None


def _quotes_at_borders(quote: Flags, inside: Flags, border: Flags) -> bool:
    """An opening quote follows a border (or the quote that it doubles), a closing one precedes one."""
    at = np.flatnonzero(quote)
    allowed = border | quote
    before = np.concatenate(([True], allowed[:-1]))[at]
    after = np.concatenate((allowed[1:], [True]))[at]
    opens = inside[at]
    return bool((before | ~opens).all() and (after | opens).all())


def _returns_end_lines(data: NDArray[np.uint8], newline: Flags) -> bool:
    """All lines end alike, and a carriage return is nowhere else."""
    returns = int(np.count_nonzero(data == RETURN))
    if returns == 0:
        return True
    before_newline = int(np.count_nonzero(data[np.flatnonzero(newline) - 1] == RETURN))
    return returns == before_newline == int(np.count_nonzero(newline))
