"""Parquet as a `Source`: read where it is. A row's line is its number, from 1."""

from pathlib import Path

import duckdb

from data_access.importing.examine import Examined
from data_access.importing.layout import Layout
from data_access.importing.report import ImportRefusedError
from data_access.importing.source import LINE, Kind, Source, file_literal, identifier, unknown_columns
from data_access.importing.workspace import Workspace

FLOATING = frozenset({"FLOAT", "DOUBLE"})
KINDS: dict[str, Kind] = {
    "VARCHAR": "texto",
    "UUID": "texto",
    "BOOLEAN": "booleano",
    "DATE": "momento",
    "TIMESTAMP WITH TIME ZONE": "instante",
    "VARCHAR[]": "lista",
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S"), "momento"),
    **dict.fromkeys(("FLOAT", "DOUBLE"), "fracionario"),
    **dict.fromkeys(
        (f"{sign}{size}" for sign in ("", "U") for size in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")),
        "numero",
    ),
}


def read_parquet(examined: Examined, layout: Layout, space: Workspace) -> Source:
    """Raises ImportRefusedError for a damaged file and for columns of a type that no cell can have."""
    name = examined.name
    relation = f"read_parquet({file_literal(examined.path)}, file_row_number=true)"
    try:
        described = space.connection.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {relation}").fetchall()
        records = int(space.row(f"SELECT count(*) FROM {relation}")[0])
    except duckdb.Error:
        raise _damaged(name) from None
    names = [str(row[0]) for row in described]
    used = layout.needed(names, name)
    kinds = {column: _kind(column, str(described[position][1]), name) for column, position in used.items()}
    cells = ", ".join(f"{identifier(names[position])} AS {identifier(column)}" for column, position in used.items())
    return Source(
        relation=f"SELECT {cells}, file_row_number + 1 AS {LINE} FROM {relation}",
        kinds=kinds,
        records=records,
        unknown_columns=unknown_columns(names, used),
        form=("formato Parquet",),
    )


def refuse_damaged_pages(path: Path, name: str) -> None:
    """Raises ImportRefusedError where `path` is a Parquet file and has a page that cannot be read.

    To be asked when reading has failed, so that a sound file is read no more than once.
    """
    if not path.is_file() or path.open("rb").read(4) != b"PAR1":
        return
    with duckdb.connect() as connection:
        try:
            cells = "SELECT sum(length(CAST(COLUMNS(*) AS VARCHAR)))"
            connection.execute(f"{cells} FROM read_parquet({file_literal(path)})")
        except duckdb.Error:
            raise _damaged(name) from None


def _damaged(name: str) -> ImportRefusedError:
    return ImportRefusedError(
        f"O arquivo “{name}” começa como Parquet, mas está incompleto ou danificado. Gere-o de novo na origem."
    )


def _kind(column: str, sql_type: str, source_name: str) -> Kind:
    if sql_type.startswith("DECIMAL"):
        return "fracionario"
    if sql_type.startswith("ENUM"):
        return "texto"
    try:
        return KINDS[sql_type]
    except KeyError:
        raise ImportRefusedError(
            f"Em “{source_name}” a coluna {column} é do tipo {sql_type}, que não cabe em uma célula. "
            "Esperava texto, número, data ou booleano."
        ) from None
