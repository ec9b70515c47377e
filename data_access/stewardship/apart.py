"""Files that somebody sent to the panel are read by another process, and few at a time: what one of
them asks for stops neither the pages nor whoever sent another.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

import pandas as pd

from config.errors import UserError
from config.progress import Progress, silent
from config.settings import Settings, bytes_of_size
from data_access.base.apart import Bounds, TooMuchError, call_apart
from data_access.importing.preview import Preview, preview
from data_access.importing.report import ImportReport, RowsRefusedError
from data_access.importing.run import import_table
from data_access.operational.actor import Actor
from data_access.plausibility.finding import Locate
from data_access.sources.errors import ImportRefusedError
from data_access.sources.readers.address import Database
from data_access.sources.readers.opening import ANY, Choice
from data_access.sources.workspace import import_memory
from data_access.staging.turn import turn

AT_ONCE = 2  # previews; imports wait for their turn elsewhere
PATIENCE = 30  # seconds to wait for one of them to end
PREVIEW = Bounds(memory=2 << 30, seconds=60)
BESIDE = 2 << 30  # bytes that an import may take beside those of DuckDB
LONGEST_IMPORT = 2 * 3600  # seconds
ONLY_A_HEADER = "A fonte “{name}” só tem o cabeçalho; esperava ao menos uma linha."
_places = BoundedSemaphore(AT_ONCE)


class ReadersBusyError(UserError):
    """As many files are being read as the server reads at once."""


@dataclass(frozen=True)
class Given:
    """A source within reach of this machine, and what it is to become. ``choice``: which table of
    it, where it has several.
    """

    source: Path | Database
    table: str
    profile: str = "padrao"
    choice: Choice = ANY


def preview_apart(settings: Settings, given: Given, places: pd.DataFrame) -> Preview:
    """Raises UserError in the words of an import, TooMuchError for what would take the server, and
    ReadersBusyError where other files do not end.
    """
    if not _places.acquire(timeout=PATIENCE):
        raise ReadersBusyError(
            "O painel já está lendo outros arquivos. Espere um minuto e envie este de novo."
        )
    try:
        return call_apart(_preview, PREVIEW, silent, settings, given, places)
    finally:
        _places.release()


def import_apart(
    settings: Settings,
    given: Given,
    municipalities: pd.DataFrame,
    progress: Progress,
    actor: Actor,
    locate: Locate | None,
) -> ImportReport:
    """`import_here`, where a refusal with counts is its report. Raises ImportRefusedError."""
    bounds = Bounds(bytes_of_size(import_memory(settings)) + BESIDE, LONGEST_IMPORT)
    try:
        return call_apart(_import, bounds, progress, settings, given, municipalities, actor, locate)
    except TooMuchError:
        tidy_up(settings)
        raise


def import_here(
    settings: Settings,
    given: Given,
    municipalities: pd.DataFrame,
    progress: Progress,
    actor: Actor,
    locate: Locate | None,
) -> ImportReport:
    """Raises ImportRefusedError for every refusal."""
    return import_table(
        settings,
        given.table,
        given.source,
        profile=given.profile,
        choice=given.choice,
        municipalities=municipalities,
        progress=progress,
        actor=actor,
        locate=locate,
    )


def _preview(_: Progress, settings: Settings, given: Given, places: pd.DataFrame) -> Preview:
    assert isinstance(given.source, Path)  # noqa: S101 - nobody sends a database
    found = preview(settings, given.table, given.source, given.profile, places, choice=given.choice)
    if not found.report.read:  # as the import would
        raise ImportRefusedError(ONLY_A_HEADER.format(name=given.source.name))
    return found


def _import(
    progress: Progress,
    settings: Settings,
    given: Given,
    municipalities: pd.DataFrame,
    actor: Actor,
    locate: Locate | None,
) -> ImportReport:
    try:
        return import_here(settings, given, municipalities, progress, actor, locate)
    except RowsRefusedError as refusal:
        return refusal.report


def tidy_up(settings: Settings) -> None:
    """What an import that was ended has left is removed, and the history tells that it stopped."""
    with suppress(ImportRefusedError), turn(settings):
        pass
