"""IBGE's territorial division (DTB) as IBGE publishes it: a spreadsheet with the hierarchy of every
municipality, alone or in a ZIP with those of districts.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from config.ibge import check_digit_ok
from geo.errors import TerritoryError
from geo.register import HIERARCHY

OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
BOOK_PARTS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
BOOKS = (".xls", ".xlsx", ".ods")
LARGEST = 64 << 20  # bytes of a spreadsheet; IBGE's has three
MOST_TITLES = 40  # rows above the header
# What IBGE calls a column, in one year and another; a code is known by its check digit.
CODE = (
    "codigomunicipiocompleto", "codmunicipiocompleto", "codigodomunicipio", "cdgeocodi", "cdmun",
    "cdmunicipio", "codmun", "geocodigo", "codibge", "codigoibge",
)  # fmt: skip
NAME = ("nomemunicipio", "nomedomunicipio", "nomemun", "nmmun", "nmmunicipio", "nmmunicip")
# The columns of each division: its code, the digits that follow those of the UF, and its name.
DIVISIONS = {
    "rgint": (
        ("regiaogeograficaintermediaria", "codrgint", "cdrgint"),
        0,
        ("nomeregiaogeograficaintermediaria", "nomergint", "nmrgint"),
    ),
    "rgi": (
        ("regiaogeograficaimediata", "codrgi", "cdrgi"),
        0,
        ("nomeregiaogeograficaimediata", "nomergi", "nmrgi"),
    ),
    "meso": (
        ("mesorregiaogeografica", "codmeso", "cdmeso"),
        2,
        ("nomemesorregiao", "nomemeso", "nmmeso"),
    ),
    "micro": (
        ("microrregiaogeografica", "codmicro", "cdmicro"),
        3,
        ("nomemicrorregiao", "nomemicro", "nmmicro"),
    ),
}
Row = Sequence[Any]


def is_workbook(path: Path) -> bool:
    """Whether the file is a spreadsheet, or a ZIP of spreadsheets and no mesh."""
    with path.open("rb") as file:
        magic = file.read(4)
    if magic == OLE:
        return True
    if magic != ZIP:
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return False
    if any(part in names for part in BOOK_PARTS):
        return True
    return any(_is_book(name) for name in names) and not any(
        name.lower().endswith(".shp") for name in names
    )


def read_dtb(path: Path) -> pd.DataFrame:
    """[code, name, and the divisions that the sheet has], one row per municipality.

    Raises TerritoryError for a workbook that is not the DTB of municipalities.
    """
    for rows in _sheets(path):
        found = _table(rows)
        if found is not None:
            return found
    raise TerritoryError(
        f"Em “{path.name}” não encontrei a lista de municípios da DTB do IBGE: esperava uma aba com"
        " o código de 7 algarismos (“Código Município Completo”, “CD_MUN”, “CD_GEOCODI”) e o nome"
        " do município (“Nome_Município”, “NM_MUN”). Baixe a DTB de municípios."
    )


def _sheets(path: Path) -> Iterable[list[list[Any]]]:
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(_book_bytes(path)))
        for name in book.sheet_names:
            yield book.get_sheet_by_name(name).to_python()
    except TerritoryError:
        raise
    except Exception as error:  # what the library raises for a damaged file is of many kinds
        raise TerritoryError(
            f"Não consegui ler a planilha “{path.name}”; confira se foi baixada inteira."
        ) from error


def _book_bytes(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise TerritoryError(f"“{path.name}” é grande demais para a DTB do IBGE.")
    raw = path.read_bytes()
    if not raw.startswith(ZIP):
        return raw
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        infos = archive.infolist()
        if any(info.filename in BOOK_PARTS for info in infos):
            return raw
        books = [info for info in infos if _is_book(info.filename)]
        wanted = [info for info in books if "munic" in _plain(info.filename)] or books
        chosen = min(wanted, key=lambda info: (BOOKS.index(_ending(info.filename)), info.filename))
        if chosen.file_size > LARGEST:
            raise TerritoryError(f"“{path.name}” é grande demais para a DTB do IBGE.")
        return archive.read(chosen)


def _is_book(name: str) -> bool:
    return _ending(name) in BOOKS


def _ending(name: str) -> str:
    return Path(name).suffix.lower()


def _table(rows: list[list[Any]]) -> pd.DataFrame | None:
    for place, row in enumerate(rows[:MOST_TITLES]):
        names = [_plain(str(cell)) for cell in row]
        code, name = _place(names, CODE), _place(names, NAME)
        if code is not None and name is not None:
            found = _municipalities(rows[place + 1 :], names, code, name)
            if found is not None:
                return found
    return None


def _place(names: Sequence[str], known: Sequence[str]) -> int | None:
    return next((names.index(name) for name in known if name in names), None)


def _municipalities(
    rows: list[list[Any]], names: list[str], code: int, name: int
) -> pd.DataFrame | None:
    divisions = {
        prefix: (column, digits, called)
        for prefix, (codes, digits, titles) in DIVISIONS.items()
        for column, called in [(_place(names, codes), _place(names, titles))]
        if column is not None and called is not None
    }
    found = []
    for row in rows:
        text = _text(row[code])
        if not check_digit_ok(text):
            continue
        record = {"code": text, "name": _text(row[name])}
        for prefix, (column, digits, called) in divisions.items():
            number = _text(row[column])
            # Of some divisions the code is told within the UF: 02 for 3502.
            whole = f"{text[:2]}{number.zfill(digits)}" if len(number) <= digits else number
            record |= {f"{prefix}_code": whole, f"{prefix}_name": _text(row[called])}
        found.append(record)
    kept = [column for column in HIERARCHY if column.split("_")[0] in divisions]
    if not found:
        return None
    # The lists of districts have a row for each.
    frame = pd.DataFrame(found, columns=["code", "name", *kept], dtype=object)
    return frame.drop_duplicates("code", ignore_index=True)


def _text(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", text.lower())
