"""The first part of a source, cut off so that looking at it costs the same whatever the size of the
whole.
"""

import bz2
import gzip
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


HEAD = 1 << 19  # bytes of text: some thousand rows
PACKED: dict[bytes, Callable[[Path], AbstractContextManager[Readable]]] = {
    b"\x1f\x8b": gzip.GzipFile,
    b"BZh": bz2.BZ2File,
}
ZIP = b"PK\x03\x04"
WHOLE = (
    b"PAR1",
    b"\xd0\xcf\x11\xe0",
)  # Parquet, which is read where it is, and the old spreadsheet


def head_of(source: Path, folder: Path) -> Path:
    """A file of `folder` with the first `HEAD` bytes of text, or the source itself where it cannot
    or need not be cut.

    What cannot be opened is left to the reader, who has the sentences for it.
    """
    try:
        with source.open("rb") as file:
            start = file.read(4)
        if start.startswith(WHOLE):
            return source
        for magic, opener in PACKED.items():
            if start.startswith(magic):
                with opener(source) as stream:
                    return _cut(stream, source, folder / _inner_name(source))
        if start == ZIP:
            return _of_archive(source, folder)
        with source.open("rb") as stream:
            return _cut(stream, source, folder / source.name)
    except (
        OSError,
        EOFError,
        zipfile.BadZipFile,
        RuntimeError,
    ):  # the last for passwords and unknown compressions
        return source


def _of_archive(source: Path, folder: Path) -> Path:
    """A spreadsheet is such an archive too: only one file alone is looked into."""
    with zipfile.ZipFile(source) as archive:
        files = [item for item in archive.infolist() if not item.is_dir()]
        if len(files) != 1 or files[0].flag_bits & 1:
            return source
        with archive.open(files[0]) as stream:
            return _cut(stream, source, folder / (Path(files[0].filename).name or "dados"))


def _cut(stream: Readable, source: Path, target: Path) -> Path:
    """Up to the end of a line. UTF-16 has its line ends elsewhere: it is cut between two of its
    bytes.
    """
    text = stream.read(HEAD)
    if len(text) < HEAD or text.startswith((ZIP, *WHOLE, *PACKED)):
        return source
    wide = b"\x00" in text[:4096]
    end = len(text) // 2 * 2 if wide else text.rfind(b"\n") + 1
    if not end:
        return source
    with target.open("xb") as file:
        target.chmod(0o600)
        file.write(text[:end])
    return target


def _inner_name(source: Path) -> str:
    return source.stem or "dados"
