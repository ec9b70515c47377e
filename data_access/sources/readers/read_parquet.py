"""Parquet as a `Source`: read where it is. A row's line is its number, from 1."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from data_access.sources.errors import ImportRefusedError
from data_access.sources.examine import REPLACEMENT, Examined
from data_access.sources.layout import Layout
from data_access.sources.readers.archive import refuse_bomb, refuse_oversize
from data_access.sources.readers.closer_look import SHOWN, TOO_LONG
from data_access.sources.readers.records import LONGEST_RECORD
from data_access.sources.readers.tagged import NULLS, TWICE
from data_access.sources.source import (
    LINE,
    Kind,
    Source,
    file_literal,
    identifier,
    literal,
    unknown_columns,
)
from data_access.sources.values.mojibake import is_mojibake_sql, mend
from data_access.sources.values.text import MOST_COLUMNS
from data_access.sources.workspace import Workspace

CELL = 8  # bytes that a cell without text takes
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
        (
            f"{sign}{size}"
            for sign in ("", "U")
            for size in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
        ),
        "numero",
    ),
}


def read_parquet(examined: Examined, layout: Layout, space: Workspace) -> Source:
    """Raises ImportRefusedError for a damaged file and for columns of a type that no cell has."""
    name = examined.name
    relation = f"read_parquet({file_literal(examined.path)}, file_row_number=true)"
    try:
        described = space.connection.execute(
            f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {relation}"
        ).fetchall()
        records = int(space.row(f"SELECT count(*) FROM {relation}")[0])
        unpacked = space.row(
            "SELECT coalesce(sum(greatest(total_uncompressed_size, 0)), 0)"
            f" FROM parquet_metadata({file_literal(examined.path)})"
        )
    except duckdb.Error:
        raise _damaged_parquet_error(name) from None
    names = [str(row[0]) for row in described]
    if len(names) > MOST_COLUMNS:
        raise ImportRefusedError(
            f"O arquivo “{name}” tem {len(names)} colunas; o limite é {MOST_COLUMNS}. Grave só as"
            " colunas da tabela."
        )
    used = layout.needed(names, name)
    refuse_bomb(max(int(unpacked[0]), records * len(used) * CELL), examined.size, name)
    kinds = {
        column: _kind(column, str(described[position][1]), name)
        for column, position in used.items()
    }
    source = Source(
        relation="",
        kinds=kinds,
        records=records,
        unknown_columns=unknown_columns(names, used),
        form=("formato Parquet",),
    )
    columns = {column: identifier(names[position]) for column, position in used.items()}
    texts = [
        cell for column, cell in columns.items() if str(described[used[column]][1]) == "VARCHAR"
    ]
    lists = [cell for column, cell in columns.items() if kinds[column] == "lista"]
    return _without_surprises(source, examined, columns, texts, lists, relation, space)


def _without_surprises(
    source: Source,
    examined: Examined,
    columns: Mapping[str, str],
    texts: Sequence[str],
    lists: Sequence[str],
    relation: str,
    space: Workspace,
) -> Source:
    """NUL characters, which no database keeps, become U+FFFD; text that was encoded twice is taken
    back; rows too long to be one are set aside.

    A text that thousands of rows share is written once in the file, and would be read for each.
    """
    lengths = [f"strlen({cell})" for cell in texts]
    lengths += [f"list_sum(list_transform({cell}, lambda item: strlen(item)))" for cell in lists]
    length = " + ".join(f"coalesce({bytes_of_cell}, 0)" for bytes_of_cell in lengths) or "0"
    written = [*texts, *(f"array_to_string({cell}, '')" for cell in lists)]
    null = " OR ".join(f"coalesce(contains({cell}, chr(0)), false)" for cell in written) or "false"
    twice = " OR ".join(f"coalesce({is_mojibake_sql(cell)}, false)" for cell in texts) or "false"
    longest, nulls, twices, whole = space.row(
        f"SELECT max({length}), count(*) FILTER ({null}), count(*) FILTER ({twice}),"
        f" coalesce(sum({length}) FILTER ({length} <= {LONGEST_RECORD}), 0) FROM {relation}"
    )
    refuse_bomb(int(whole), examined.size, examined.name)
    refuse_oversize(int(whole), space.expansion_limit or int(whole), examined.name)
    originals = tuple(columns.values())
    if twices:
        space.connection.create_function("mend_mojibake", mend, ["VARCHAR"], "VARCHAR")
        columns = {
            column: f"CASE WHEN {is_mojibake_sql(cell)} THEN mend_mojibake({cell}) ELSE {cell} END"
            if cell in texts
            else cell
            for column, cell in columns.items()
        }
    if nulls:
        columns = {
            column: _without_nulls(cell, listed=original in lists)
            if original in texts or original in lists
            else cell
            for (column, cell), original in zip(columns.items(), originals, strict=True)
        }
    cells = ", ".join(f"{cell} AS {identifier(column)}" for column, cell in columns.items())
    rows = f"SELECT {cells}, file_row_number + 1 AS {LINE} FROM {relation}"
    mended = {kind: n for kind, n in {NULLS: nulls, TWICE: twices}.items() if n}
    source = replace(source, relation=rows, mended=mended)
    if (longest or 0) <= LONGEST_RECORD:
        return source
    broken = space.folder / "broken.csv"
    shown = ", ".join(f"left({_without_nulls(cell, listed=False)}, {SHOWN})" for cell in texts)
    space.connection.execute(
        f"COPY (SELECT file_row_number + 1, '{TOO_LONG}', left(concat_ws(';', {shown}),"
        f" {SHOWN}) FROM {relation} WHERE {length} > {LONGEST_RECORD} ORDER BY 1) TO"
        f" {literal(str(broken))} (FORMAT csv, HEADER false)"
    )
    count = int(space.row(f"SELECT count(*) FROM {relation} WHERE {length} > {LONGEST_RECORD}")[0])
    return replace(
        source,
        relation=f"{rows} WHERE {length} <= {LONGEST_RECORD}",
        records=source.records - count,
        broken=broken,
        broken_records=count,
    )


def _without_nulls(cell: str, *, listed: bool) -> str:
    """SQL of a text, or of a list of texts, with U+FFFD in place of each NUL character."""
    if listed:
        return f"list_transform({cell}, lambda item: {_without_nulls('item', listed=False)})"
    return f"replace({cell}, chr(0), '{REPLACEMENT}')"


def refuse_damaged_pages(path: Path, name: str) -> None:
    """Raises ImportRefusedError where `path` is a Parquet file and has a page that cannot be read.

    To be asked when reading has failed, so that a sound file is read no more than once.
    """
    if not path.is_file():
        return
    with path.open("rb") as file:
        if file.read(4) != b"PAR1":
            return
    with duckdb.connect() as connection:
        try:
            cells = "SELECT sum(length(CAST(COLUMNS(*) AS VARCHAR)))"
            connection.execute(f"{cells} FROM read_parquet({file_literal(path)})")
        except duckdb.Error:
            raise _damaged_parquet_error(name) from None


def _damaged_parquet_error(name: str) -> ImportRefusedError:
    return ImportRefusedError(
        f"O arquivo “{name}” começa como Parquet, mas está incompleto ou danificado. Gere-o de novo"
        " na origem."
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
            f"Em “{source_name}” a coluna {column} é do tipo {sql_type}, que não cabe em uma"
            " célula. Esperava texto, número, data ou booleano."
        ) from None
