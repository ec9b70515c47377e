"""Lines of a text file, and the records that they make."""

import io
import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

MOST_LINES = 200  # of one record
LONGEST_RECORD = 1_000_000  # bytes; DuckDB takes two million
LONGEST_LINE = 16 << 20
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Header:
    """``names`` as written; ``lines``: physical lines up to the end of the header."""

    separator: str
    names: tuple[str, ...]
    lines: int

    @property
    def width(self) -> int:
        """Cells of a record up to the last column that has a name."""
        return max((place for place, name in enumerate(self.names, 1) if name.strip()), default=0)


@dataclass
class Lines:
    """The lines of a file from where it stands, with their numbers, and the possibility of giving
    some back.

    They end in a line feed, whatever ends them in the file; ``taken`` counts the bytes that they
    have there.
    """

    raw: BinaryIO
    number: int = 0
    taken: int = 0
    _waiting: deque[tuple[str, int]] = field(default_factory=deque)
    _last: deque[tuple[str, int]] = field(default_factory=lambda: deque(maxlen=MOST_LINES + 1))

    def __post_init__(self) -> None:
        self._text = io.TextIOWrapper(self.raw, encoding="utf-8", newline="")

    def take(self) -> str | None:
        line, size = self._waiting.popleft() if self._waiting else self._read()
        if not line:
            return None
        self.number += 1
        self.taken += size
        self._last.append((line, size))
        return line

    def _read(self) -> tuple[str, int]:
        line = self._text.readline(LONGEST_LINE)
        size = len(line) if line.isascii() else len(line.encode())
        if line.endswith("\r\n"):
            return line[:-2] + "\n", size
        return (line[:-1] + "\n" if line.endswith("\r") else line), size

    def give_back(self, count: int) -> None:
        """The last `count` lines, at most those of one record."""
        for _ in range(count):
            line, size = self._last.pop()
            self._waiting.appendleft((line, size))
            self.number -= 1
            self.taken -= size

    def close(self) -> None:
        """Leave the file to whoever opened it."""
        self._text.detach()


def rest_of_record(first: str, lines: Lines, cell: re.Pattern[str]) -> Sequence[str]:
    """The lines that follow inside the quotes that the first leaves open;
    none where they never close.
    """
    if first.count('"') % 2 == 0 or cells_of(first, "", cell) is not None:
        return []
    taken: list[str] = []
    length = len(first)
    while (
        len(taken) < MOST_LINES and length < LONGEST_RECORD and (line := lines.take()) is not None
    ):
        taken.append(line)
        length += len(line)
        if line.count('"') % 2:
            if cells_of(first + "".join(taken), "", cell) is not None:
                return taken
            break
    lines.give_back(len(taken))
    return []


def cell_pattern(separator: str) -> re.Pattern[str]:
    """A cell up to its border: quoted, or without a quote at its start,
    where others are just characters.

    What it has read inside quotes it never gives back, or a cell of megabytes would take gigabytes.
    """
    mark = re.escape(separator)
    quoted = r' *"([^"]*+(?:""[^"]*+)*+)" *'
    return re.compile(rf'(?:{quoted}|([^{mark}"\n][^{mark}\n]*|))(?=({mark})|\n?\Z)')


def cells_of(text: str, separator: str, cell: re.Pattern[str]) -> list[str] | None:
    """The cells of a record, or None where its quotes make no sense."""
    if separator and '"' not in text:
        return text.rstrip("\n").split(separator)
    cells: list[str] = []
    position = 0
    while found := cell.match(text, position):
        quoted, bare, more = found.groups()
        cells.append(quoted.replace('""', '"') if quoted is not None else bare)
        if more is None:
            return cells
        position = found.end() + 1
    return None
