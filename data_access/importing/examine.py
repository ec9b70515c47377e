"""The first look at a source: what it is, its fingerprint and its encoding. Reads it once, in pieces."""

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from data_access.importing.report import ImportRefusedError
from data_access.importing.workspace import Step

CHUNK = 4 << 20
UTF8, UTF8_BOM, DAMAGED_UTF8, UTF16, WINDOWS = "UTF-8", "UTF-8 com BOM", "UTF-8 danificado", "UTF-16", "Windows-1252"
REPLACEMENT = "\ufffd"
# The first bytes of files that people take for tables; what to do with each.
NOT_TABLES = {
    b"PK\x03\x04": "é uma planilha XLSX ou um ZIP",
    b"\xd0\xcf\x11\xe0": "é uma planilha XLS antiga",
    b"\x1f\x8b": "está compactado (gzip)",
    b"BZh": "está compactado (bzip2)",
    b"%PDF": "é um PDF",
}


@dataclass(frozen=True)
class Examined:
    """A source as bytes. ``encoding`` is None for Parquet, which has none."""

    path: Path
    format: Literal["csv", "parquet"]
    sha256: str
    size: int
    modified_ns: int
    encoding: str | None

    def refuse_if_changed(self) -> None:
        """A file that was written to while it was read would be stored half in one state, half in another."""
        now = self.path.stat()
        if (now.st_size, now.st_mtime_ns) != (self.size, self.modified_ns):
            raise ImportRefusedError(
                f"O arquivo “{self.path.name}” mudou enquanto era lido. "
                "Espere que a gravação termine e importe de novo."
            )


def examine(path: Path, step: Step) -> Examined:
    """Raises ImportRefusedError for what is not there, not readable, empty, or neither text nor Parquet."""
    try:
        return _examine(path, step)
    except FileNotFoundError:
        raise ImportRefusedError(f"Não encontrei o arquivo “{path}”. Confira o nome e a pasta.") from None
    except IsADirectoryError:
        raise ImportRefusedError(f"“{path}” é uma pasta; esperava um arquivo CSV ou Parquet.") from None
    except OSError as error:
        raise ImportRefusedError(
            f"Não consegui ler “{path}”: {error.strerror}. Confira as permissões e o disco."
        ) from None


def _examine(path: Path, step: Step) -> Examined:
    state = path.stat()
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if not head:
        raise ImportRefusedError(f"O arquivo “{path.name}” está vazio; esperava um cabeçalho e linhas.")
    for magic, what in NOT_TABLES.items():
        if head.startswith(magic):
            raise ImportRefusedError(
                f"O arquivo “{path.name}” {what}; esperava CSV ou Parquet. Salve a tabela como CSV e importe de novo."
            )
    parquet = head.startswith(b"PAR1")
    digest = hashlib.sha256()
    reading = None if parquet else _Reading(head)
    done = 0
    for chunk in chunks(path):
        digest.update(chunk)
        if reading:
            reading.feed(chunk)
        done += len(chunk)
        step.at(done / state.st_size)
    encoding = reading.encoding(path) if reading else None
    return Examined(
        path, "parquet" if parquet else "csv", digest.hexdigest(), state.st_size, state.st_mtime_ns, encoding
    )


def chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


class _Reading:
    """Collects, piece by piece, what tells the encodings apart."""

    def __init__(self, head: bytes) -> None:
        self.head = head
        self.utf16 = _utf16(head)
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
        if self.utf16:
            return self.utf16
        controls = sum(self.head.count(byte) for byte in range(32) if byte not in b"\t\n\r\f\x1a\x1b")
        if self.nulls or controls * 100 > len(self.head):
            raise ImportRefusedError(
                f"O arquivo “{path.name}” não é texto nem Parquet: tem bytes que nenhuma tabela em texto tem. "
                "Salve a tabela como CSV (UTF-8) e importe de novo."
            )
        # The decoder waits for the rest of a character that the end of the file may have cut.
        self.bad += self.decoder.decode(b"", final=True).count(REPLACEMENT)
        if self.bad == 0:
            return UTF8_BOM if self.head.startswith(codecs.BOM_UTF8) else UTF8
        # Accents of Windows-1252 are hardly ever valid UTF-8; where most are, the file is UTF-8 with damage.
        return DAMAGED_UTF8 if self.good > self.bad else WINDOWS


def _utf16(head: bytes) -> str | None:
    """UTF-16 by its mark, or by the zero in every second byte of Latin text."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return UTF16
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    if odd > 0.8 * half and even == 0:
        return "UTF-16 LE"
    if even > 0.8 * half and odd == 0:
        return "UTF-16 BE"
    return None
