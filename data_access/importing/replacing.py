"""Rows of earlier imports that an import takes the place of, or that took the place of its own."""

from collections.abc import Sequence
from pathlib import Path

from config.formatting import enumerate_first
from config.settings import Settings
from data_access.contract.model import Table
from data_access.operational.models import ImportRun
from data_access.sources.source import file_literal, identifier
from data_access.sources.workspace import Workspace
from data_access.staging.files import StagedFile, active_imports, active_rows_sql

SHOWN = 5  # columns that a sentence names


def files_beside(settings: Settings, run: ImportRun) -> list[StagedFile]:
    """The active files of the table of `run` that stay beside its rows: of the demonstration none
    does, unless the run is of it too.
    """
    return [
        file
        for file in active_imports(settings, run.table_name)
        if run.demonstration or not file.demonstration
    ]


def count_replaced_rows(
    space: Workspace, table: Table, staged: Path, earlier: Sequence[StagedFile]
) -> int:
    """Rows of `staged` whose key is in a file of `earlier`."""
    if not earlier:
        return 0
    keys = ", ".join(identifier(name) for name in table.key)
    before = " UNION ALL ".join(
        f"SELECT {keys} FROM read_parquet({file_literal(file.path)})" for file in earlier
    )
    found = space.row(
        f"SELECT count(*) FROM (SELECT {keys} FROM read_parquet({file_literal(staged)}))"
        f" SEMI JOIN ({before}) USING ({keys})"
    )
    return int(found[0])


def emptied_columns(
    space: Workspace,
    table: Table,
    staged: Path,
    columns: Sequence[str],
    earlier: Sequence[StagedFile],
) -> tuple[str, ...]:
    """A sentence on the columns of which the rows that are replaced have values, and which are not
    among `columns`, those of the rows of `staged`: a row takes the place of the whole of another.
    Only the rows that count now are replaced; what an earlier import emptied is its own doing.
    """
    had = {name for file in earlier for name in file.columns} - {*columns}
    doubted = [name for name in table.names if name in had]
    if not doubted:
        return ()
    keys = ", ".join(identifier(name) for name in table.key)
    counts = space.row(
        f"SELECT {', '.join(f'count({identifier(name)})' for name in doubted)}"
        f" FROM ({active_rows_sql(earlier, table.name)})"
        f" SEMI JOIN read_parquet({file_literal(staged)}) USING ({keys})"
    )
    names = [name for name, cells in zip(doubted, counts, strict=True) if cells]
    if not names:
        return ()
    told = enumerate_first(names[:SHOWN], len(names))
    return (
        f"As linhas que estas substituem tinham {told}, e este arquivo não: nelas fica vazio o que"
        " tinham ali. Uma linha toma o lugar da outra inteira; para corrigir uma coluna, traga"
        " também as outras.",
    )


def count_overruled_rows(
    space: Workspace, table: Table, staged: Path, later: Sequence[StagedFile]
) -> int:
    """Rows of `staged` for which a file of `later` has other values, which are those that count."""
    if not later:
        return 0
    keys = ", ".join(identifier(name) for name in table.key)
    others = [identifier(name) for name in table.names if name not in table.key]
    differ = " OR ".join(f"old.{name} IS DISTINCT FROM new.{name}" for name in others) or "false"
    found = space.row(
        f"SELECT count(*) FROM read_parquet({file_literal(staged)}) AS old JOIN"
        f" ({active_rows_sql(later, table.name)}) AS new USING ({keys}) WHERE {differ}"
    )
    return int(found[0])
