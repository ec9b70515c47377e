"""Whether an edition has the columns that this version of the product reads."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from duckdb_sqlalchemy import Dialect

from config.formatting import enumerate_words, number
from data_access.editions.manifest import Manifest
from data_access.schema import tables as schema
from data_access.schema.version import BEFORE, OUT_OF

FILE_SCHEMA = "main"  # of the DuckDB file of an edition
SHOWN = 3
_COLUMNS = sa.text(
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = :place"
)


def missing_columns(connection: sa.Connection, place: str, version: int) -> list[str]:
    """``table.column`` of all that an edition of that schema version lacks in the schema `place`,
    in the order of the tables.
    """
    there = {(table, column) for table, column in connection.execute(_COLUMNS, {"place": place})}
    return [
        f"{table.name}.{column.name}"
        for table in schema.tables_of(version)
        for column in schema.columns_of(table, version)
        if (table.name, column.name) not in there
    ]


def columns_added_later(database: str, version: int) -> Iterator[str]:
    """A statement for each table of which an edition of that schema version lacks columns, which
    gives them as `BEFORE`, and for each that it has in another shape (`OUT_OF`); `database` is the
    name of its file in the engine.
    """
    for table in schema.tables_of(version):
        lacking = [column for column in table.columns if not schema.is_in(column.info, version)]
        if lacking:
            nulls = ", ".join(
                f"{column.info.get(BEFORE, 'NULL')}::{column.type.compile(dialect=Dialect())}"
                f" AS {column.name}"
                for column in lacking
            )
            yield (
                f"CREATE TEMP VIEW {table.name} AS"
                f' SELECT *, {nulls} FROM "{database}".{FILE_SCHEMA}.{table.name}'
            )
    for table in schema.tables_of(schema.SCHEMA_VERSION):
        earlier, sql = table.info.get(OUT_OF, (None, ""))
        if earlier is not None and schema.is_in(earlier.info, version):
            of = {earlier.name: f'"{database}".{FILE_SCHEMA}.{earlier.name}'}
            yield f"CREATE TEMP VIEW {table.name} AS {sql.format(**of)}"


def missing_sentence(manifest: Manifest, missing: Sequence[str]) -> str:
    """Why an edition cannot be read, and what to do."""
    rest = len(missing) - SHOWN
    named = enumerate_words([*missing[:SHOWN], *([f"mais {number(rest)}"] if rest > 0 else [])])
    what = "esta coluna, que esta versão lê" if len(missing) == 1 else "colunas que esta versão lê"
    return (
        f"A edição {manifest.id} foi construída por outra versão do produto"
        f" ({manifest.product_version}) e não tem {what}: {named}. Construa outra com `t360 build`,"
        " ou volte a uma que esta versão leia com `t360 editions rollback`."
    )
