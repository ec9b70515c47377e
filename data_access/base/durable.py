"""Writing that survives a crash, and locks that die with the process that holds them."""

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data_access.base.edition_errors import EditionError

WINDOWS = sys.platform == "win32"


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush_file(path: Path) -> None:
    """Do not return before the content is on the disk."""
    # Windows flushes only what is open for writing.
    descriptor = os.open(path, os.O_RDWR if WINDOWS else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(path: Path) -> None:
    """Do not return before names created, renamed or removed in `path` are on the disk."""
    if not WINDOWS:  # which journals names by itself and opens no folder
        flush_file(path)


def replace_text(path: Path, text: str) -> None:
    """Whoever reads `path` finds the old text or the new one, whole.
    Two writers at once need a lock.
    """
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8", newline="\n")
    flush_file(fresh)
    fresh.replace(path)
    flush_folder(path.parent)


@contextmanager
def hold_lock(path: Path, *, busy: str | None = None) -> Iterator[None]:
    """Hold the lock file `path`. If somebody else does, wait or raise EditionError with `busy`."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a+b") as file:
        try:
            _lock(file.fileno(), wait=busy is None)
        except BlockingIOError:
            raise EditionError(busy) from None
        yield  # closing the file gives the lock back


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, *, wait: bool) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError(str(error)) from error

else:
    import fcntl

    def _lock(descriptor: int, *, wait: bool) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
