"""A file that somebody sent to the panel, on disk for as long as it is read and no longer."""

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.settings import Settings
from data_access.sources.readers.opening import ANY, Choice
from data_access.sources.workspace import remove_abandoned

UPLOAD = ".upload-"
ABANDONED = 24 * 3600  # seconds after which a file that came in is one whose import died
LONGEST_NAME = 200  # bytes; file systems take 255


@dataclass(frozen=True)
class Sent:
    """A file that somebody sent, and what it is to become. ``choice``: which table of it, where it
    has several.
    """

    name: str
    content: bytes | memoryview
    table: str
    profile: str
    choice: Choice = ANY


@contextmanager
def received_file(settings: Settings, sent: Sent) -> Iterator[Path]:
    """What was sent, as a file that only this account reads and that is gone afterwards."""
    folder = settings.staging_folder / f"{UPLOAD}{secrets.token_hex(6)}"
    settings.staging_folder.mkdir(parents=True, exist_ok=True)
    remove_abandoned(settings, UPLOAD, ABANDONED)
    folder.mkdir(mode=0o700)
    try:
        file = folder / file_name(sent.name)
        with file.open("xb") as target:
            file.chmod(0o600)
            target.write(sent.content)
        yield file
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def file_name(name: str) -> str:
    """The last part of a name that somebody sent, safe as the name of a file and still
    recognisable.
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(character for character in last if character.isprintable()).strip(". ")
    return plain.encode()[-LONGEST_NAME:].decode(errors="ignore") or "arquivo"
