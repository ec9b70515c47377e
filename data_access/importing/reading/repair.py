"""The closer look at an irregular text file: record by record into Parquet, each with its line.

What cannot be a record — another number of cells, quotes that do not close — goes to a second file with its line
and the reason. A line is never swallowed by the broken quotes of another: where the quotes of a line lead nowhere,
that line alone is set aside and reading goes on with the next.
"""

import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from data_access.importing.reading.regular import LONGEST_RECORD
from data_access.importing.source import LINE
from data_access.importing.text import Header
from data_access.importing.workspace import Step

MOST_LINES = 200  # of one record
SHOWN = 500  # characters of a broken line that the rejection file keeps
TOO_MANY, TOO_FEW, BAD_QUOTES, TOO_LONG = "colunas_a_mais", "colunas_a_menos", "aspas_invalidas", "registro_longo"
SHORT = LONGEST_RECORD // 4  # characters that are no more bytes than a record may have
BATCH = 50_000  # records that are written together


@dataclass(frozen=True)
class Repaired:
    """``good``: Parquet with the line and the chosen cells of each record. ``broken``: CSV of line, rule, text."""

    good: Path
    broken: Path
    records: int
    rejected: int


@dataclass
class _Lines:
    """The physical lines of a file with their numbers, and the possibility of giving some back."""

    file: TextIO
    number: int = 0
    waiting: deque[str] = field(default_factory=deque)

    def take(self) -> str | None:
        line = self.waiting.popleft() if self.waiting else self.file.readline()
        if not line:
            return None
        self.number += 1
        return line

    def give_back(self, lines: Sequence[str]) -> None:
        self.waiting.extendleft(reversed(lines))
        self.number -= len(lines)


def repair(path: Path, header: Header, chosen: Mapping[str, int], folder: Path, step: Step) -> Repaired:
    """Write the cells at the positions that `chosen` gives by name, and the broken records apart."""
    good, broken = folder / "raw.parquet", folder / "broken.csv"
    schema = pa.schema([(LINE, pa.int64()), *((name, pa.string()) for name in chosen)])
    records = rejected = 0
    size = path.stat().st_size
    batch: list[list[str | int]] = []
    with (
        path.open("rb") as raw,
        io.TextIOWrapper(raw, encoding="utf-8-sig", newline=None) as original,
        pq.ParquetWriter(good, schema, compression="snappy") as writer,
        broken.open("w", encoding="utf-8", newline="") as bad,
    ):
        set_aside = csv.writer(bad)
        for line, cells, rule, text in _records(_Lines(original), header):
            if rule is None:
                batch.append([line, *[cells[position] for position in chosen.values()]])
                records += 1
            else:
                set_aside.writerow([line, rule, text[:SHOWN].rstrip("\n")])
                rejected += 1
            if len(batch) == BATCH:
                _write(writer, batch, schema)
                step.at(raw.tell() / size)
        _write(writer, batch, schema)
    return Repaired(good, broken, records, rejected)


def _write(writer: pq.ParquetWriter, batch: list[list[str | int]], schema: pa.Schema) -> None:
    """Write and empty the batch."""
    if batch:
        columns = [pa.array(values, kind) for values, kind in zip(zip(*batch, strict=True), schema.types, strict=True)]
        writer.write_table(pa.table(columns, schema=schema))
        batch.clear()


def _records(lines: _Lines, header: Header) -> Iterator[tuple[int, list[str], str | None, str]]:
    """(line, cells, None, text) of each record; (line, [], rule, text) of each that is broken."""
    cell = _cell_pattern(header.separator)
    others_than_first = len(header.names) - 1
    for _ in range(header.lines):
        lines.take()
    while (first := lines.take()) is not None:
        if not first.strip():
            continue
        number = lines.number
        if '"' not in first and first.count(header.separator) == others_than_first and len(first) < SHORT:
            yield number, first.rstrip("\n").split(header.separator), None, first
            continue
        others = _rest_of_record(first, lines, cell)
        text = first + "".join(others)
        cells = _cells(text, header.separator, cell)
        rule = _broken(cells, text, len(header.names))
        if rule and others:
            # Several lines that make no record: only the first is known to be at fault.
            lines.give_back(others)
            text, rule = first, BAD_QUOTES
        yield number, cells or [], rule, text


def _rest_of_record(first: str, lines: _Lines, cell: re.Pattern[str]) -> list[str]:
    """The lines that follow inside the quotes that the first leaves open; none where they never close."""
    if first.count('"') % 2 == 0 or _cells(first, "", cell) is not None:
        return []
    taken: list[str] = []
    length = len(first)
    while len(taken) < MOST_LINES and length < LONGEST_RECORD and (line := lines.take()) is not None:
        taken.append(line)
        length += len(line)
        if line.count('"') % 2:
            if _cells(first + "".join(taken), "", cell) is not None:
                return taken
            break
    lines.give_back(taken)
    return []


def _cell_pattern(separator: str) -> re.Pattern[str]:
    """A cell up to its border: quoted, or without a quote at its start, where others are just characters."""
    mark = re.escape(separator)
    return re.compile(rf'(?:"((?:[^"]|"")*)"|([^{mark}"\n][^{mark}\n]*|))(?=({mark})|\n?\Z)')


def _cells(text: str, separator: str, cell: re.Pattern[str]) -> list[str] | None:
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


def _broken(cells: list[str] | None, text: str, expected: int) -> str | None:
    """The rule that a record breaks. Empty cells beyond the last column are lost by nobody, and allowed."""
    if len(text.encode()) > LONGEST_RECORD:
        return TOO_LONG
    if cells is None:
        return BAD_QUOTES
    if len(cells) < expected:
        return TOO_FEW
    return TOO_MANY if any(cell.strip() for cell in cells[expected:]) else None
