"""The closer look at irregular text: record by record into Parquet, each with its line.

What cannot be a record — another number of cells, quotes that do not close — goes to a second file
with its line and the reason. A line is never swallowed by the broken quotes of another: where the
quotes of a line lead nowhere, that line alone is set aside and reading goes on with the next.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from data_access.sources.readers.notes import (
    BLANK_ROWS,
    HEADER_AGAIN,
    MOST_NOTES,
    NOTES,
    goes_on,
    opens_note,
)
from data_access.sources.readers.records import (
    LONGEST_RECORD,
    Header,
    Lines,
    cell_pattern,
    cells_of,
    rest_of_record,
)
from data_access.sources.readers.rulers import RULERS, TOLD, is_ruler
from data_access.sources.readers.two_files import TwoFiles

SHOWN = 500  # characters of a broken line that the rejection file keeps
TOO_MANY, TOO_FEW, BAD_QUOTES, TOO_LONG = (
    "colunas_a_mais",
    "colunas_a_menos",
    "aspas_invalidas",
    "registro_longo",
)
SHORT = LONGEST_RECORD // 4  # characters that are no more bytes than a record may have
BATCH = 50_000  # records that are written together


@dataclass(frozen=True)
class Record:
    """``rule`` is what it breaks, where it is none."""

    line: int
    cells: list[str]
    rule: str | None
    text: str


class CloserLook(TwoFiles):
    """The chosen cells of each record, and what cannot be one.

    ``left_out`` counts what is no data of the table: notes below it, its header again, rows without
    any content, rulers, with the first ``ruler_lines``.
    """

    def __init__(self, header: Header, chosen: Mapping[str, int], folder: Path) -> None:
        super().__init__(folder / "looked.parquet", folder / "broken.csv", chosen)
        self.header, self.chosen = header, tuple(chosen.values())
        self.records = 0
        self.left_out: Counter[str] = Counter()
        self.ruler_lines: list[int] = []
        self.notes_from: int | None = None  # the line of the first note
        self._cell = cell_pattern(header.separator)
        self._names = [name.strip() for name in header.names]
        self._doubtful: list[Record] = []  # notes, if nothing but notes follows

    def read(self, lines: Lines, until: int | None) -> None:
        """Take lines until `until` bytes of them are taken,
        the record is whole and none is in doubt; or to the end.
        """
        for record in self._records(lines):
            self._judge(record)
            if until is not None and lines.taken >= until and not self._doubtful:
                return
        for record in self._doubtful:
            self.left_out[BLANK_ROWS if self._is_blank(record) else NOTES] += 1
        self.notes_from = self._doubtful[0].line if self._doubtful else self.notes_from
        self._doubtful.clear()

    def _judge(self, record: Record) -> None:
        columns = len(self._names)
        if self._doubtful:
            if len(self._doubtful) < MOST_NOTES and goes_on(record.cells, columns):
                self._doubtful.append(record)
                return
            doubtful, self._doubtful = self._doubtful, []
            for earlier in doubtful:
                self._keep(earlier)
        if opens_note(record.cells, columns):
            self._doubtful.append(record)
        else:
            self._keep(record)

    def _keep(self, record: Record) -> None:
        written = [cell.strip() for cell in record.cells]
        if self._is_blank(record):
            self.left_out[BLANK_ROWS] += 1
        elif written == self._names:
            self.left_out[HEADER_AGAIN] += 1
        elif is_ruler(written):
            self.left_out[RULERS] += 1
            self.ruler_lines += [record.line] if len(self.ruler_lines) < TOLD else []
        elif record.rule is None:
            self._batch.append([record.line, *[record.cells[position] for position in self.chosen]])
            self.records += 1
        else:
            self._reject(record.line, record.rule, record.text[:SHOWN].rstrip("\n"))
        if len(self._batch) == BATCH:
            self._write()

    def _is_blank(self, record: Record) -> bool:
        """Nothing but separators, as below tables that spreadsheets export."""
        return not record.text.strip(f"{self.header.separator}\n")

    def _records(self, lines: Lines) -> Iterator[Record]:
        separators = len(self._names) - 1
        separator = self.header.separator
        while (first := lines.take()) is not None:
            if not first.strip():
                continue
            number = lines.number
            if len(first) > LONGEST_RECORD:  # no record, whatever its cells are
                yield Record(number, [], TOO_LONG, first)
                continue
            if '"' not in first and first.count(separator) == separators and len(first) < SHORT:
                yield Record(number, first.rstrip("\n").split(separator), None, first)
                continue
            others = rest_of_record(first, lines, self._cell)
            text = first + "".join(others)
            cells = cells_of(text, separator, self._cell)
            rule = self._broken(cells, text)
            if rule and others:
                # Several lines that make no record: only the first is known to be at fault.
                lines.give_back(len(others))
                text, rule = first, BAD_QUOTES
            yield Record(number, self._padded(cells or []), rule, text)

    def _padded(self, cells: list[str]) -> list[str]:
        return (
            cells + [""] * (len(self._names) - len(cells))
            if len(cells) >= self.header.width
            else cells
        )

    def _broken(self, cells: list[str] | None, text: str) -> str | None:
        """The rule that a record breaks. Empty cells beyond the last column are lost by nobody, and
        allowed; one that holds a line break has swallowed a line.
        """
        if len(text.encode()) > LONGEST_RECORD:
            return TOO_LONG
        if cells is None:
            return BAD_QUOTES
        if len(cells) < self.header.width:
            return TOO_FEW
        beyond = cells[len(self._names) :]
        return TOO_MANY if any(cell.strip() or "\n" in cell for cell in beyond) else None
