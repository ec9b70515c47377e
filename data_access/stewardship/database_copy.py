"""The operational database as of one moment, on the way into a copy of the installation."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.settings import Settings
from data_access.operational.engine import FILE as DATABASE
from data_access.operational.engine import operational_engine


@contextmanager
def folder_beside(part: Path) -> Iterator[Path]:
    """A folder of one's own on the disk of the copy, so that a full disk is the one that is said to
    be; what a command that was killed left there is removed first.
    """
    folder = part.with_suffix(".banco")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def database_now(settings: Settings, folder: Path) -> Path | None:
    """The operational database as of this moment, in one file; None where a server keeps it.

    Raises OSError where it does not fit in `folder`, as any other file would.
    """
    if settings.operational_url is not None:
        return None
    operational_engine(settings)  # migrated, or refused with its sentence
    copy = folder / DATABASE
    source, target = sqlite3.connect(settings.home / DATABASE), sqlite3.connect(copy)
    try:
        source.backup(target)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_FULL:
            raise
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(copy)) from error
    finally:
        source.close()
        target.close()
    return copy
