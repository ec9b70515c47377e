"""Copying a complete edition from its DuckDB file to a schema of its own:
all of it in one transaction, or nothing.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.csv
import sqlalchemy as sa

from config.progress import Progress, silent
from config.settings import Settings
from data_access.base.edition_errors import EditionError
from data_access.editions import checksums
from data_access.editions.manifest import Manifest, TableContent
from data_access.editions.reading import read_only_engine
from data_access.editions.server import register, tables, wall
from data_access.editions.server.connection import engine_for
from data_access.editions.server.contents import table_content

BATCH_ROWS = 50_000  # some megabytes
# Texts in quotes, nothing for a null: what COPY expects.
CSV = pa.csv.WriteOptions(include_header=False)


def copy_edition(
    settings: Settings, database: Path, manifest: Manifest, progress: Progress = silent
) -> None:
    """Put the tables and the manifest of a verified edition file in the database. It is not
    published by this.

    Whoever calls holds the publishing lock. Killed at any moment it leaves nothing: the schema, its
    rows and its entry in the register appear with the commit. Raises EditionError where what
    arrived is not what was sent.
    """
    name = tables.schema_name(manifest.id)
    engine, instance = read_only_engine(database, settings)
    try:
        with engine.connect() as source:
            expected = checksums.all_tables(source, manifest.schema_version)
        with engine_for(settings, "publish").begin() as target:
            register.create_register(target)
            _drop_leftovers(target)
            copy_tables(instance, target, name, expected, progress)
            register.add_edition(target, manifest)
            wall.guard_all(target)
    finally:
        engine.dispose()
        instance.close()
    progress(1.0, "Edição copiada")


def copy_tables(
    source: duckdb.DuckDBPyConnection,
    target: sa.Connection,
    name: str,
    expected: Mapping[str, TableContent],
    progress: Progress = silent,
) -> None:
    """Fill the new schema `name`, with its indexes;
    raises EditionError where a table is not as `expected`.
    """
    target.execute(sa.schema.CreateSchema(name))
    total = sum(content.rows for content in expected.values()) or 1
    done = 0
    copies = [table for table in tables.edition_tables(name) if table.name in expected]
    for table in copies:
        progress(0.9 * done / total, f"Cópia de {table.name}")
        _copy_table(source.cursor(), target, table)
        _refuse_difference(target, table, expected[table.name])
        done += expected[table.name].rows
    progress(0.9, "Índices")
    for table in copies:
        index = tables.index_of(table)
        if index is not None:
            target.execute(sa.schema.CreateIndex(index))
        target.exec_driver_sql(f"ANALYZE {target.dialect.identifier_preparer.format_table(table)}")


def _drop_leftovers(connection: sa.Connection) -> None:
    """Schemas of editions that the register does not know:
    half a restored backup, or an entry removed by hand.
    """
    known = set(connection.scalars(sa.select(tables.edition.c.schema_name)))
    for name in sa.inspect(connection).get_schema_names():
        if tables.EDITION_SCHEMA.fullmatch(name) and name not in known:
            connection.execute(sa.schema.DropSchema(name, cascade=True))


def _copy_table(source: duckdb.DuckDBPyConnection, target: sa.Connection, table: sa.Table) -> None:
    target.execute(sa.schema.CreateTable(table))
    names = [column.name for column in table.columns]
    columns = ", ".join(f'"{name}"' for name in names)
    selected = f"SELECT {columns} FROM {table.name}"
    if any(isinstance(column.type, sa.LargeBinary) for column in table.columns):
        rows = source.execute(selected).fetchall()
        if rows:
            target.execute(sa.insert(table), [dict(zip(names, row, strict=True)) for row in rows])
        return
    qualified = target.dialect.identifier_preparer.format_table(table)
    # Rows of a table that this transaction has made may be stored as those that everybody sees
    # already.
    command = f"COPY {qualified} ({columns}) FROM STDIN (FORMAT csv, FREEZE)"
    with _driver(target).cursor() as cursor, cursor.copy(command) as copy:
        for part in _csv(source, selected):
            copy.write(part)


def _csv(source: duckdb.DuckDBPyConnection, statement: str) -> Iterator[pa.Buffer]:
    for batch in source.execute(statement).to_arrow_reader(BATCH_ROWS):
        sink = pa.BufferOutputStream()
        pa.csv.write_csv(batch, sink, CSV)
        yield sink.getvalue()


def _driver(connection: sa.Connection) -> psycopg.Connection[Any]:
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("editions are copied by psycopg")
    return driver


def _refuse_difference(target: sa.Connection, table: sa.Table, expected: TableContent) -> None:
    if table_content(target, table) != expected:
        raise EditionError(
            f"O que chegou ao banco de edições na tabela {table.name} não é o que foi enviado; nada"
            " mudou. Publique de novo e, se acontecer outra vez, confira a codificação do banco"
            " (UTF8) e o servidor."
        )
