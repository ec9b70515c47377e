"""ZIP, gzip and bzip2: the one table inside,
expanded into the workspace under a limit that no header decides.
"""

import bz2
import errno
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from config.formatting import enumerate_words
from data_access.sources.errors import ImportRefusedError
from data_access.sources.examine import Examined, chunks, examine
from data_access.sources.readers.archive import (
    ENCRYPTED,
    METHODS,
    PIECE,
    DamagedError,
    expanded_pieces,
    members,
    refuse_bomb,
    refuse_oversize,
)
from data_access.sources.step import Step

UNPACKED = "unpacked"  # the name of the table inside, in the folder of the import
ARCHIVES = frozenset({"zip", "gzip", "bzip2"})
ARCHIVE_WORDS = {"zip": "ZIP", "gzip": "gzip", "bzip2": "bzip2"}
SHOWN = 12  # names of an archive in a sentence
UTF8_NAME = 0x800
LINK, FILE_TYPE = 0o120000, 0o170000


def unpack(source: Examined, folder: Path, limit: int, member: str | None, step: Step) -> Examined:
    """The table inside, as a file of `folder`.
    Raises ImportRefusedError for what is damaged, too large or not one.
    """
    target = folder / UNPACKED
    try:
        name, pieces = _content(source, member, step.part(0.0, 0.8, "Descompactação"))
        _write(pieces, target, source, limit)
    except (DamagedError, zipfile.BadZipFile, zlib.error, EOFError):
        raise ImportRefusedError(
            f"O arquivo “{source.name}” ({ARCHIVE_WORDS[source.format]}) está incompleto ou"
            " danificado. Copie-o de novo da origem."
        ) from None
    if target.stat().st_size == 0:
        raise ImportRefusedError(f"O arquivo “{name}” está vazio; esperava um cabeçalho e linhas.")
    found = examine(target, step.part(0.8, 1.0, "Leitura do conteúdo"), name)
    if found.format in ARCHIVES:
        raise ImportRefusedError(
            f"Dentro de “{source.name}” há outro arquivo compactado; extraia a tabela e importe-a"
            " diretamente."
        )
    return found


def _content(source: Examined, member: str | None, step: Step) -> tuple[str, Iterator[bytes]]:
    """The name of the table and its bytes."""
    if source.format != "zip":
        return source.name, STREAMS[source.format](
            _pieces_with_progress(chunks(source.path), source.size, step)
        )
    with zipfile.ZipFile(source.path) as archive:
        info = _choose(members(archive, source.name), source.name, member)
    if info.flag_bits & ENCRYPTED:
        raise ImportRefusedError(
            f"O arquivo “{source.name}” tem senha. Extraia a tabela e importe-a diretamente."
        )
    if info.compress_type not in METHODS:
        raise ImportRefusedError(
            f"O arquivo “{source.name}” usa uma compactação que não leio. Grave-o como ZIP comum ou"
            " extraia a tabela."
        )
    pieces = _pieces_with_progress(expanded_pieces(source.path, info), max(info.file_size, 1), step)
    return f"{source.name} › {PurePosixPath(_name(info)).name}", pieces


def _choose(infos: list[zipfile.ZipInfo], name: str, member: str | None) -> zipfile.ZipInfo:
    for info in infos:
        _refuse_unsafe(info, name)
    tables = [info for info in infos if not _is_clutter(_name(info))]
    listed = enumerate_words(
        [f"“{_name(info)}”" for info in tables[:SHOWN]]
        + (["outros"] if len(tables) > SHOWN else [])
    )
    if member is not None:
        wanted = [
            info for info in tables if member in (_name(info), PurePosixPath(_name(info)).name)
        ]
        if len(wanted) != 1:
            raise ImportRefusedError(
                f"O ZIP “{name}” não tem um arquivo “{member}”; tem {listed or 'nenhum'}."
            )
        return wanted[0]
    if not tables:
        raise ImportRefusedError(f"O ZIP “{name}” não tem nenhum arquivo; esperava uma tabela.")
    if len(tables) > 1:
        raise ImportRefusedError(
            f"O ZIP “{name}” tem mais de um arquivo: {listed}. Escolha um pelo nome, em"
            " “Arquivo dentro do ZIP” (no comando, --member)."
        )
    return tables[0]


def _name(info: zipfile.ZipInfo) -> str:
    """As it was written: names without the mark of UTF-8 are often UTF-8 all the same,
    or of the DOS code page.
    """
    if info.flag_bits & UTF8_NAME:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _refuse_unsafe(info: zipfile.ZipInfo, name: str) -> None:
    """Nothing is ever written under these names;
    but who sends them wants something else than an import.
    """
    inside = _name(info)
    outside = (
        ".." in PureWindowsPath(inside).parts
        or PureWindowsPath(inside).anchor
        or inside.startswith("/")
    )
    if outside or (info.external_attr >> 16) & FILE_TYPE == LINK:
        raise ImportRefusedError(
            f"O ZIP “{name}” tem um nome que aponta para fora dele (“{inside[:80]}”) e não foi"
            " aberto. Peça outro a quem o gerou."
        )


def _is_clutter(inside: str) -> bool:
    """What some systems put beside the files of a person."""
    path = PurePosixPath(inside)
    return path.parts[0] == "__MACOSX" or path.name in (".DS_Store", "Thumbs.db", "desktop.ini")


def _inflated_pieces(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The content of gzip: one stream or several in a row, with zeros as padding."""
    inflater, fresh = zlib.decompressobj(zlib.MAX_WBITS | 16), True
    for piece in pieces:
        data = piece.lstrip(b"\0") if fresh else piece
        while data:
            yield inflater.decompress(data, PIECE)
            data, fresh = inflater.unconsumed_tail, False
            if inflater.eof:
                data = inflater.unused_data.lstrip(b"\0")
                inflater, fresh = zlib.decompressobj(zlib.MAX_WBITS | 16), True
    if not fresh:
        yield inflater.flush()
        _refuse_cut(inflater.eof)


def _bunzipped_pieces(pieces: Iterator[bytes]) -> Iterator[bytes]:
    unzipper, fresh = bz2.BZ2Decompressor(), True
    for piece in pieces:
        data = piece
        while data or not (fresh or unzipper.needs_input):
            yield unzipper.decompress(data, PIECE)
            data, fresh = b"", False
            if unzipper.eof:
                data = unzipper.unused_data
                unzipper, fresh = bz2.BZ2Decompressor(), True
    _refuse_cut(fresh)


def _refuse_cut(whole: bool) -> None:
    if not whole:
        raise DamagedError


STREAMS = {"gzip": _inflated_pieces, "bzip2": _bunzipped_pieces}


def _pieces_with_progress(pieces: Iterator[bytes], size: int, step: Step) -> Iterator[bytes]:
    """The pieces themselves, telling how much of `size` has come."""
    done = 0
    for piece in pieces:
        yield piece
        done += len(piece)
        step.at(done / size)


def _write(pieces: Iterator[bytes], target: Path, source: Examined, limit: int) -> None:
    written = 0
    try:
        with target.open("wb") as file:
            for piece in pieces:
                written += len(piece)
                refuse_oversize(written, limit, source.name)
                refuse_bomb(written, source.size, source.name)
                file.write(piece)
    except OSError as error:
        if error.errno is None:  # bzip2 tells of damage in this way
            raise DamagedError from None
        if error.errno != errno.ENOSPC:
            raise
        raise ImportRefusedError(
            f"O disco encheu ao abrir “{source.name}”. Libere espaço na pasta dos dados e importe"
            " de novo."
        ) from None
