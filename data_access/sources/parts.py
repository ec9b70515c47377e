"""What a file may have several of, by its bytes: a name says nothing of what it is."""

import bz2
import gzip
import zipfile
from dataclasses import dataclass
from typing import IO

from data_access.sources.examine import FORMATS, SPREADSHEET_PARTS, UNREADABLE, Format

START = 4  # bytes by which the formats are told apart
MOST_LOOKED_AT = 100  # files of an archive


@dataclass(frozen=True)
class Parts:
    """Whether a sheet of it, or a file in it, may have to be chosen."""

    sheets: bool = False
    members: bool = False


def parts_of(file: IO[bytes]) -> Parts:
    """Of what cannot be opened, nothing: whoever reads it has the sentence for that. The file is
    left at its beginning.
    """
    file.seek(0)
    found = _format(file.read(START))
    file.seek(0)
    try:
        match found:
            case "zip":
                return _of_archive(file)
            case "gzip":
                return Parts(_may_have_sheets(gzip.GzipFile(fileobj=file).read(START)))
            case "bzip2":
                return Parts(_may_have_sheets(bz2.BZ2File(file).read(START)))
            case _:
                return Parts(found == "planilha")
    except UNREADABLE:  # told when it is read
        return Parts()
    finally:
        file.seek(0)


def _of_archive(file: IO[bytes]) -> Parts:
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        if any(part in names for part in SPREADSHEET_PARTS):
            return Parts(sheets=True)
        sheets = False
        for name in names[:MOST_LOOKED_AT]:
            with archive.open(name) as member:
                sheets = sheets or _may_have_sheets(member.read(START))
        return Parts(sheets, members=True)


def _may_have_sheets(start: bytes) -> bool:
    """A ZIP inside another file is a spreadsheet, or refused."""
    return _format(start) in ("zip", "planilha")


def _format(start: bytes) -> Format | None:
    return next((found for magic, found in FORMATS.items() if start.startswith(magic)), None)
