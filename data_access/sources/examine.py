"""The first look at a source: what it is, its fingerprint and its encoding.
Reads it once, in pieces.
"""

import codecs
import hashlib
import lzma
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from config.errors import reason_of
from config.formatting import number
from data_access.sources.errors import ImportRefusedError
from data_access.sources.not_tables import no_table
from data_access.sources.step import Step
from data_access.sources.values.mojibake import PROOF
from data_access.sources.values.redaction import redact

CHUNK = 4 << 20
# What a packed file raises that is damaged, has a password or is packed in another way.
UNREADABLE = (
    OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error, lzma.LZMAError,
)  # fmt: skip
UTF8, UTF8_BOM, DAMAGED_UTF8, UTF16, UTF32, WINDOWS, DOS, MAC = (
    "UTF-8",
    "UTF-8 com BOM",
    "UTF-8, com caracteres danificados",
    "UTF-16",
    "UTF-32",
    "Windows-1252",
    "CP850 (DOS)",
    "Mac Roman (Mac)",
)
UTF8_TWICE = "UTF-8 gravada mais de uma vez, que desfiz (como em “Ã§” por “ç”)"
# Where two read as many letters of Portuguese, the first is the one.
ONE_BYTE = {WINDOWS: "cp1252", DOS: "cp850", MAC: "mac_roman"}
REPLACEMENT = "\ufffd"
LOST = REPLACEMENT.encode()
FEW, MANY = 0.1, 0.8  # of the bytes at one place of each character, those that are zero
PORTUGUESE = frozenset("áàâãéêíóôõúüçÁÀÂÃÉÊÍÓÔÕÚÜÇºª°")
ASCII = bytes(range(128))
FEW_CONTROLS = 100  # bytes of which one may be a control character, in what is text
# What people call what is read; the last ones have one of the others inside.
TABLES, PACKED = ("CSV", "Parquet", "XLSX", "XLSM", "XLSB", "XLS", "ODS"), ("ZIP", "gzip", "bzip2")
READ = ", também em ".join(f"{', '.join(of[:-1])} ou {of[-1]}" for of in (TABLES, PACKED))
SHEETS = tuple(f".{name.lower()}" for name in TABLES if name not in ("CSV", "Parquet"))
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
        """What to call it: it is kept for ever, and names of files have documents too."""
        return redact(self.shown or self.path.name)

    @property
    def origin(self) -> str:
        """Where it came from, without anything secret."""
        return redact(str(self.path.resolve()))

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


def examine(path: Path, step: Step, shown: str | None = None) -> Examined:
    """Raises ImportRefusedError for what is not there, not readable,
    empty, or of no format that has tables. ``shown``: what to call it, where not by its file.
    """
    try:
        return _examine(path, step, shown)
    except FileNotFoundError:
        raise ImportRefusedError(
            f"Não encontrei o arquivo “{path}”. Confira o nome e a pasta."
        ) from None
    except IsADirectoryError:
        raise ImportRefusedError(f"“{path}” é uma pasta; esperava um arquivo {READ}.") from None
    except OSError as error:
        raise ImportRefusedError(
            f"Não consegui ler “{path}”: {reason_of(error)}. Confira as permissões e o disco."
        ) from None


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


def _examine(path: Path, step: Step, shown: str | None) -> Examined:
    refuse_endless(path)
    name = shown or path.name
    state = path.stat()
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if not head:
        raise ImportRefusedError(f"O arquivo “{name}” está vazio; esperava um cabeçalho e linhas.")
    what = no_table(head)
    if what:
        raise ImportRefusedError(
            f"O arquivo “{name}” {what}; esperava {READ}. "
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
    encoding = reading.encoding(name) if reading else None
    return Examined(
        path, found, digest.hexdigest(), state.st_size, state.st_mtime_ns, encoding, shown
    )


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
        return path.suffix.lower() in SHEETS


def null_sentence(name: str, line: int, others: int = 0) -> str:
    more = f", e há outros {number(others)}" if others else ""
    return (
        f"A linha {number(line)} de “{name}” tem um caractere nulo (NUL), que nenhum texto"
        f" tem{more}. Apague-o, ou peça o arquivo de novo a quem o gerou, e importe outra vez."
    )


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
        self.good = self.bad = self.lost = self.twice = 0
        self.nulls = self.nulls_at_end = 0
        self.tail = b""  # of the piece before, where it may have cut a character
        self.lines = 0  # line ends so far, until the first NUL
        self.bytes: Counter[int] = Counter()  # those beyond ASCII, in what is no UTF-8

    def feed(self, chunk: bytes) -> None:
        self._count(chunk)
        self.tail = (self.tail + chunk[-2:])[-2:]

    def _count(self, chunk: bytes) -> None:
        if not self.nulls:
            self.lines += chunk.partition(b"\0")[0].count(b"\n")
        self.nulls += chunk.count(0)
        at_end = len(chunk) - len(chunk.rstrip(b"\0"))
        self.nulls_at_end = at_end + (self.nulls_at_end if at_end == len(chunk) else 0)
        text = self.decoder.decode(chunk)
        if not text.isascii():
            # What was lost before the file came is written as any other character.
            replaced, lost = text.count(REPLACEMENT), (self.tail + chunk).count(LOST)
            bad = max(replaced - lost, 0)
            self.lost += lost
            self.bad += bad
            self.good += len(text) - len(text.encode("ascii", "ignore")) - replaced
            self.twice += PROOF.search(chunk) is not None
            if bad:
                self.bytes.update(chunk.translate(None, ASCII))

    def encoding(self, name: str) -> str:
        """Raises ImportRefusedError where the bytes are no text."""
        if self.wide:
            return self.wide
        controls = sum(
            self.head.count(byte) for byte in range(1, 32) if byte not in b"\t\n\r\f\x1a\x1b"
        )
        if controls * FEW_CONTROLS > len(self.head.rstrip(b"\0")):
            raise ImportRefusedError(
                f"O arquivo “{name}” não é texto nem outro formato que eu leia: tem bytes que"
                " nenhuma tabela tem. Salve a tabela como CSV (UTF-8) e importe de novo."
            )
        if self.nulls:
            raise ImportRefusedError(self._where_nulls_are(name))
        # The decoder waits for the rest of a character that the end of the file may have cut.
        self.bad += self.decoder.decode(b"", final=True).count(REPLACEMENT)
        if self.bad == 0:
            if self.lost:
                return DAMAGED_UTF8
            if self.twice:
                return UTF8_TWICE
            return UTF8_BOM if self.head.startswith(codecs.BOM_UTF8) else UTF8
        # Accents of Windows-1252 are hardly ever valid UTF-8; where most are, the file is UTF-8
        # with damage.
        if self.good > self.bad:
            return DAMAGED_UTF8
        return max(ONE_BYTE, key=lambda name: self._letters(ONE_BYTE[name]))

    def _where_nulls_are(self, name: str) -> str:
        line = self.lines + 1
        if self.nulls == self.nulls_at_end > 1:
            return (
                f"A partir da linha {number(line)} de “{name}” só há caracteres nulos (NUL),"
                f" {number(self.nulls)} até o fim: a gravação ou a cópia do arquivo parou no meio,"
                " e pode faltar o resto da tabela. Peça o arquivo de novo a quem o gerou e importe"
                " outra vez."
            )
        return null_sentence(name, line, self.nulls - 1)

    def _letters(self, codec: str) -> int:
        """How many bytes beyond ASCII are letters of Portuguese in an encoding."""
        read = bytes(range(256)).decode(codec, "replace")
        return sum(count for byte, count in self.bytes.items() if read[byte] in PORTUGUESE)


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
