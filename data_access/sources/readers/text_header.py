"""The separator and the header of a text file."""

import io
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


def read_header(path: Path, recognised: Callable[[Sequence[str]], int], name: str) -> Header:
    """Below titles and blank lines; the separator yields the most columns `recognised`."""
    with path.open("rb") as file:
        text = file.read(LONGEST_HEADER).removeprefix(BOM)
    if not text.strip():
        raise ImportRefusedError(
            f"O arquivo “{name}” está em branco; esperava um cabeçalho e linhas."
        )
    found = [_find_text_header(text, separator, recognised) for separator in SEPARATORS]
    header, _ = max(found, key=lambda item: (item[1], len(item[0].names)))
    if len(header.names) > MOST_COLUMNS:
        raise ImportRefusedError(
            f"O arquivo “{name}” tem {len(header.names)} colunas; o limite é {MOST_COLUMNS}. "
            "Exporte só as colunas da tabela."
        )
    return header


def _find_text_header(
    text: bytes, separator: str, recognised: Callable[[Sequence[str]], int]
) -> tuple[Header, int]:
    """The header with this separator, and how many of its names are known."""
    records = _first_records(text, separator)
    place = find_header([cells for _, cells in records], recognised) or Place(0, 0, (), 0)
    return Header(separator, place.names, records[place.last][0]), place.score


def _first_records(text: bytes, separator: str) -> list[tuple[int, list[str]]]:
    """Each record that is not blank, with the line on which it ends;
    one cut by the end of `text` is one too.
    """
    lines = Lines(io.BytesIO(text.decode("utf-8", "ignore").encode()))
    cell = cell_pattern(separator)
    records: list[tuple[int, list[str]]] = []
    while len(records) < LOOKED_AT + TALLEST and (first := lines.take()) is not None:
        if first.strip():
            whole = first + "".join(rest_of_record(first, lines, cell))
            cells = cells_of(whole, separator, cell)
            records.append(
                (lines.number, first.rstrip("\n").split(separator) if cells is None else cells)
            )
    return records
