"""What is kept of imports that no longer count, and nobody asks for any more."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from config.settings import Settings
from data_access.importing.log import log_path
from data_access.operational.history import ImportRecord, history
from data_access.operational.imports import staged_path
from data_access.plausibility.writing import findings_folder
from data_access.staging.files import rejection_path
from data_access.staging.turn import turn

KEPT = 3  # of the newest of each table that no longer count
OVER = ("desfeita", "recusada", "interrompida")


@dataclass(frozen=True)
class PrunableImport:
    """An import whose files may go; its line in the history stays. ``size`` in bytes."""

    record: ImportRecord
    files: tuple[Path, ...]
    size: int


def prunable_imports(settings: Settings, keep: int = KEPT) -> list[PrunableImport]:
    """Those that were undone, refused or interrupted and have files, but for the `keep` newest of
    each table; newest first.
    """
    seen: dict[str, int] = {}
    found = []
    for record in history(settings):
        if record.state in OVER:
            seen[record.table] = seen.get(record.table, 0) + 1
            files = _files(settings, record)
            if seen[record.table] > keep and files:
                size = sum(file.stat().st_size for file in files)
                found.append(PrunableImport(record, files, size))
    return found


def prune_imports(settings: Settings, keep: int = KEPT) -> list[PrunableImport]:
    """Remove those files. Raises ImportRefusedError while an import runs."""
    with turn(settings):
        found = prunable_imports(settings, keep)
        for item in found:
            for file in item.files:
                file.unlink(missing_ok=True)
            shutil.rmtree(findings_folder(settings, item.record.import_id), ignore_errors=True)
    return found


def _files(settings: Settings, record: ImportRecord) -> tuple[Path, ...]:
    name = record.import_id
    findings = findings_folder(settings, name)
    places = (
        staged_path(settings, record.table, name),
        rejection_path(settings, name),
        log_path(settings, name),
        *(findings.rglob("*") if findings.is_dir() else ()),
    )
    return tuple(place for place in places if place.is_file())
