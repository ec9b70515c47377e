"""Text sources: their encodings, their separators and how names are compared."""

import io
import os
import re
import shutil
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from data_access.sources.errors import ImportRefusedError
from data_access.sources.examine import (
    CHUNK,
    DAMAGED_UTF8,
    DOS,
    MAC,
    UTF8,
    UTF8_BOM,
    UTF8_TWICE,
    UTF16,
    UTF32,
    WINDOWS,
    Examined,
    null_sentence,
)
from data_access.sources.step import Step
from data_access.sources.values.mojibake import mended_pieces

CODECS = {
    UTF8: "utf-8",
    UTF8_BOM: "utf-8-sig",
    DAMAGED_UTF8: "utf-8",
    UTF16: "utf-16",
    "UTF-16 LE": "utf-16-le",
    "UTF-16 BE": "utf-16-be",
    UTF32: "utf-32",
    "UTF-32 LE": "utf-32-le",
    "UTF-32 BE": "utf-32-be",
    WINDOWS: "windows-1252",
    DOS: "cp850",
    MAC: "mac_roman",
    UTF8_TWICE: "utf-8-sig",
}
SEPARATORS = {
    ";": "ponto e vírgula (;)",
    ",": "vírgula (,)",
    "\t": "tabulação",
    "|": "barra vertical (|)",
}
MOST_COLUMNS = 1000
DOS_END = b"\x1a"  # after the last byte of a text of CP/M and DOS


def as_utf8(source: Examined, folder: Path, step: Step) -> Path:
    """The source itself where it is sound UTF-8, else a copy that is, and without the mark by which
    DOS ends a text. Damaged characters become U+FFFD. Raises ImportRefusedError for a NUL
    character.
    """
    text = _in_utf8(source, folder, step)
    with text.open("rb") as file:
        file.seek(max(text.stat().st_size - len(DOS_END), 0))
        if file.read() != DOS_END:
            return text
    ended = folder / "ended.csv"
    shutil.copyfile(text, ended)
    os.truncate(ended, text.stat().st_size - len(DOS_END))
    return ended


def _in_utf8(source: Examined, folder: Path, step: Step) -> Path:
    if source.encoding in (UTF8, UTF8_BOM):
        return source.path
    target = folder / "utf8.csv"
    # The five bytes that Windows-1252 leaves undefined are the control characters of Latin-1: kept
    # as U+FFFD too.
    codec = CODECS[str(source.encoding)]
    with (
        source.path.open("rb") as raw,
        io.TextIOWrapper(raw, encoding=codec, errors="replace", newline="") as original,
        target.open("w", encoding="utf-8", newline="") as copy,
    ):
        pieces = iter(lambda: original.read(CHUNK), "")
        lines = 1
        for text in mended_pieces(pieces) if source.encoding == UTF8_TWICE else pieces:
            if "\0" in text:  # of two or four bytes: the first look took it for half a letter
                line = lines + text.partition("\0")[0].count("\n")
                raise ImportRefusedError(null_sentence(source.name, line))
            lines += text.count("\n")
            copy.write(text)
            step.at(raw.tell() / source.size)
    return target


def normalised_name(name: str) -> str:
    """``"Data Fim "`` → ``data_fim``: lower case, no accents, one underscore between words."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def names_of_columns(names: Sequence[str]) -> list[str]:
    """The normalised names; a column without one is called by its position, as ``coluna_1``."""
    found = [normalised_name(name) for name in names]
    return [
        name or (f"coluna_{place}" if f"coluna_{place}" not in found else "")
        for place, name in enumerate(found, 1)
    ]
