"""The door: files come in validated, normalised and without personal identifiers, or they do not come in."""

from config.settings import Settings
from data_access.importing.report import ImportRefusedError, ImportReport
from data_access.importing.run import import_table
from data_access.importing.staging import StagedFile, active_imports, active_rows_sql, undo_import
from data_access.operational.imports import undo_imports_from

__all__ = [
    "ImportRefusedError",
    "ImportReport",
    "StagedFile",
    "active_imports",
    "active_rows_sql",
    "import_table",
    "undo_demonstration",
    "undo_import",
]


def undo_demonstration(settings: Settings) -> None:
    """Undo what was imported from the folder of the demonstration."""
    undo_imports_from(settings, settings.home / "demo")
