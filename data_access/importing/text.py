"""Text sources: to UTF-8, the separator, and the header."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from data_access.importing.examine import (
    CHUNK,
    DAMAGED_UTF8,
    UTF8,
    UTF8_BOM,
    UTF16,
    WINDOWS,
    Examined,
)
from data_access.importing.report import ImportRefusedError
from data_access.importing.workspace import Step

CODECS = {
    UTF8: "utf-8",
    UTF8_BOM: "utf-8-sig",
    DAMAGED_UTF8: "utf-8",
    UTF16: "utf-16",
    "UTF-16 LE": "utf-16-le",
    "UTF-16 BE": "utf-16-be",
    WINDOWS: "windows-1252",
}
SEPARATORS = {";": "ponto e vírgula (;)", ",": "vírgula (,)", "\t": "tabulação", "|": "barra vertical (|)"}
LONGEST_HEADER = 1 << 20
MOST_COLUMNS = 1000


@dataclass(frozen=True)
class Header:
    """``names`` as written; ``lines``: physical lines up to the end of the header."""

    separator: str
    names: tuple[str, ...]
    lines: int


def as_utf8(source: Examined, folder: Path, step: Step) -> Path:
    """The source itself where it is sound UTF-8, else a copy that is. Damaged characters become U+FFFD."""
    if source.encoding in (UTF8, UTF8_BOM):
        return source.path
    target = folder / "utf8.csv"
    # The five bytes that Windows-1252 leaves undefined are the control characters of Latin-1: kept as U+FFFD too.
    codec = CODECS[str(source.encoding)]
    with (
        source.path.open("rb") as raw,
        io.TextIOWrapper(raw, encoding=codec, errors="replace", newline="") as original,
        target.open("w", encoding="utf-8", newline="") as copy,
    ):
        while text := original.read(CHUNK):
            copy.write(text)
            step.at(raw.tell() / source.size)
    return target


def normalised_name(name: str) -> str:
    """``"Data Fim "`` → ``data_fim``: lower case, no accents, one underscore between words."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def read_header(path: Path, recognised: Callable[[Sequence[str]], int], name: str) -> Header:
    """The first line that is not blank; its separator is the one that yields most columns `recognised`."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        text = file.read(LONGEST_HEADER)
    blank = re.match(r"(?:[ \t]*\r?\n)*", text).end()  # type: ignore[union-attr]
    if not text.strip():
        raise ImportRefusedError(f"O arquivo “{name}” está em branco; esperava um cabeçalho e linhas.")
    skipped = text.count("\n", 0, blank)
    found = [_parse(text[blank:], separator, skipped) for separator in SEPARATORS]
    best = max(found, key=lambda header: (recognised(header.names), len(header.names)))
    if len(best.names) > MOST_COLUMNS:
        raise ImportRefusedError(
            f"O arquivo “{name}” tem {len(best.names)} colunas; o limite é {MOST_COLUMNS}. "
            "Exporte só as colunas da tabela."
        )
    return best


def _parse(text: str, separator: str, skipped: int) -> Header:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        names = next(reader)
    except (csv.Error, StopIteration):
        return Header(separator, (), skipped + 1)
    return Header(separator, tuple(names), skipped + reader.line_num)
