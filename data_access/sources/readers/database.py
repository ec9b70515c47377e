"""A table or a query of a database, read once into a file. Nothing is written in the database."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from config.formatting import number
from data_access.base.addresses import without_secrets
from data_access.base.server_words import server_words
from data_access.sources.errors import ImportRefusedError
from data_access.sources.examine import Examined
from data_access.sources.layout import Layout
from data_access.sources.readers.address import Database
from data_access.sources.readers.tagged import NULLS, TWICE, TaggedTable, tag
from data_access.sources.readers.typed import typed_columns
from data_access.sources.source import LINE, Source, file_literal, unknown_columns
from data_access.sources.step import Step
from data_access.sources.values.text import MOST_COLUMNS
from data_access.sources.workspace import Workspace

FETCHED = 5_000  # rows at a time
SECONDS = 15  # to wait for a connection
# What each driver calls that.
TIMEOUTS = {
    "psycopg": {"connect_timeout": SECONDS},
    "psycopg2": {"connect_timeout": SECONDS},
    "pymysql": {"connect_timeout": SECONDS},
    "pyodbc": {"timeout": SECONDS},
    "pymssql": {"login_timeout": SECONDS},
    "oracledb": {"tcp_connect_timeout": SECONDS},
}
FILES = {"sqlite": "SQLite", "duckdb": "DuckDB"}
EXTRAS = {"mssql": "sqlserver", "oracle": "oracle"}
READ_ONLY = {
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "SET TRANSACTION READ ONLY",
    "mariadb": "SET TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
    "sqlite": "PRAGMA query_only = ON",
}


@dataclass(frozen=True)
class Snapshot(Examined):
    """The rows of a database as a file of tagged cells, by the names of a layout."""

    address: str = ""
    unknown: tuple[str, ...] = ()
    table: TaggedTable | None = field(default=None, repr=False)

    @property
    def origin(self) -> str:
        return self.address


def take_snapshot(database: Database, layout: Layout, folder: Path, step: Step) -> Snapshot:
    """Read the columns that the layout needs.
    Raises ImportRefusedError for what cannot be reached or read.
    """
    with _connect_read_only(database) as connection:
        read = _ask(connection, database, layout)
        hashed = 0
        with TaggedTable(folder / "database.parquet", list(read.used)) as table:
            for line, row in enumerate(read.rows(step), 1):
                cells = [tag(value) for value in row]
                table.add(line, cells)
                hashed += _row_hash(cells)
    identity = hashlib.sha256(
        f"{table.rows}\x1f{hashed}\x1f{sorted(read.used)}".encode()
    ).hexdigest()
    state = table.good.stat()
    return Snapshot(
        table.good,
        "banco",
        identity,
        state.st_size,
        state.st_mtime_ns,
        None,
        database.name,
        database.shown,
        unknown_columns(read.names, read.used),
        table,
    )


def _row_hash(cells: Sequence[str | None]) -> int:
    """To be added up: the order of rows, which no database promises, is not to count."""
    text = "\x1f".join("\x1e" if cell is None else cell for cell in cells)
    return int.from_bytes(
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=32).digest()
    )


@dataclass(frozen=True)
class _Answer:
    """A result not read yet. ``positions``: where in its rows the columns that are needed stand."""

    names: Sequence[str]
    used: Mapping[str, int]
    positions: Sequence[int]
    result: sa.CursorResult[Any]
    expected: int | None

    def rows(self, step: Step) -> Iterator[Sequence[Any]]:
        done = 0
        for rows in self.result.partitions(FETCHED):
            for row in rows:
                yield [row[position] for position in self.positions]
            done += len(rows)
            if self.expected:
                step.at(done / self.expected)
            else:
                step.progress(None, f"{step.label} ({number(done)} linhas)")


def _ask(connection: sa.Connection, database: Database, layout: Layout) -> _Answer:
    """Raises ImportRefusedError for columns that are missing or too many."""
    streaming = connection.execution_options(stream_results=True, max_row_buffer=FETCHED)
    if database.query is not None:
        # Without parameters a % in it is a %.
        result = streaming.execution_options(no_parameters=True).exec_driver_sql(database.query)
        names = _few(list(result.keys()), database)
        used = layout.needed(names, database.name)
        return _Answer(names, used, list(used.values()), result, None)
    *schema, name = str(database.table).split(".")
    table = sa.table(name, schema=".".join(schema) or None)
    everything = sa.select(sa.text("*")).select_from(table)
    names = _few(list(connection.execute(everything.where(sa.false())).keys()), database)
    used = layout.needed(names, database.name)
    expected = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar()
    chosen: list[sa.ColumnClause[Any]] = [sa.column(names[position]) for position in used.values()]
    result = streaming.execute(sa.select(*chosen).select_from(table))
    return _Answer(names, used, range(len(chosen)), result, expected)


def _few(names: list[str], database: Database) -> list[str]:
    if len(names) > MOST_COLUMNS:
        raise ImportRefusedError(
            f"“{database.name}” tem {len(names)} colunas; o limite é {MOST_COLUMNS}. Peça só as"
            " colunas da tabela."
        )
    return names


def read_snapshot(snapshot: Snapshot, space: Workspace) -> Source:
    """A row's line is its number, from 1."""
    table = snapshot.table
    assert table is not None  # noqa: S101 - for the type checker
    names = [name for name in table.columns if name != LINE]
    selected, kinds = typed_columns(space, table.good, {name: name for name in names}, "true")
    return Source(
        relation=(
            f"SELECT {LINE}, {selected} FROM read_parquet({file_literal(table.good)})"
            if table.rows
            else ""
        ),
        kinds=kinds,
        records=table.rows,
        unknown_columns=snapshot.unknown,
        broken=table.broken if table.rejected else None,
        broken_records=table.rejected,
        mended={
            kind: rows for kind, rows in {NULLS: table.nulls, TWICE: table.twice}.items() if rows
        },
        form=(f"banco de dados {snapshot.address}",),
    )


@contextmanager
def _connect_read_only(database: Database) -> Iterator[sa.Connection]:
    """A connection that only reads, and forgets what it did."""
    backend = database.url.get_backend_name()
    _refuse_new_file(database)
    try:
        engine = sa.create_engine(
            database.url,
            poolclass=sa.NullPool,
            connect_args=_arguments(database),
            hide_parameters=True,
        )
    except (NoSuchModuleError, ArgumentError):
        raise ImportRefusedError(
            f"Não conheço o tipo de banco “{database.url.drivername}”. Os mais usados são"
            " postgresql+psycopg, mssql+pyodbc, oracle+oracledb e sqlite; veja docs/fontes.md."
        ) from None
    except ImportError as error:
        extra = f"; instale o produto com o extra “{EXTRAS[backend]}”" if backend in EXTRAS else ""
        raise ImportRefusedError(
            f"Falta o driver “{error.name}” para ler de {backend}{extra}. Veja docs/fontes.md."
        ) from None
    connected = False
    try:
        with engine.connect() as connection:
            connected = True
            if backend in READ_ONLY:
                connection.exec_driver_sql(READ_ONLY[backend])
            yield connection
            connection.rollback()
    except DBAPIError as error:
        raise _refusal_of_database(database, error, connected=connected) from None
    finally:
        engine.dispose()


def _arguments(database: Database) -> dict[str, Any]:
    """What a driver is told beside the address. DuckDB would write files whatever a transaction
    says: it opens its own file to read, and no other.
    """
    if database.url.get_backend_name() == "duckdb":
        settings = {"enable_external_access": "false", "lock_configuration": "true"}
        return {"read_only": True, "config": settings}
    return TIMEOUTS.get(database.url.get_driver_name(), {})


def _refuse_new_file(database: Database) -> None:
    """SQLite would make an empty database of a name that was mistyped; one in memory is empty."""
    file, name = database.url.database, FILES.get(database.url.get_backend_name())
    if name and (not file or not Path(file).exists()):
        raise ImportRefusedError(
            f"Não encontrei o banco {name} “{file or ''}”. Confira o caminho no endereço."
        )


def _refusal_of_database(
    database: Database, error: DBAPIError, *, connected: bool
) -> ImportRefusedError:
    told = (str(error.orig).strip() or type(error.orig).__name__).splitlines()[0][:200]
    told = without_secrets(told, database.url)
    where = f"{database.url.host or database.url.database or database.shown}"
    if not connected:
        return ImportRefusedError(
            f"Não consegui conectar ao banco em {where}: {server_words(told)}. Confira servidor,"
            " porta, usuário e senha."
        )
    return ImportRefusedError(
        f"O banco em {where} recusou a leitura de “{database.name}” (ele disse: {told})."
    )
