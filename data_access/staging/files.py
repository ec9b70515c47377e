"""The staged files: how accepted rows come in, and the rows that are active."""

from collections.abc import Sequence
from pathlib import Path

from config.settings import Settings
from data_access.base.durable import flush_file, flush_folder
from data_access.contract.load import table_contract
from data_access.operational.imports import (
    StagedFile,
    active_imports,
    mark_interrupted,
    staged_path,
    undo_import,
)
from data_access.sources.source import file_literal, identifier
from data_access.sources.values.parsing import sql_type

__all__ = [
    "StagedFile",
    "active_imports",
    "active_rows_sql",
    "clean_up",
    "enter",
    "rejection_path",
    "undo_import",
]


ORDER, COPIES, COPY = "_ordem", "_copias", "_copia"
SOURCE_COLUMNS = (ORDER, COPIES, COPY)
STAGED = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"  # how accepted rows are written


def rejection_path(settings: Settings, import_id: str) -> Path:
    return settings.rejections_folder / f"{import_id}.csv"


def enter(file: Path, target: Path) -> None:
    """Move a finished file to its place: there whole, or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    flush_file(file)
    file.replace(target)
    flush_folder(target.parent)


def clean_up(settings: Settings) -> None:
    """Remove the files of imports that died before they counted.
    Only for the holder of the import lock.
    """
    for table, import_id in mark_interrupted(settings):
        staged_path(settings, table, import_id).unlink(missing_ok=True)


def active_rows_sql(files: Sequence[StagedFile], table: str, *, with_source: bool = False) -> str:
    """SQL of the active rows of a table, columns as in the contract; of two with one key the later
    import wins.

    Only keys that occur in several files are compared: those of a single file, and of files that
    are known to be `apart` (see `apart.mark_apart`), are read as they are.
    `with_source` adds ``_ordem``, the position in `files` of the file that a row comes from,
    ``_copias``, how many cases the row stands for, and ``_copia``, which of the cases of a row of
    another table it tells of: 1 and 0 but in the country of the demonstration (docs/adr/0042).
    """
    contract = table_contract(table)
    columns = ", ".join(identifier(name) for name in contract.names)
    if not files:
        typed = ", ".join(
            f"NULL::{sql_type(column)} AS {identifier(column.name)}" for column in contract.columns
        )
        source = "".join(f", NULL::INTEGER AS {name}" for name in SOURCE_COLUMNS)
        source = source if with_source else ""
        return f"SELECT {typed}{source} WHERE false"
    kept = ", ".join((columns, *SOURCE_COLUMNS)) if with_source else columns
    apart: list[str] = []
    together: list[str] = []
    for place, file in enumerate(files):
        rows = (
            f"SELECT {columns}, {place} AS _ordem, {_alike(file)}"
            f" FROM read_parquet({file_literal(file.path)})"
        )
        (apart if file.apart or len(files) == 1 else together).append(rows)
    parts = [f"SELECT {kept} FROM ({' UNION ALL '.join(apart)})"] if apart else []
    if together:
        keys = ", ".join(identifier(name) for name in contract.key)
        parts.append(
            f"WITH staged AS ({' UNION ALL '.join(together)}), newest AS (SELECT {keys},"
            f" max(_ordem) AS _ultima FROM staged GROUP BY {keys} HAVING count(*) > 1)"
            f" SELECT {kept} FROM staged LEFT JOIN newest USING ({keys})"
            " WHERE coalesce(_ultima, _ordem) = _ordem"
        )
    return parts[0] if len(parts) == 1 else " UNION ALL ".join(f"({part})" for part in parts)


def _alike(file: StagedFile) -> str:
    """SQL of how many cases each row of a file stands for, and of which it tells."""
    known = (f"{name if name in file.columns else default}::INTEGER AS {name}"
             for name, default in ((COPIES, 1), (COPY, 0)))  # fmt: skip
    return ", ".join(known)
