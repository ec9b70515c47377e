"""The door: files come in validated, normalised and without personal identifiers,
or they do not come in.
"""

from data_access.importing.demonstration import refuse_beside_own_imports, undo_demonstration
from data_access.importing.details import details
from data_access.importing.report import ImportRefusedError, ImportReport
from data_access.importing.run import import_table
from data_access.importing.staging import StagedFile, active_imports, active_rows_sql, undo_import

__all__ = [
    "ImportRefusedError",
    "ImportReport",
    "StagedFile",
    "active_imports",
    "active_rows_sql",
    "details",
    "import_table",
    "refuse_beside_own_imports",
    "undo_demonstration",
    "undo_import",
]
