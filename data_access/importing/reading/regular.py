"""Whether a text file is so regular that DuckDB can read it as it is: one record per line, all with the same cells."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data_access.importing.report import ImportRefusedError
from data_access.importing.text import Header
from data_access.importing.workspace import Step

CHUNK = 16 << 20
NEWLINE, RETURN, QUOTE = 10, 13, 34
LONGEST_RECORD = 1_900_000  # bytes; DuckDB takes two million
LONGEST_LINE = 64 << 20

Flags = NDArray[np.bool_]


def count_regular(path: Path, header: Header, step: Step) -> int | None:
    """The number of records after the header, or None where some line needs a closer look.

    A line needs it for another number of cells, a quote that is not at the border of a cell, a line break inside
    quotes, a lone carriage return, no content or too much.
    """
    if header.lines != 1:
        return None
    separator, expected = ord(header.separator), len(header.names) - 1
    size, done, lines, rest = path.stat().st_size, 0, 0, b""
    with path.open("rb") as file:
        while True:
            piece = file.read(CHUNK)
            done += len(piece)
            data = rest + piece if piece else _ended(rest)
            cut = data.rfind(b"\n") + 1
            rest = data[cut:]
            _refuse_endless(rest, lines, path)
            if cut:
                found = _regular_lines(np.frombuffer(data, np.uint8, cut), separator, expected)
                if found is None:
                    return None
                lines += found
            if not piece:
                return lines - 1
            step.at(done / size)


def _ended(rest: bytes) -> bytes:
    """The last line, with the line break that it may lack."""
    return rest + b"\n" if rest else rest


def _refuse_endless(rest: bytes, lines: int, path: Path) -> None:
    if len(rest) > LONGEST_LINE:
        raise ImportRefusedError(
            f"A linha {lines + 1} de “{path.name}” passa de {LONGEST_LINE >> 20} MB: o arquivo não parece uma tabela. "
            "Confira se há uma linha por registro."
        )


def _regular_lines(data: NDArray[np.uint8], separator: int, expected: int) -> int | None:
    """The number of lines of whole lines, or None where one of them is not regular."""
    newline, cell_end = data == NEWLINE, data == separator
    quote = data == QUOTE
    if quote.any():
        inside = np.bitwise_and(np.cumsum(quote, dtype=np.uint32), 1).astype(bool)
        border = newline | cell_end | (data == RETURN)
        if (newline & inside).any() or not _quotes_at_borders(quote, inside, border):
            return None
        cell_end &= ~inside
    ends = np.flatnonzero(newline)
    lengths = np.diff(ends, prepend=-1)
    blank = lengths.min() == 1 or (lengths == 2)[data[ends - 1] == RETURN].any()
    if blank or lengths.max() > LONGEST_RECORD or not _returns_end_lines(data, newline):
        return None
    cells = np.diff(np.cumsum(cell_end, dtype=np.uint32)[ends], prepend=np.uint32(0))
    return len(ends) if (cells == expected).all() else None


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
