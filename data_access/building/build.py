"""Building an edition beside the others: nobody sees it before it is complete and verified."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import duckdb

from config.formatting import number
from config.progress import Progress, part, silent
from config.settings import Settings
from data_access.base.durable import flush_file, flush_folder, hold_lock
from data_access.base.edition_errors import EditionError
from data_access.base.territory_source import TerritorySource
from data_access.building.cautions import replaced_rows, unknown_channels
from data_access.building.description import Staged, describe
from data_access.contract.load import SOURCE_TABLES, contract
from data_access.editions.info import EditionInfo, edition_info
from data_access.editions.layout import BUILD_LOCK, BUILDING, DATABASE
from data_access.editions.manifest import Manifest, write_manifest
from data_access.editions.verification import content_problems
from data_access.marts.build import MartReport, build_marts
from data_access.operational.imports import active_imports
from data_access.quality.record import record_quality
from data_access.staging.apart import mark_apart
from data_access.staging.soundness import problem_of_file
from data_access.staging.turn import remove_dead_work

# At each checkpoint the ends of all columns are written anew, and nobody reads the file before it
# is whole (docs/adr/0076).
LOG_BEFORE_CHECKPOINT = "1GB"
BUSY = "Outra edição está sendo construída agora; espere que termine e tente de novo."


class MartBuilder(Protocol):
    def __call__(
        self,
        connection: duckdb.DuckDBPyConnection,
        *,
        staged: Staged,
        territory: TerritorySource,
        progress: Progress,
    ) -> MartReport: ...


def build_edition(
    settings: Settings,
    *,
    territory: TerritorySource,
    progress: Progress = silent,
    build_marts: MartBuilder = build_marts,
) -> EditionInfo:
    """Make an edition of the active imports; it is not published. Returns it with its manifest.

    Raises EditionError where there are no attendances, another build runs or the result does not
    verify. Killed at any moment it leaves nothing but a folder that the next build removes.
    """
    editions = settings.editions_folder
    with hold_lock(editions / BUILD_LOCK, busy=BUSY):
        _remove_leftovers(editions)
        remove_dead_work(settings)
        staged = active_sources(settings)
        folder = editions / f"{BUILDING}{uuid4().hex[:12]}"
        folder.mkdir()
        try:
            manifest = _fill(folder, settings, staged, territory, build_marts, progress)
            flush_folder(folder)
            folder.rename(editions / manifest.id)
            flush_folder(editions)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    progress(1.0, "Edição pronta")
    return edition_info(settings, manifest.id)


def active_sources(settings: Settings) -> Staged:
    """The active imports of every table; an edition holds those of `SOURCE_TABLES` and says how
    full the others are.

    Raises EditionError where attendances, or a file, are missing, and for a file that is not the
    one that was written.
    """
    staged = {table: active_imports(settings, table) for table in contract()}
    if not staged["atendimentos"]:
        raise EditionError(
            "Para construir uma edição é preciso ter importado atendimentos, e não há nenhum. "
            "Importe com `t360 import atendimentos ARQUIVO` ou experimente com `t360 demo`."
        )
    for table, files in staged.items():
        for file in files:
            problem = problem_of_file(table, file)
            if problem:
                raise EditionError(f"{problem} Nada mudou: a edição publicada continua servida.")
    return staged


def _remove_leftovers(editions: Path) -> None:
    """Whoever holds the lock is the only build, so what others left behind is dead."""
    for leftover in editions.glob(f"{BUILDING}*"):
        shutil.rmtree(leftover)


def _fill(
    folder: Path,
    settings: Settings,
    staged: Staged,
    territory: TerritorySource,
    build_marts: MartBuilder,
    progress: Progress,
) -> Manifest:
    started, built_at = time.monotonic(), datetime.now(UTC)
    database = folder / DATABASE
    with _database(database, settings) as connection:
        staged = mark_apart(connection, staged)
        held = {table: staged[table] for table in SOURCE_TABLES}
        report = build_marts(
            connection, staged=held, territory=territory, progress=part(progress, 0.0, 0.82)
        )
        _refuse_empty(report)
        progress(0.82, "Plausibilidade")
        doubts = record_quality(connection, staged, held, territory)
        warnings = (
            *report.warnings,
            *replaced_rows(connection, held),
            *unknown_channels(connection),
            *doubts,
        )
        report = replace(report, warnings=warnings)
        progress(0.85, "Gravação")
        connection.execute("CHECKPOINT")
    flush_file(database)
    progress(0.9, "Verificação")
    manifest = describe(database, settings, report, held, territory, built_at=built_at)
    _refuse_problems(database, manifest, settings)
    manifest = manifest.model_copy(update={"build_seconds": round(time.monotonic() - started, 1)})
    write_manifest(folder, manifest)
    return manifest


@contextmanager
def _database(path: Path, settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A new file to write to. What does not fit in memory goes to a folder beside it,
    removed at the end.
    """
    temporary = path.parent.with_name(f"{path.parent.name}-temp")
    connection = duckdb.connect(
        str(path),
        config={
            "threads": settings.threads or os.cpu_count() or 1,
            "memory_limit": settings.memory_limit.replace(" ", ""),
            "temp_directory": str(temporary),
            "checkpoint_threshold": LOG_BEFORE_CHECKPOINT,
        },
    )
    try:
        yield connection
    finally:
        connection.close()
        shutil.rmtree(temporary, ignore_errors=True)


def _refuse_empty(report: MartReport) -> None:
    if report.first_month is None:
        excluded = number(sum(report.exclusions.values()))
        raise EditionError(
            f"Nenhum atendimento importado é válido segundo a regra {report.rule_version}"
            f" ({excluded} excluídos); não há o que publicar. Confira as colunas valido, situacao,"
            " tipo_atendimento e instrumento."
        )


def _refuse_problems(database: Path, manifest: Manifest, settings: Settings) -> None:
    problems = content_problems(database, manifest, settings, just_described=True)
    serious = [problem.sentence for problem in problems if problem.serious]
    if serious:
        raise EditionError(
            "A edição construída não passou na verificação e foi descartada."
            f" {' '.join(serious[:3])}"
        )
