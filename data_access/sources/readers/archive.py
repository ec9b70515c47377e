"""Members of ZIP files, expanded a piece at a time and believed in nothing:
sizes in headers may lie.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from config.formatting import file_size
from data_access.sources.errors import ImportRefusedError

PIECE = 1 << 20
LOCAL_HEADER = struct.Struct("<4s22xHH")
ENCRYPTED = 0x1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
MOST_MEMBERS = 10_000
MOST_TIMES = 250  # that a table shrinks; beyond it, and beyond what is harmless, it is a bomb
HARMLESS = 256 << 20


class DamagedError(Exception):
    """An archive whose content is not what it says; the caller tells that to a person."""


def refuse_bomb(opened: int, size: int, name: str) -> None:
    """Raises ImportRefusedError where a file of `size` bytes becomes `opened` when it is read."""
    if opened > HARMLESS and opened > MOST_TIMES * size:
        raise ImportRefusedError(
            f"O conteúdo de “{name}” é mais de {MOST_TIMES} vezes maior do que o arquivo, como nas"
            " bombas de descompactação, e não foi aberto. Se confia nele, extraia a tabela e"
            " importe-a, ou grave-a como CSV."
        )


def refuse_oversize(opened: int, limit: int, name: str) -> None:
    """Raises ImportRefusedError beyond the limit that the installation sets."""
    if opened > limit:
        raise ImportRefusedError(
            f"O conteúdo de “{name}” passa de {file_size(limit)}, o limite de"
            " T360_EXPANSION_LIMIT. Se ele é mesmo grande, aumente o limite."
        )


def members(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    """The files of an archive. Raises ImportRefusedError for too many of them."""
    found = [info for info in archive.infolist() if not info.is_dir()]
    if len(found) > MOST_MEMBERS:
        raise ImportRefusedError(
            f"O arquivo “{name}” tem {len(found)} arquivos dentro; o limite é {MOST_MEMBERS}."
            " Extraia a tabela dele."
        )
    return found


def expanded_pieces(path: Path, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a member, whatever size its header declares.

    Raises DamagedError where it does not end where it should, or has another sum.
    """
    if (
        info.header_offset < 0
    ):  # what zipfile makes of a directory that says that it begins later than it does
        raise DamagedError
    with path.open("rb") as file:
        file.seek(info.header_offset)
        head = file.read(LOCAL_HEADER.size)
        if len(head) < LOCAL_HEADER.size or not head.startswith(b"PK\x03\x04"):
            raise DamagedError
        _, name_length, extra_length = LOCAL_HEADER.unpack(head)
        file.seek(name_length + extra_length, 1)
        size = checksum = 0
        packed = _packed_pieces(file, info.compress_size)
        for piece in (
            packed if info.compress_type == zipfile.ZIP_STORED else _inflated_pieces(packed)
        ):
            size, checksum = size + len(piece), zlib.crc32(piece, checksum)
            yield piece
        if (size, checksum) != (info.file_size, info.CRC):
            raise DamagedError


def _packed_pieces(file: object, left: int) -> Iterator[bytes]:
    while left > 0:
        piece = file.read(min(PIECE, left))  # type: ignore[attr-defined]
        if not piece:
            raise DamagedError
        left -= len(piece)
        yield piece


def _inflated_pieces(packed: Iterator[bytes]) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for data in packed:
            while data and not inflater.eof:
                yield inflater.decompress(data, PIECE)
                data = inflater.unconsumed_tail  # noqa: PLW2901 - what did not fit in this piece
        if not inflater.eof:
            yield inflater.flush()
    except zlib.error:
        raise DamagedError from None
    if not inflater.eof:
        raise DamagedError
