"""Which cells of an ODS are shown as percentages, which hold an error, as `#N/D` or `Err:502` (the
library that reads spreadsheets takes those for blanks), and how many rows are not shown.
"""

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, iterparse

from data_access.sources.readers.package import Cells, position

CONTENT = "content.xml"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
NOT_SHOWN = ("filter", "collapse")
LONGEST_ERROR = 40  # characters
MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14  # of a sheet


def ods_percents(path: Path) -> dict[str, Cells]:
    """By the name of each sheet; none where the file is no ODS. Its parts were looked at before."""
    with zipfile.ZipFile(path) as archive:
        if CONTENT not in archive.namelist():
            return {}
        with archive.open(CONTENT) as content:
            return _percents(content)


@dataclass
class _Sheets:
    """The sheets gone through so far, and where in the last of them the reading is."""

    found: dict[str, Cells] = field(default_factory=dict)
    cells: Cells = field(default_factory=Cells)
    row: int = 0
    column: int = 0
    shown: list[int] = field(default_factory=list)  # columns of the row
    wrong: dict[int, str] = field(default_factory=dict)  # errors of the row, by their columns
    filled: bool = False  # whether the row holds something

    def begin(self, item: Element) -> None:
        if item.tag == f"{TABLE}table":
            self.cells = self.found[item.get(f"{TABLE}name", "")] = Cells()
            self.row = 0
        elif item.tag == f"{TABLE}table-row":
            self.column, self.shown, self.wrong, self.filled = 0, [], {}, False

    def end(self, item: Element) -> None:
        if item.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            times = min(int(item.get(f"{TABLE}number-columns-repeated", "1")), MOST_COLUMNS)
            columns = range(self.column + 1, min(self.column + times, MOST_COLUMNS) + 1)
            if item.get(f"{OFFICE}value-type") == "percentage":
                self.shown += columns
            self.filled |= item.get(f"{OFFICE}value-type") is not None
            error = _error(item)
            if error:
                self.wrong.update(dict.fromkeys(columns, error))
            self.column += times
            item.clear()
        elif item.tag == f"{TABLE}table-row":
            times = min(int(item.get(f"{TABLE}number-rows-repeated", "1")), MOST_ROWS)
            if self.shown or self.wrong:
                for line in range(self.row + 1, self.row + times + 1):
                    self.cells.percents.extend(position(line, place) for place in self.shown)
                    self.cells.errors.update(
                        {(line, place): error for place, error in self.wrong.items()}
                    )
            if self.filled and item.get(f"{TABLE}visibility") in NOT_SHOWN:
                self.cells.hidden += times
            self.row += times
            item.clear()


def _error(item: Element) -> str | None:
    """What a formula shows instead of a value: it says that it has none, or that it is an error."""
    if item.get(f"{CALC}value-type") != "error" and (
        item.get(f"{TABLE}formula") is None or item.get(f"{OFFICE}string-value") != ""
    ):
        return None
    shown = "".join(item.itertext()).strip()
    return shown[:LONGEST_ERROR] or None


def _percents(content: IO[bytes]) -> dict[str, Cells]:
    sheets = _Sheets()
    for event, item in iterparse(content, events=("start", "end")):  # noqa: S314 - no DOCTYPE
        (sheets.begin if event == "start" else sheets.end)(item)
    return sheets.found
