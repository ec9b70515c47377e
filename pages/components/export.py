"""Tables that leave the dashboard: CSV and XLSX with the scope and the provenance,
safe to open in a spreadsheet.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from math import isnan

import pandas as pd

from data_access.base.safe_export import DELIMITER, neutralise
from indicators.measure import METHODS, REASONS
from pages.components.interval_words import UNCERTAINTY

# What programs are given as a code, people read in words: why a cell is empty must not need a
# manual.
WORDS: dict[str, dict[str, str]] = {
    "status": {status.value: reason for status, reason in REASONS.items()},
    "method": {code: UNCERTAINTY[kind] for kind, code in METHODS.items()},
}


@dataclass(frozen=True)
class Export:
    """A table to take away: `columns` maps names to headings; `notes` say what it is."""

    name: str
    frame: pd.DataFrame
    columns: dict[str, str]
    notes: tuple[str, ...]

    @property
    def table(self) -> pd.DataFrame:
        told = self.frame[list(self.columns)]
        coded = {
            name: told[name].map(lambda code, w=words: w.get(code, code))
            for name, words in WORDS.items()
            if name in told
        }
        return told.assign(**coded).rename(columns=self.columns)


def to_csv(export: Export) -> bytes:
    """UTF-8 with a mark, semicolons and decimal commas; notes are the first lines, after ``#``."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=DELIMITER, lineterminator="\r\n")
    for note in export.notes:
        text.write(f"# {_one_line(note)}\r\n")
    writer.writerow(neutralise(name) for name in export.table.columns)
    for row in export.table.itertuples(index=False):
        writer.writerow(_text(value) for value in row)
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(export: Export) -> bytes:
    """A workbook with the table and a second sheet that says what it is and where it came from."""
    import xlsxwriter

    buffer = BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("Dados")
        sheet.write_row(0, 0, list(export.table.columns), bold)
        sheet.freeze_panes(1, 0)
        for i, row in enumerate(export.table.itertuples(index=False), start=1):
            for j, value in enumerate(row):
                if not _is_missing(value):
                    sheet.write(i, j, neutralise(_plain(value)))
        sheet.autofit()
        about = book.add_worksheet("Sobre")
        for i, note in enumerate(export.notes):
            about.write(i, 0, neutralise(note))
    return buffer.getvalue()


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and isnan(value))


def _plain(value: object) -> object:
    """Numbers of NumPy as Python's; yes and no in Portuguese; what is no number as text."""
    item = value.item() if hasattr(value, "item") else value
    if isinstance(item, bool):
        return "sim" if item else "não"
    return item if isinstance(item, int | float) else str(item)


def _text(value: object) -> str:
    """A cell of the CSV: empty where there is no value, decimal comma in numbers."""
    if _is_missing(value):
        return ""
    plain = _plain(value)
    if isinstance(plain, float):
        return f"{int(plain)}" if plain.is_integer() else f"{plain:.10g}".replace(".", ",")
    return str(neutralise(plain))


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
