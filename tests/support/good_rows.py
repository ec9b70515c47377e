"""Rows that keep the contract, with every column filled, and the files that hold them."""

import bz2
import csv
import gzip
import io
import zipfile
from collections.abc import Callable, Sequence

import pandas as pd

from data_access.contract.load import table_contract
from data_access.contract.model import Column, Table

PLACES = ["3550308", "3304557", "2201919"]
CELLS: dict[str, Callable[[Column, int], str]] = {
    "texto": lambda column, n: _text(column.model_dump()["values"] or [f"{column.name} {n}"], n),
    "nome": lambda column, n: f"{column.name} {n}",
    "categoria": lambda column, n: f"{column.name} {n}",
    "texto_livre": lambda _, n: f"Gostei, nota {n}",
    "lista": lambda _, n: f"a;b{n}",
    "inteiro": lambda column, n: str(int(column.minimum or 0) + n % 5),
    "decimal": lambda column, n: f"{int(column.minimum or 0) + n % 50},5",
    "data": lambda _, n: f"2025-{1 + n % 12:02d}-15",
    "data_hora": lambda _, n: f"15/{1 + n % 12:02d}/2025 10:30",
    "booleano": lambda _, n: ("sim", "não")[n % 2],
    "municipio": lambda _, n: PLACES[n % len(PLACES)],
    "uf": lambda _, n: ("SP", "RJ", "PI")[n % 3],
    "territorio": lambda _, n: PLACES[n % len(PLACES)],
    "competencia": lambda _, n: f"2025-{1 + n % 12:02d}",
    "identificador": lambda _, n: f"cliente {n}",
}


def _text(choices: Sequence[str], n: int) -> str:
    return choices[-1 - n % len(choices)]


def good_cell(column: Column, n: int) -> str:
    """The cell of row `n`; of the levels of a territory always the municipality."""
    return CELLS[column.type](column, 0 if column.name == "nivel" else n)


def good_rows(table: Table, count: int) -> list[list[str]]:
    """Rows with keys of their own, for up to twelve rows."""
    return [[good_cell(column, n) for column in table.columns] for n in range(count)]


def as_csv(header: Sequence[str], rows: Sequence[Sequence[str]], separator: str = ";") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerows([header, *rows])
    return text.getvalue().encode()


def as_parquet(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    frame = pd.DataFrame(rows, columns=list(header))
    for name in ("quantidade", "ano", "nota", "nps"):  # typed as data frames are
        if name in frame and frame[name].str.isdigit().all():
            frame[name] = pd.to_numeric(frame[name])
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    return buffer.getvalue()


def as_xlsx(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("dados")
        for place, row in enumerate([header, *rows]):
            sheet.write_row(place, 0, row)
    return buffer.getvalue()


def as_zip(content: bytes, name: str = "tabela.csv") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def good_files(name: str, rows: int = 4) -> dict[str, bytes]:
    """The same rows in every format, by the extension of the file."""
    table = table_contract(name)
    header, body = table.names, good_rows(table, rows)
    plain = as_csv(header, body)
    return {
        "csv": plain,
        "tsv": as_csv(header, body, "\t"),
        "parquet": as_parquet(header, body),
        "xlsx": as_xlsx(header, body),
        "zip": as_zip(plain),
        "csv.gz": gzip.compress(plain, mtime=0),
        "csv.bz2": bz2.compress(plain),
    }
