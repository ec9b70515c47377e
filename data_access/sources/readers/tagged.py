"""Cells of typed sources — spreadsheets, databases — as text with their type in front, until a
column shows its own.

A column of a spreadsheet may hold numbers, text and dates at once; only when all of it is known can
it be typed.
"""

import math
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from data_access.sources.examine import REPLACEMENT as LOST
from data_access.sources.readers.closer_look import SHOWN, TOO_LONG
from data_access.sources.readers.records import LONGEST_RECORD
from data_access.sources.readers.two_files import TwoFiles
from data_access.sources.values.mojibake import is_mojibake, mend

BATCH = 20_000  # rows that are written together, at most
BATCH_CELLS = 1_000_000  # cells of them
BATCH_TEXT = 32 << 20  # characters of them

NULLS, TWICE = "caracteres_nulos", "texto_gravado_duas_vezes"  # kinds of repair
TEXT, WHOLE, NUMBER, MOMENT, INSTANT, BOOLEAN = "t", "n", "f", "d", "i", "b"
PERCENT = "p"  # 20 for what a spreadsheet holds as 0.2 and shows as 20 %
EXACT = 10**15  # whole numbers that a DOUBLE of a spreadsheet still tells apart


def tag(value: Any) -> str | None:
    """``2024.0`` → ``n2024``, ``"x"`` → ``tx``; None for what is blank."""
    kind = type(value)
    if kind is str:
        return f"{TEXT}{value}" if value else None
    if kind is float:
        return _float(value)
    if kind is int:
        return f"{WHOLE}{value}"
    return None if value is None else _rare(value)


def _float(value: float) -> str | None:
    if math.isnan(value):  # what databases and data frames call no value
        return None
    return (
        f"{WHOLE}{int(value)}"
        if value.is_integer() and abs(value) < EXACT
        else f"{NUMBER}{value!r}"
    )


def _rare(value: Any) -> str | None:
    match value:
        case bool():
            return f"{BOOLEAN}{int(value)}"
        case datetime():
            return f"{MOMENT if value.tzinfo is None else INSTANT}{value.isoformat(sep=' ')}"
        case date():
            return f"{MOMENT}{value.isoformat()}"
        case Decimal():
            return _decimal(value)
        case _:
            return tag(_as_text(value))


def _as_text(value: Any) -> str:
    """Times, durations, identifiers as they write themselves; lists and bytes as text."""
    if isinstance(value, list | tuple | set):
        return ";".join(str(item) for item in value)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def _decimal(value: Decimal) -> str | None:
    if value.is_nan():
        return None
    whole = value == value.to_integral_value() and value.adjusted() < 18
    return f"{WHOLE}{int(value)}" if whole else f"{NUMBER}{value}"


def untagged_text(cell: str | None) -> str:
    if cell is None:
        return ""
    return f"{cell[1:]}%" if cell.startswith(PERCENT) else cell[1:]


class TaggedTable(TwoFiles):
    """Rows of tagged cells, and those too long to be one.

    ``nulls`` counts rows with NUL characters, which no database keeps: they are replaced by U+FFFD.
    ``twice`` counts those with text that had been encoded twice, which is taken back.
    """

    def __init__(self, file: Path, columns: Sequence[str]) -> None:
        super().__init__(file, file.with_suffix(".csv"), columns)
        self.columns = tuple(columns)
        self.rows = self.nulls = self.twice = 0
        self._text = 0
        self._most = max(1, min(BATCH, BATCH_CELLS // max(len(columns), 1)))

    def add(self, line: int, cells: Sequence[str | None]) -> None:
        """A row whose cells are all blank is none."""
        text = sum(len(cell) for cell in cells if cell)
        if text > LONGEST_RECORD:
            shown = ";".join((cell or "")[1 : SHOWN + 1] for cell in cells)[:SHOWN]
            self._reject(line, TOO_LONG, shown.replace("\0", LOST))
        elif text:
            self._add(line, cells, text)

    def _add(self, line: int, cells: Sequence[str | None], text: int) -> None:
        if any("\0" in cell for cell in cells if cell):
            cells = [cell and cell.replace("\0", LOST) for cell in cells]
            self.nulls += 1
        if any(is_mojibake(cell) for cell in cells if cell):
            cells = [cell and mend(cell) for cell in cells]
            self.twice += 1
        self._batch.append((line, *cells))
        self.rows += 1
        self._text += text
        if len(self._batch) >= self._most or self._text > BATCH_TEXT:
            self._write()

    def _write(self) -> None:
        super()._write()
        self._text = 0
