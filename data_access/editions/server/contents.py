"""Row counts and checksums of tables in PostgreSQL, by the same hash as in the manifest.

The rows are streamed back to a DuckDB in memory, a few megabytes at a time: the hash is DuckDB's
own, and what is compared is the value of every cell as it left the server, not what a second
formula of ours makes of it.
"""

import io
from collections.abc import Iterator
from typing import Any

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.csv
import sqlalchemy as sa

from data_access.editions.manifest import TableContent

BATCH_BYTES = 4_000_000
ARROW_TYPES: tuple[tuple[type[Any], pa.DataType], ...] = (
    (sa.BigInteger, pa.int64()),
    (sa.SmallInteger, pa.int16()),
    (sa.Integer, pa.int32()),
    (sa.Double, pa.float64()),
    (sa.Boolean, pa.bool_()),
    (sa.Date, pa.date32()),
    (sa.LargeBinary, pa.binary()),
    (sa.String, pa.string()),
)


def table_content(connection: sa.Connection, table: sa.Table) -> TableContent:
    """The content of `table`, which names its schema."""
    fields = pa.schema([(column.name, arrow_type(column)) for column in table.columns])
    rows, total = 0, 0
    with duckdb.connect(config={"threads": 1}) as engine:
        for batch in _batches(connection, table, fields):
            engine.register("batch", batch)
            columns = ", ".join(f'"{name}"' for name in fields.names)
            found = engine.execute(
                f"SELECT count(*), coalesce(sum(hash({columns})), 0) FROM batch"
            ).fetchone()
            counted, part = found or (0, 0)
            rows, total = rows + counted, total + int(part)
    return TableContent(rows=rows, checksum=str(total))


def arrow_type(column: sa.Column[Any]) -> pa.DataType:
    return next(arrow for kind, arrow in ARROW_TYPES if isinstance(column.type, kind))


def _batches(connection: sa.Connection, table: sa.Table, fields: pa.Schema) -> Iterator[pa.Table]:
    if pa.binary() in fields.types:  # few and large
        rows = connection.execute(sa.select(table)).all()
        arrays = [
            pa.array([row[place] for row in rows], kind) for place, kind in enumerate(fields.types)
        ]
        yield pa.table(arrays, schema=fields)
        return
    convert = pa.csv.ConvertOptions(
        column_types=fields,
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,  # "" is an empty text and nothing is a null
        true_values=["t"],
        false_values=["f"],
    )
    read = pa.csv.ReadOptions(column_names=fields.names)
    parse = pa.csv.ParseOptions(newlines_in_values=True)
    for part in _csv(connection, table):
        yield pa.csv.read_csv(
            io.BytesIO(part), read_options=read, parse_options=parse, convert_options=convert
        )


def _csv(connection: sa.Connection, table: sa.Table) -> Iterator[bytes]:
    """Whole rows, in parts of some megabytes."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("editions are read back by psycopg")
    qualified = connection.dialect.identifier_preparer.format_table(table)
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    parts, size = [], 0
    command = f"COPY {qualified} ({columns}) TO STDOUT (FORMAT csv)"
    with driver.cursor() as cursor, cursor.copy(command) as copy:
        for row in copy:
            parts.append(bytes(row))
            size += len(row)
            if size >= BATCH_BYTES:
                yield b"".join(parts)
                parts, size = [], 0
    if parts:
        yield b"".join(parts)
