"""A text file gone through once: its regular stretches are for DuckDB to read,
the rest has had a closer look.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from data_access.sources.errors import ImportRefusedError
from data_access.sources.readers.closer_look import CloserLook
from data_access.sources.readers.notes import MOST_NOTES, first_note
from data_access.sources.readers.records import (
    BOM,
    LONGEST_LINE,
    LONGEST_RECORD,
    Header,
    Lines,
    cell_pattern,
    cells_of,
)
from data_access.sources.readers.regular import regular_lines
from data_access.sources.step import Step

PIECE = 16 << 20
GRAIN = 64 << 10  # how closely the end of a regular stretch is looked for
FIRST_LOOK = 256 << 10  # bytes of the first closer look; each is twice as long as the one before
MOST_STRETCHES = 16  # beyond it the rest of the file gets the closer look


@dataclass(frozen=True)
class Stretch:
    """Bytes of regular lines, from ``start`` to ``end``; the first is ``line`` of the file."""

    start: int
    end: int
    line: int
    records: int


class Survey:
    """``stretches``: the regular parts of what is below the header, in order;
    the closer look takes the others.
    """

    def __init__(self, path: Path, name: str, header: Header, look: CloserLook) -> None:
        self.path, self.name, self.header, self.look = path, name, header, look
        self.size = path.stat().st_size
        self.stretches: list[Stretch] = []
        self._again = b""  # the line of the header, as it may come again
        self.line_end = b""
        self._patience = FIRST_LOOK

    def go(self, step: Step) -> None:
        with self.path.open("rb") as file:
            place, line = self._below_header(file)
            while place < self.size:
                piece = self._piece(file, place, line)
                length, records = self._regular_part(piece, last=place + len(piece) == self.size)
                if records:
                    self._add(Stretch(place, place + length, line, records))
                    place, line = place + length, line + records
                if length < len(piece):
                    place, line = self._look(file, place, line)
                step.at(place / self.size)

    def look_at_all(self, step: Step) -> None:
        """The closer look at the whole file."""
        with self.path.open("rb") as file:
            place, line = self._below_header(file)
            while place < self.size:
                place, line = self._look(file, place, line, PIECE)
                step.at(place / self.size)

    def _below_header(self, file: BinaryIO) -> tuple[int, int]:
        """Where the first record begins, and on which line."""
        start = len(BOM) if file.read(len(BOM)) == BOM else 0
        file.seek(start)
        lines = Lines(file)
        for _ in range(self.header.lines):
            lines.take()
        lines.close()
        if self.header.lines == 1:
            file.seek(start)
            self._again = file.read(lines.taken)
            self.line_end = b"\r\n" if self._again.endswith(b"\r\n") else b"\n"
        return start + lines.taken, self.header.lines + 1

    def _piece(self, file: BinaryIO, place: int, line: int) -> bytes:
        """Whole lines from `place` on; at the end of the file all that is left."""
        file.seek(place)
        piece = file.read(PIECE)
        while place + len(piece) < self.size:
            cut = piece.rfind(b"\n") + 1
            if cut:
                return piece[:cut]
            if len(piece) > LONGEST_LINE:
                break
            piece += file.read(PIECE)
        if len(piece) > LONGEST_LINE and b"\n" not in piece[:LONGEST_LINE]:
            raise ImportRefusedError(
                f"A linha {line} de “{self.name}” passa de {LONGEST_LINE >> 20} MB: o arquivo não"
                " parece uma tabela. Confira se há uma linha por registro."
            )
        return piece

    def _regular_part(self, piece: bytes, *, last: bool) -> tuple[int, int]:
        """The length of the regular lines with which a piece begins, and how many they are."""
        if len(self.stretches) == MOST_STRETCHES:
            return 0, 0
        end = min(
            len(piece), self._repeated_header(piece), self._notes(piece) if last else len(piece)
        )
        found = self._count(piece[:end]) if end else 0
        if found is not None:
            return end, found
        start = count = 0
        while (
            end - start > GRAIN
            and (cut := piece.rfind(b"\n", start, (start + end) // 2) + 1) > start
        ):
            found = self._count(piece[start:cut])
            if found is None:
                end = cut
            else:
                start, count = cut, count + found
        return start, count

    def _count(self, part: bytes) -> int | None:
        """Lines of a part, where they are regular and end as all others do."""
        ended = part if part.endswith(b"\n") else part + (self.line_end or b"\n")
        found = regular_lines(ended, self.header.separator, len(self.header.names))
        line_end = b"\r\n" if ended.endswith(b"\r\n") else b"\n"
        if found is None or line_end != (self.line_end or line_end):
            return None
        self.line_end = line_end
        return found

    def _repeated_header(self, piece: bytes) -> int:
        """Where the header comes again; the length of the piece where it does not."""
        if not self._again:
            return len(piece)
        if piece.startswith(self._again):
            return 0
        found = piece.find(b"\n" + self._again)
        return len(piece) if found < 0 else found + 1

    def _notes(self, piece: bytes) -> int:
        """Where the notes below the table begin."""
        start = len(piece)
        for _ in range(MOST_NOTES):
            start = piece.rfind(b"\n", 0, max(start - 1, 0)) + 1
            if start == 0:
                break
        cell = cell_pattern(self.header.separator)
        lines = re.findall(r"[^\n]*\n|[^\n]+\Z", piece[start:].decode("utf-8", "replace"))
        rows = [
            cells_of(line.rstrip("\r\n"), self.header.separator, cell) or []
            if len(line) <= LONGEST_RECORD
            else [line]
            for line in lines
        ]
        first = first_note(rows, len(self.header.names))
        return len(piece) - sum(len(line.encode()) for line in lines[first:])

    def _add(self, stretch: Stretch) -> None:
        if self.stretches and self.stretches[-1].end == stretch.start:
            before = self.stretches.pop()
            stretch = Stretch(
                before.start, stretch.end, before.line, before.records + stretch.records
            )
        self.stretches.append(stretch)

    def _look(
        self, file: BinaryIO, place: int, line: int, until: int | None = None
    ) -> tuple[int, int]:
        if until is None:
            until = PIECE if len(self.stretches) == MOST_STRETCHES else self._patience
            self._patience *= 2
        file.seek(place)
        lines = Lines(file, line - 1)
        self.look.read(lines, until)
        lines.close()
        return place + lines.taken, lines.number + 1
