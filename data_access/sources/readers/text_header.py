"""The separator and the header of a text file."""

import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from data_access.sources.errors import ImportRefusedError
from data_access.sources.readers.headers import LOOKED_AT, TALLEST, Place, find_header
from data_access.sources.readers.records import (
    BOM,
    Header,
    Lines,
    cell_pattern,
    cells_of,
    rest_of_record,
)
from data_access.sources.values.text import MOST_COLUMNS, SEPARATORS

LONGEST_HEADER = 1 << 20  # bytes, with all that is above it
LONGEST_LINE = 10_000  # characters of one that are looked at for names
FEWEST = 2  # names of columns that make a line a header
LONGEST_NAME = 1000  # characters of a cell that may be the name of a column


def read_header(path: Path, recognised: Callable[[Sequence[str]], int], name: str) -> Header:
    """Below titles and blank lines; the separator yields the most columns `recognised`."""
    with path.open("rb") as file:
        text = file.read(LONGEST_HEADER).removeprefix(BOM)
    if not text.decode("utf-8", "ignore").strip():  # also of what Unicode alone calls blank
        raise ImportRefusedError(
            f"O arquivo “{name}” está em branco; esperava um cabeçalho e linhas."
        )
    found = [_find_text_header(text, separator, recognised) for separator in SEPARATORS]
    header, score, columns = max(found, key=lambda item: (item[1], item[2]))
    if not score:
        _refuse_another_separator(text, recognised, name, narrow=columns == 1)
    if columns > MOST_COLUMNS:
        raise ImportRefusedError(
            f"O arquivo “{name}” tem {columns} colunas; o limite é {MOST_COLUMNS}. "
            "Exporte só as colunas da tabela."
        )
    return header


def _refuse_another_separator(
    text: bytes, recognised: Callable[[Sequence[str]], int], name: str, *, narrow: bool
) -> None:
    """Raises ImportRefusedError where a line has names of columns, between marks that part none;
    between spaces, in a `narrow` file alone, or a title would do.
    """
    lines = text.decode("utf-8", "ignore").splitlines()[:LOOKED_AT]
    for line, written in enumerate((line.strip()[:LONGEST_LINE] for line in lines), 1):
        if recognised(re.findall(r"\w+", written)) < FEWEST:
            continue
        marks = Counter(re.findall(r"[^\w\s]", written.strip("\"'")))
        mark = marks.most_common(1)[0][0] if marks else ""
        if not mark and not narrow:
            continue
        if mark in SEPARATORS:
            how = f"entre aspas de ponta a ponta, com {SEPARATORS[mark]} dentro delas"
            do = "Tire as aspas das pontas de cada linha"
        else:
            between = f"“{mark}”, que aqui não separa" if mark else "espaços, que aqui não separam"
            how = f"separados por {between} colunas"
            do = f"Grave o arquivo com um destes entre as colunas: {', '.join(SEPARATORS.values())}"
        raise ImportRefusedError(
            f"Na linha {line} de “{name}” há nomes de colunas {how}. {do}, e importe de novo."
        )


def _find_text_header(
    text: bytes, separator: str, recognised: Callable[[Sequence[str]], int]
) -> tuple[Header, int, int]:
    """The header with this separator, how many of its names are known, and how many it has."""
    records = _first_records(text, separator)
    place = find_header([cells for _, cells, _ in records], recognised) or Place(0, 0, (), 0)
    columns = max(width for _, _, width in records[place.first : place.last + 1])
    return Header(separator, place.names, records[place.last][0]), place.score, columns


def _first_records(text: bytes, separator: str) -> list[tuple[int, list[str], int]]:
    """Each record that is not blank, with the line on which it ends and the cells that it has;
    one cut by the end of `text` is one too.

    What is beyond any header, in cells or in the characters of one, is not among them.
    """
    lines = Lines(io.BytesIO(text.decode("utf-8", "ignore").encode()))
    cell = cell_pattern(separator)
    records: list[tuple[int, list[str], int]] = []
    while len(records) < LOOKED_AT + TALLEST and (first := lines.take()) is not None:
        if first.strip():
            whole = first + "".join(rest_of_record(first, lines, cell))
            cells = cells_of(whole, separator, cell)
            if cells is None:
                cells = first.rstrip("\n").split(separator)
            few = cells[: MOST_COLUMNS + 1]
            records.append((lines.number, [name[:LONGEST_NAME] for name in few], len(cells)))
    return records
