"""A crosswalk declared by a data steward: read, checked whole, stored."""

import csv
import io
import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from config import clock
from config.errors import reason_of
from config.formatting import day, number, plural
from data_access.places.coding import WHOSE, System
from data_access.places.crosswalk import (
    CrosswalkError,
    Row,
    content,
    problems,
    refusal,
    stored_path,
)
from data_access.places.keys import key

CODE_COLUMN, IBGE_COLUMN = "codigo", "codigo_ibge"
LARGEST = 50_000_000  # bytes; the country has some 5,600 municipalities
SHOWN = 10  # municipalities without a code that are named
BLANKS = ("", "NA", "NAN", "NULL", "NONE")


@dataclass(frozen=True)
class Installed:
    """``without``: municipalities of the register for which the file has no code."""

    system: System
    pairs: int
    without: tuple[str, ...]

    def sentence(self) -> str:
        told = (
            f"De-para {WHOSE[self.system]} instalado:"
            f" {plural(self.pairs, 'município', 'municípios')}"
        )
        if self.without:
            shown = ", ".join(self.without[:SHOWN]) + (", …" if len(self.without) > SHOWN else "")
            told += f"; {plural(len(self.without), 'ficou', 'ficaram')} sem código ({shown})"
        return told + "."


def install_crosswalk(
    home: Path,
    system: System,
    file: Path,
    *,
    municipalities: Collection[str],
    code_column: str = CODE_COLUMN,
    ibge_column: str = IBGE_COLUMN,
) -> Installed:
    """Store the crosswalk of a CSV; it replaces the one there was.

    `municipalities` are the codes of the register. A row with a blank code says that there is none.
    Raises CrosswalkError with every problem at once; what was stored stays then.
    """
    rows = [row for row in _read(file, code_column, ibge_column) if row[1]]
    found = list(problems(system, rows, municipalities))
    if found:
        raise CrosswalkError(refusal(file.name, found))
    if not rows:
        raise CrosswalkError(f"O de-para “{file.name}” não tem nenhum código; nada mudou.")
    pairs = {code: ibge for _, code, ibge in rows}
    _store(
        stored_path(home, system),
        content(f"{file.name}, {day(clock.today())}", pairs, system),
    )
    return Installed(system, len(pairs), tuple(sorted(set(municipalities) - set(pairs.values()))))


def _read(file: Path, code_column: str, ibge_column: str) -> list[Row]:
    text = _text(file)
    header = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t|", key=header.count))
    names = [key(name) for name in next(reader, [])]
    positions = []
    for wanted in (code_column, ibge_column):
        there = names.count(key(wanted))
        if there != 1:
            raise CrosswalkError(
                f"Em “{file.name}” esperava uma coluna {wanted} e encontrei {there}; as colunas"
                f" são: {header.strip()[:300]}. Diga quais são com --code-column e --ibge-column."
            )
        positions.append(names.index(key(wanted)))
    return [
        (f"linha {number(reader.line_num)}", _cell(cells, positions[0]), _cell(cells, positions[1]))
        for cells in reader
        if any(cell.strip() for cell in cells)
    ]


def _cell(cells: list[str], position: int) -> str:
    text = cells[position].strip() if position < len(cells) else ""
    return "" if text.upper() in BLANKS else text


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST:
            raise CrosswalkError(f"“{file.name}” é grande demais para um de-para de municípios.")
        raw = file.read_bytes()
    except OSError as error:
        raise CrosswalkError(f"Não consegui ler “{file}”: {reason_of(error)}.") from error
    if b"\0" in raw:
        raise CrosswalkError(f"“{file.name}” não é um CSV; esperava uma linha por município.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _store(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}.tmp")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
