"""The first look at a source: what it is, its fingerprint and its encoding.
Reads it once, in pieces.
"""

import codecs
import hashlib
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from config.errors import reason_of
from data_access.sources.errors import ImportRefusedError
from data_access.sources.step import Step

CHUNK = 4 << 20
UTF8, UTF8_BOM, DAMAGED_UTF8, UTF16, UTF32, WINDOWS = (
    "UTF-8",
    "UTF-8 com BOM",
    "UTF-8 danificado",
    "UTF-16",
    "UTF-32",
    "Windows-1252",
)
REPLACEMENT = "\ufffd"
FEW, MANY = 0.1, 0.8  # of the bytes at one place of each character, those that are zero
Format = Literal["csv", "parquet", "planilha", "zip", "gzip", "bzip2", "banco"]
# The first bytes of each format; text has none.
FORMATS: dict[bytes, Format] = {
    b"PAR1": "parquet",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\xd0\xcf\x11\xe0": "planilha",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
}
# The first bytes of files that people take for tables, and of other archives.
NOT_TABLES = {
    b"%PDF": "é um PDF",
    b"7z\xbc\xaf\x27\x1c": "é um arquivo 7z",
    b"Rar!": "é um arquivo RAR",
    b"\xfd7zXZ\x00": "está compactado (xz)",
    b"\x28\xb5\x2f\xfd": "está compactado (zstd)",
    b"SQLite format 3\x00": "é um banco SQLite, que se importa pelo endereço (sqlite:///…)",
}
# Pages that systems save under the name of a spreadsheet, and the answer of a server in place of a
# file.
PAGES = (b"<!doctype html", b"<html", b"<table")
# What a ZIP has inside when it is a spreadsheet.
SPREADSHEET_PARTS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")


@dataclass(frozen=True)
class Examined:
    """A source as bytes. ``encoding`` is that of text alone;
    ``shown``: what to call it, where not by its file.
    """

    path: Path
    format: Format
    sha256: str
    size: int
    modified_ns: int
    encoding: str | None
    shown: str | None = None

    @property
    def name(self) -> str:
        return self.shown or self.path.name

    @property
    def origin(self) -> str:
        """Where it came from, without anything secret."""
        return str(self.path.resolve())

    def refuse_if_changed(self) -> None:
        """A file that was written to while it was read would be stored half
        in one state, half in another.
        """
        now = self.path.stat()
        if (now.st_size, now.st_mtime_ns) != (self.size, self.modified_ns):
            raise ImportRefusedError(
                f"O arquivo “{self.path.name}” mudou enquanto era lido. "
                "Espere que a gravação termine e importe de novo."
            )


def examine(path: Path, step: Step) -> Examined:
    """Raises ImportRefusedError for what is not there, not readable,
    empty, or of no format that has tables.
    """
    try:
        return _examine(path, step)
    except FileNotFoundError:
        raise ImportRefusedError(
            f"Não encontrei o arquivo “{path}”. Confira o nome e a pasta."
        ) from None
    except IsADirectoryError:
        raise ImportRefusedError(
            f"“{path}” é uma pasta; esperava um arquivo CSV, Parquet, XLSX, XLS ou ZIP."
        ) from None
    except OSError as error:
        raise ImportRefusedError(
            f"Não consegui ler “{path}”: {reason_of(error)}. Confira as permissões e o disco."
        ) from None


def _no_table(head: bytes) -> str | None:
    """What else a file is that people take for a table, by its first bytes."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(PAGES):
        return "é uma página HTML"
    return next((what for magic, what in NOT_TABLES.items() if head.startswith(magic)), None)


def refuse_endless(path: Path) -> None:
    """Raises ImportRefusedError for what is no file with a beginning and an end: a device gives
    bytes for ever, and a pipe is waited for until somebody writes into it.
    """
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise ImportRefusedError(
            f"“{path}” não é um arquivo, e sim um dispositivo ou um canal entre programas. Grave a"
            " tabela num arquivo e importe-o."
        )


def _examine(path: Path, step: Step) -> Examined:
    refuse_endless(path)
    state = path.stat()
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if not head:
        raise ImportRefusedError(
            f"O arquivo “{path.name}” está vazio; esperava um cabeçalho e linhas."
        )
    what = _no_table(head)
    if what:
        raise ImportRefusedError(
            f"O arquivo “{path.name}” {what}; esperava CSV, Parquet, XLSX, XLS ou ZIP. "
            "Salve a tabela como CSV e importe de novo."
        )
    found = format_of(path, head)
    digest = hashlib.sha256()
    reading = _Reading(head) if found == "csv" else None
    done = 0
    for chunk in chunks(path):
        digest.update(chunk)
        if reading:
            reading.feed(chunk)
        done += len(chunk)
        step.at(done / state.st_size)
    encoding = reading.encoding(path) if reading else None
    return Examined(path, found, digest.hexdigest(), state.st_size, state.st_mtime_ns, encoding)


def format_of(path: Path, head: bytes) -> Format:
    """By its first bytes; a ZIP may be a spreadsheet. What is of no other format may be text."""
    for magic, found in FORMATS.items():
        if head.startswith(magic):
            return "planilha" if found == "zip" and _is_spreadsheet(path) else found
    return "csv"


def _is_spreadsheet(path: Path) -> bool:
    """One that is too damaged to tell is what its name says."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(part in archive.namelist() for part in SPREADSHEET_PARTS)
    except (zipfile.BadZipFile, OSError, ValueError):
        return path.suffix.lower() in (".xlsx", ".xlsm", ".xlsb", ".ods")


def chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


class _Reading:
    """Collects, piece by piece, what tells the encodings apart."""

    def __init__(self, head: bytes) -> None:
        self.head = head
        self.wide = wide_encoding(head)
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.good = self.bad = self.nulls = 0

    def feed(self, chunk: bytes) -> None:
        self.nulls += chunk.count(0)
        text = self.decoder.decode(chunk)
        if not text.isascii():
            bad = text.count(REPLACEMENT)
            self.bad += bad
            self.good += len(text) - len(text.encode("ascii", "ignore")) - bad

    def encoding(self, path: Path) -> str:
        """Raises ImportRefusedError where the bytes are no text."""
        if self.wide:
            return self.wide
        controls = sum(
            self.head.count(byte) for byte in range(32) if byte not in b"\t\n\r\f\x1a\x1b"
        )
        if self.nulls or controls * 100 > len(self.head):
            raise ImportRefusedError(
                f"O arquivo “{path.name}” não é texto nem outro formato que eu leia: tem bytes que"
                " nenhuma tabela tem. Salve a tabela como CSV (UTF-8) e importe de novo."
            )
        # The decoder waits for the rest of a character that the end of the file may have cut.
        self.bad += self.decoder.decode(b"", final=True).count(REPLACEMENT)
        if self.bad == 0:
            return UTF8_BOM if self.head.startswith(codecs.BOM_UTF8) else UTF8
        # Accents of Windows-1252 are hardly ever valid UTF-8; where most are, the file is UTF-8
        # with damage.
        return DAMAGED_UTF8 if self.good > self.bad else WINDOWS


# Longest marks first: that of UTF-16 begins one of UTF-32.
MARKS = (
    (codecs.BOM_UTF32_LE, UTF32),
    (codecs.BOM_UTF32_BE, UTF32),
    (codecs.BOM_UTF16_LE, UTF16),
    (codecs.BOM_UTF16_BE, UTF16),
)
# Of the four bytes that are two or one characters of Latin text, those that are not zero.
FILLED = {(0,): "UTF-32 LE", (3,): "UTF-32 BE", (0, 2): "UTF-16 LE", (1, 3): "UTF-16 BE"}


def wide_encoding(head: bytes) -> str | None:
    """UTF-16 and UTF-32 by their marks, or by the zeros among the bytes of Latin text."""
    marked = next((name for mark, name in MARKS if head.startswith(mark)), None)
    zeros = [head[place::4].count(0) / max(len(head) / 4, 1) for place in range(4)]
    filled = tuple(place for place, share in enumerate(zeros) if share < FEW)
    empty = all(share > MANY for place, share in enumerate(zeros) if place not in filled)
    return marked or (FILLED.get(filled) if empty else None)
