"""Tagged cells back into columns with a type, where all cells of a column agree on one."""

from pathlib import Path

from data_access.sources.readers.tagged import BOOLEAN, INSTANT, MOMENT, NUMBER, PERCENT, WHOLE
from data_access.sources.source import TYPED, Kind, file_literal, identifier
from data_access.sources.workspace import Workspace


def typed_columns(
    space: Workspace, path: Path, columns: dict[str, str], where: str
) -> tuple[str, dict[str, Kind]]:
    """Select list that gives the tagged columns of `path` by their aliases, and the kind of each.

    `columns` has the name in the file of each alias; only rows `where` count.
    """
    if not columns:
        return "", {}
    tags = ", ".join(
        f"coalesce(string_agg(DISTINCT {identifier(name)}[1:1], ''), '')"
        for name in columns.values()
    )
    found = space.row(f"SELECT {tags} FROM read_parquet({file_literal(path)}) WHERE {where}")
    selected, kinds = [], {}
    for (alias, name), letters in zip(columns.items(), found, strict=True):
        sql, kinds[alias] = _typed_cell_sql(f"{identifier(name)}", frozenset(letters))
        selected.append(f"{sql} AS {identifier(alias)}")
    return ", ".join(selected), kinds


def _typed_cell_sql(cell: str, tags: frozenset[str]) -> tuple[str, Kind]:
    content = f"{cell}[2:]"
    if tags == {WHOLE}:
        return f"CAST({content} AS HUGEINT)", "numero"
    if tags and tags <= {WHOLE, NUMBER}:
        return f"CAST({content} AS DOUBLE)", "fracionario"
    if tags == {MOMENT}:
        return f"CAST({content} AS TIMESTAMP)", "momento"
    if tags == {INSTANT}:
        return f"CAST({content} AS TIMESTAMPTZ)", "instante"
    if tags == {BOOLEAN}:
        return f"({content} = '1')", "booleano"
    # Among text the point of a number would look like a mark that somebody wrote.
    number = f"'{TYPED}' || {content}"
    return (
        (
            f"CASE {cell}[1:1] WHEN '{BOOLEAN}' THEN CASE {content} WHEN '1' THEN 'sim' ELSE 'não'"
            f" END WHEN '{NUMBER}' THEN {number} WHEN '{PERCENT}' THEN {number} || '%'"
            f" ELSE {content} END"
        ),
        "misto" if tags & {NUMBER, PERCENT} else "texto",
    )
