"""The first part of a source, cut off so that looking
at it costs the same whatever the size of the whole.
"""

import bz2
import codecs
import gzip
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import duckdb

from data_access.sources.examine import UNREADABLE, UTF32, refuse_endless, wide_encoding
from data_access.sources.source import file_literal, identifier, literal


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


HEAD = 1 << 19  # bytes of text: some thousand rows
LEAST = HEAD // 2
PACKED: dict[bytes, Callable[[Path], AbstractContextManager[Readable]]] = {
    b"\x1f\x8b": gzip.GzipFile,
    b"BZh": bz2.BZ2File,
}
ZIP = b"PK\x03\x04"
PARQUET = b"PAR1"
WHOLE = (PARQUET, b"\xd0\xcf\x11\xe0")  # formats that have no first lines
ROWS = 10_000  # of Parquet
MOST_TEXT = 1 << 30  # bytes that as many rows as long as the longest would take


def head_of(source: Path, folder: Path) -> Path:
    """A file of `folder` with the first `HEAD` bytes of text, or the source itself where it cannot
    or need not be cut.

    What cannot be opened is left to the reader, who has the sentences for it.
    """
    try:
        refuse_endless(source)
        with source.open("rb") as file:
            start = file.read(4)
        if start == PARQUET:
            return _of_parquet(source, folder)
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
    except (*UNREADABLE, duckdb.Error):
        return source


def most_rows(source: Path) -> int | None:
    """How many rows a file cannot have more than, at the cost of reading it once; None where it
    would have to be unpacked.
    """
    with source.open("rb") as file:
        start = file.read(4)
        if start == PARQUET:
            with duckdb.connect(config={"memory_limit": "512MB", "threads": 1}) as connection:
                rows = connection.sql(f"SELECT count(*) FROM read_parquet({file_literal(source)})")
                return int(rows.fetchall()[0][0])
        if start.startswith((ZIP, *WHOLE, *PACKED)):
            return None
        file.seek(0)
        lines = 1
        while block := file.read(1 << 20):
            lone = block.count(b"\r") - block.count(b"\r\n")
            lines += block.count(b"\n") + lone
        return lines


def _of_parquet(source: Path, folder: Path) -> Path:
    """Its first rows, where they are few and no text among them is longer than a record.

    One of many rows would be counted and measured whole before the first was shown.
    """
    with duckdb.connect(config={"memory_limit": "512MB", "threads": 1}) as connection:
        rows = f"SELECT * FROM read_parquet({file_literal(source)}) LIMIT {ROWS}"
        count = connection.sql(f"SELECT count(*) FROM read_parquet({file_literal(source)})")
        if count.fetchall()[0][0] <= ROWS:
            return source
        texts = [
            f"coalesce(max(strlen({identifier(name)})), 0)"
            for name, kind in zip(*_columns(connection.sql(rows)), strict=True)
            if kind == "VARCHAR"
        ]
        longest = f"SELECT {' + '.join(texts) or '0'} FROM ({rows})"
        if connection.sql(longest).fetchall()[0][0] * ROWS > MOST_TEXT:
            return source
        target = folder / source.name
        target.touch(mode=0o600, exist_ok=False)
        connection.execute(f"COPY ({rows}) TO {literal(str(target))} (FORMAT parquet)")
        return target


def _columns(relation: duckdb.DuckDBPyRelation) -> tuple[list[str], list[str]]:
    return relation.columns, [str(kind) for kind in relation.types]


def _of_archive(source: Path, folder: Path) -> Path:
    """A spreadsheet is such an archive too: only one file alone is looked into."""
    with zipfile.ZipFile(source) as archive:
        files = [item for item in archive.infolist() if not item.is_dir()]
        if len(files) != 1 or files[0].flag_bits & 1:
            return source
        with archive.open(files[0]) as stream:
            return _cut(stream, source, folder / (Path(files[0].filename).name or "dados"))


def _cut(stream: Readable, source: Path, target: Path) -> Path:
    """Up to the end of a line.

    A line that goes on for as long as most of the head is for the reader of the whole to judge:
    without it there would be fewer rows than there are, or none.
    """
    text = stream.read(HEAD)
    if len(text) < HEAD or text.startswith((ZIP, *WHOLE, *PACKED)):
        return source
    wide = wide_encoding(text[:4096])
    end = _end_of_line(text, wide) if wide else text.rfind(b"\n") + 1
    if end < LEAST:
        return source
    with target.open("xb") as file:
        target.chmod(0o600)
        file.write(text[:end])
    return target


def _end_of_line(text: bytes, wide: str) -> int:
    """Past the last line end of UTF-16 or UTF-32."""
    zeros = b"\0" * (3 if UTF32 in wide else 1)
    little = wide.endswith("LE") or text.startswith(codecs.BOM_UTF16_LE)
    end = b"\n" + zeros if little else zeros + b"\n"
    return text.rfind(end) + len(end)


def _inner_name(source: Path) -> str:
    return source.stem or "dados"
