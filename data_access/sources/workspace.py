"""A private folder and a DuckDB connection with bounded memory, both gone when the import ends."""

import os
import shutil
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from config.formatting import BRASILIA
from config.settings import Settings
from data_access.sources.step import Step

PREFIX = ".work-"
# Where nobody asked for more or less: beyond this DuckDB spills, and with Python and buffers an
# import takes 3 GB.
MEMORY = "1800MB"
POLL_SECONDS = 0.2
ABANDONED = 3600  # seconds after which the folder of a look at a source is one that died


@dataclass(frozen=True)
class Workspace:
    folder: Path
    connection: duckdb.DuckDBPyConnection
    expansion_limit: int = 0  # bytes that an archive may expand to

    def run(self, sql: str, step: Step, parameters: Mapping[str, Any] | None = None) -> None:
        """Execute `sql` and tell how far it is. The callback is called in the caller's thread."""
        with ThreadPoolExecutor(1) as pool:
            done = pool.submit(
                self.connection.execute, sql, dict(parameters) if parameters else None
            )
            try:
                while not _is_finished(done):
                    step.at(self.connection.query_progress() / 100)
            except BaseException:  # the user gave up: so does the query
                self.connection.interrupt()
                raise
        done.result()
        step.at(1.0)

    def row(self, sql: str, parameters: Mapping[str, Any] | None = None) -> tuple[Any, ...]:
        """The only row of an aggregate."""
        return self.connection.execute(sql, dict(parameters) if parameters else None).fetchall()[0]


def _is_finished(done: Any) -> bool:
    try:
        done.exception(timeout=POLL_SECONDS)
    except NotYet:
        return False
    return True


@contextmanager
def workspace(settings: Settings, import_id: str, *, prefix: str = PREFIX) -> Iterator[Workspace]:
    """Raw identifiers pass through here, so nobody else may enter the folder."""
    folder = private_folder(settings, import_id, prefix=prefix)
    connection = duckdb.connect(
        config={
            "memory_limit": import_memory(settings),
            "threads": settings.threads or os.cpu_count() or 1,
            "temp_directory": str(folder / "spill"),
            "autoinstall_known_extensions": False,
        }
    )
    connection.execute(f"SET TimeZone = '{BRASILIA.key}'; SET enable_progress_bar_print = false")
    connection.execute("SET enable_progress_bar = true")
    try:
        yield Workspace(folder, connection, settings.expansion_bytes)
    finally:
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)


def private_folder(settings: Settings, name: str, *, prefix: str = PREFIX) -> Path:
    """A new folder that nobody else may enter; it counts as left over when its import died."""
    folder = settings.staging_folder / f"{prefix}{name}"
    settings.staging_folder.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700)
    return folder


def import_memory(settings: Settings) -> str:
    """The memory that DuckDB may take in an import:
    what was set, or less than a build takes by default.
    """
    return (
        settings.memory_limit.replace(" ", "")
        if "memory_limit" in settings.model_fields_set
        else MEMORY
    )


def remove_abandoned(settings: Settings, prefix: str, seconds: float = ABANDONED) -> None:
    """Folders in which something died before it could remove them: they hold raw rows."""
    for folder in settings.staging_folder.glob(f"{prefix}*"):
        if is_older(folder, seconds):
            shutil.rmtree(folder, ignore_errors=True)


def is_older(folder: Path, seconds: float) -> bool:
    """Whether nothing came or went in a folder for so long; not of one that has just gone."""
    try:
        return time.time() - folder.stat().st_mtime > seconds
    except FileNotFoundError:
        return False


def private_folders(settings: Settings) -> list[Path]:
    """All folders in which something works on raw rows, or died: their names begin with a dot."""
    return sorted(path for path in settings.staging_folder.glob(".*") if path.is_dir())


def leftovers(settings: Settings) -> list[Path]:
    """Folders of imports, the one that runs among them."""
    return sorted(settings.staging_folder.glob(f"{PREFIX}*"))


def remove_leftovers(settings: Settings) -> None:
    """Folders of imports that died. Only for whoever holds the import lock."""
    for folder in leftovers(settings):
        shutil.rmtree(folder, ignore_errors=True)
