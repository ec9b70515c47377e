"""Tables that leave the dashboard: CSV and XLSX with the scope and the provenance,
safe to open in a spreadsheet.
"""

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from math import isnan
from typing import Any

import pandas as pd

from config.formatting import brasilia
from data_access.base.safe_export import DELIMITER, neutralise
from indicators.measure import METHODS, REASONS
from pages.components.export_columns import Kind, scaled
from pages.components.interval_words import UNCERTAINTY

# What programs are given as a code, people read in words: why a cell is empty must not need a
# manual.
WORDS: dict[str, dict[str, str]] = {
    "status": {status.value: reason for status, reason in REASONS.items()},
    "method": {code: UNCERTAINTY[kind] for kind, code in METHODS.items()},
}


# How a spreadsheet shows a cell of each kind; it writes months and separators in its language.
FORMATS: Mapping[Kind, str] = {
    "%": "0.0%",
    "pontos": "0.0",
    "por mil": "0.00",
    "minutos": "#,##0.0",
    "p.p.": "0.0",
    "nota": "0.0",
    "razão": "0.00",
    "contagem": "#,##0",
    "ano": "0",
}
WHOLE, DECIMAL, MONTH, DAY, MOMENT = (
    "#,##0",
    "#,##0.0###",
    "mmm/yyyy",
    "dd/mm/yyyy",
    "dd/mm/yyyy hh:mm",
)
MONTH_TEXT = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
DAY_TEXT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WIDE = 100  # characters of a line of the sheet that tells of the table


@dataclass(frozen=True)
class Export:
    """A table to take away: `columns` maps names to headings; `units` tells, of those columns of
    which it is known, the unit of all rows or of each; `notes` say what it is. `made` is when its
    edition was: the same table is the same file, whenever it is taken. None for what has none.
    """

    name: str
    frame: pd.DataFrame
    columns: dict[str, str]
    notes: tuple[str, ...]
    units: Mapping[str, Kind | Sequence[Kind]] = field(default_factory=dict)
    made: datetime | None = None

    @property
    def table(self) -> pd.DataFrame:
        told = self.frame[list(self.columns)]
        coded = {
            name: told[name].map(lambda code, w=words: w.get(code, code))
            for name, words in WORDS.items()
            if name in told
        }
        return told.assign(**coded).rename(columns=self.columns)

    @property
    def kinds(self) -> list[Sequence[Kind]]:
        """The kind of each cell, column by column."""
        count = len(self.frame)
        units = [self.units.get(name, "") for name in self.columns]
        return [[unit] * count if isinstance(unit, str) else unit for unit in units]


def to_csv(export: Export) -> bytes:
    """UTF-8 with a mark, semicolons and decimal commas; notes are the first lines, after ``#``.
    A percentage is written as one (``18,4%``), which spreadsheets and imports read for what it is.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=DELIMITER, lineterminator="\r\n")
    for note in export.notes:
        text.write(f"# {_one_line(note)}\r\n")
    writer.writerow(neutralise(name) for name in export.table.columns)
    kinds = zip(*export.kinds, strict=True)
    for row, row_kinds in zip(export.table.itertuples(index=False), kinds, strict=True):
        writer.writerow(_text(value, kind) for value, kind in zip(row, row_kinds, strict=True))
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(export: Export) -> bytes:
    """A workbook with the table, whose percentages and dates are such, and a second sheet that says
    what it is and where it came from.
    """
    import xlsxwriter

    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        if export.made is not None:
            book.set_properties({"created": export.made.astimezone(UTC)})
        sheet = book.add_worksheet("Dados")
        _write_table(sheet, export, _cell_formats(book))
        sheet.autofit()
        about = book.add_worksheet("Sobre")
        about.set_column(0, 0, WIDE)
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for i, note in enumerate(export.notes):
            about.write_string(i, 0, note, wrapped if i else book.add_format({"bold": True}))
    return buffer.getvalue()


def _write_table(sheet: Any, export: Export, formats: Callable[..., Any]) -> None:
    """Headings that stay in sight and can be filtered, then the rows in the order of the page."""
    headings = list(export.table.columns)
    for j, heading in enumerate(headings):
        sheet.write_string(0, j, heading, formats(bold=True))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(export.frame), 1), len(headings) - 1)
    for j, (heading, kinds) in enumerate(zip(headings, export.kinds, strict=True)):
        for i, (value, kind) in enumerate(zip(export.table[heading], kinds, strict=True), start=1):
            if not _is_missing(value):
                _write_cell(sheet, (i, j), _plain(value), kind, formats)


def _write_cell(
    sheet: Any, place: tuple[int, int], value: object, kind: Kind, formats: Callable[..., Any]
) -> None:
    """Text is written as text, which no spreadsheet runs; where one might, once somebody edits it,
    the cell is marked as text, and nothing is put in front of it.
    """
    day = _day_of(value, kind)
    if day is not None:
        shown = MONTH if kind == "mês" else MOMENT if isinstance(day, datetime) else DAY
        sheet.write_datetime(*place, day, formats(num_format=shown))
    elif isinstance(value, str):
        dangerous = neutralise(value) != value
        sheet.write_string(*place, value, formats(quote_prefix=True) if dangerous else None)
    else:
        number = float(str(value))
        plain = WHOLE if number.is_integer() else DECIMAL
        cell = number if kind == "%" else scaled(number, kind)
        sheet.write_number(*place, cell, formats(num_format=FORMATS.get(kind, plain)))


def _cell_formats(book: Any) -> Callable[..., Any]:
    """The format of a workbook with these properties: the same is made once."""
    made: dict[tuple[tuple[str, object], ...], Any] = {}

    def find(**properties: object) -> Any:
        key = tuple(properties.items())
        if key not in made:
            made[key] = book.add_format(properties)
        return made[key]

    return find


def _day_of(value: object, kind: Kind) -> date | None:
    """What a spreadsheet keeps as a date: a day, a moment (by the clock of Brasília) or a
    month, by its first day.
    """
    if isinstance(value, datetime):
        return brasilia(value).replace(tzinfo=None)
    if isinstance(value, date):
        return value
    if kind == "mês" and isinstance(value, str) and MONTH_TEXT.fullmatch(value):
        return date.fromisoformat(f"{value}-01")
    if isinstance(value, str) and DAY_TEXT.fullmatch(value):
        with suppress(ValueError):  # there is no such day
            return date.fromisoformat(value)
    return None


def _is_missing(value: object) -> bool:
    nothing = value is None or value is pd.NA or value is pd.NaT
    return nothing or (isinstance(value, float) and isnan(value))


def _plain(value: object) -> object:
    """Numbers of NumPy as Python's; yes and no in Portuguese; what is no number or day as text."""
    item = value.item() if hasattr(value, "item") else value
    if isinstance(item, pd.Timestamp):  # a moment of pandas knows no clock of this machine
        item = item.to_pydatetime(warn=False)
    if isinstance(item, bool):
        return "sim" if item else "não"
    return item if isinstance(item, int | float | date) else str(item)


def _text(value: object, kind: Kind) -> str:
    """A cell of the CSV: empty where there is no value, decimal comma in numbers."""
    if _is_missing(value):
        return ""
    plain = _plain(value)
    if isinstance(plain, datetime):
        return f"{_day_of(plain, kind):%Y-%m-%d %H:%M}"
    if not isinstance(plain, int | float):
        return str(neutralise(str(plain)))
    number = float(plain if kind == "" else f"{scaled(plain, kind):.10g}")
    text = f"{int(number)}" if number.is_integer() else f"{number:.10g}".replace(".", ",")
    return f"{text}%" if kind == "%" else text


def _one_line(text: str) -> str:
    """Of one cell too: what follows a separator might be taken for a formula."""
    return " ".join(text.split()).replace(DELIMITER, ",")


def file_name(parts: Sequence[str]) -> str:
    """A file name of ASCII letters, digits and hyphens."""
    import unicodedata

    text = (
        unicodedata.normalize("NFKD", " ".join(parts).lower().replace("–", " a "))
        .encode("ascii", "ignore")
        .decode()
    )
    return "-".join("".join(c if c.isalnum() else " " for c in text).split())
