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
    """A sentence on the columns that rows which are replaced had, and `columns`, those of the rows
    of `staged`, are not: a row takes the place of the whole of another.
    """
    keys = ", ".join(identifier(name) for name in table.key)
    lost: set[str] = set()
    for file in earlier:
        own = {*file.columns} - {*columns}
        if (
            own - lost
            and space.connection.execute(
                f"SELECT 1 FROM read_parquet({file_literal(staged)}) SEMI JOIN"
                f" read_parquet({file_literal(file.path)}) USING ({keys}) LIMIT 1"
            ).fetchone()
        ):
            lost |= own
    if not lost:
        return ()
    names = [name for name in table.names if name in lost]
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
