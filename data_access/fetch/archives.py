"""ZIP archives read as a stream, in pieces that end where a record ends:
neither memory nor disk follows their size.
"""

import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from config.formatting import file_size
from data_access.fetch.errors import FetchError

# Bytes of text in one piece: two buffers of DuckDB's reader, so that two cores share it.
PIECE = 64 << 20
LARGEST = 300_000_000_000  # bytes of all members: the real files have about 30 GB
_READ = 4 << 20
_TAIL = 1 << 20  # where the end of the last record is looked for
# Only codes and numbers are used, which are ASCII: the letters of Latin-1 become "?", and what is
# left is valid UTF-8.
_ASCII = bytes.maketrans(bytes(range(128, 256)), b"?" * 128)
_DROPPED = b"\0\r"
_T = TypeVar("_T")


class DamagedArchiveError(FetchError):
    """The file is no whole ZIP archive."""


@dataclass(frozen=True)
class Piece:
    """A file with whole records; ``lines`` counts its line ends,
    ``done`` the bytes of the archive's text so far.
    """

    path: Path
    lines: int
    done: int


def text_size(archive: Path) -> int:
    """Bytes of all members, as the archive says. Raises DamagedArchiveError."""
    with open_archive(archive) as content:
        size = sum(member.file_size for member in content.infolist())
    if size > LARGEST:
        raise DamagedArchiveError(
            f"O arquivo “{archive.name}” diz expandir até {file_size(size)}; não é o da Receita."
        )
    return size


@contextmanager
def open_archive(archive: Path) -> Iterator[zipfile.ZipFile]:
    """The archive, with its damages told as DamagedArchiveError."""
    try:
        with zipfile.ZipFile(archive) as content:
            yield content
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise _damaged_archive_error(archive) from error
    except RuntimeError as error:  # what `zipfile` raises for a password, and much else for bugs
        if "encrypted" not in str(error):
            raise
        raise _damaged_archive_error(archive) from error


def _damaged_archive_error(archive: Path) -> DamagedArchiveError:
    return DamagedArchiveError(
        f"O arquivo “{archive.name}” não é um ZIP íntegro; apague-o, baixe de novo e repita o"
        " comando."
    )


def pieces(archive: Path, folder: Path, size: int = PIECE) -> Iterator[Piece]:
    """The text of all members, piece by piece. At most two pieces are in `folder` at a time, each
    until the next.

    Letters beyond ASCII, NUL and carriage returns do not survive. Raises DamagedArchiveError, also
    at the end of a member whose checksum is wrong.
    """
    with open_archive(archive) as content:
        done = 0
        for number, text in enumerate(_texts(content, size)):
            done += len(text)
            path = folder / f"{archive.stem}-{number % 2}.csv"
            clean = text.translate(_ASCII, _DROPPED)
            path.write_bytes(clean)
            yield Piece(path, clean.count(b"\n"), done)


def _texts(content: zipfile.ZipFile, size: int) -> Iterator[bytes]:
    for member in content.infolist():
        rest = b""
        with content.open(member) as stream:
            while block := _block(stream, size):
                rest += block
                cut = _last_record_end(rest)
                if cut:
                    yield rest[:cut]
                    rest = rest[cut:]
                elif len(rest) > 4 * size:
                    raise DamagedArchiveError(
                        f"Em “{content.filename}” há um registro sem fim; não é o da Receita."
                    )
        if rest:
            yield rest if rest.endswith(b"\n") else rest + b"\n"


def _block(stream: object, size: int) -> bytes:
    """Read in moderate gulps: one read of the whole size would hold it twice."""
    parts, length = [], 0
    while length < size and (part := stream.read(min(_READ, size - length))):  # type: ignore[attr-defined]
        parts.append(part)
        length += len(part)
    return b"".join(parts)


def _last_record_end(text: bytes) -> int:
    """Position after the last line end that ends a record:
    between two quotes, or any where there is none such.
    """
    start = max(0, len(text) - _TAIL)
    quoted = max(text.rfind(b'"\n"', start), text.rfind(b'"\r\n"', start))
    return (text.find(b"\n", quoted) if quoted >= 0 else text.rfind(b"\n")) + 1


def ahead(items: Iterator[_T]) -> Iterator[_T]:
    """The same items, the next one being made while the present one is used."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = pool.submit(next, items, None)
            yield item
