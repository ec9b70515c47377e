"""Which imports have no key in common with another: their rows are read as they are.

A build reads the rows of a table over twenty times (docs/adr/0076). To look each time for the keys
that a later import replaced costs more than to read them, and imports of one month each have none
in common.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import duckdb

from data_access.contract.load import table_contract
from data_access.operational.imports import StagedFile
from data_access.sources.source import file_literal, identifier


def mark_apart(
    connection: duckdb.DuckDBPyConnection, staged: Mapping[str, Sequence[StagedFile]]
) -> dict[str, list[StagedFile]]:
    """The same files, with ``apart`` said of each. Keys are compared by their hashes, which are
    small: two keys of one hash leave their files together, and no key is overlooked.
    """
    return {table: _marked(connection, table, files) for table, files in staged.items()}


def _marked(
    connection: duckdb.DuckDBPyConnection, table: str, files: Sequence[StagedFile]
) -> list[StagedFile]:
    if len(files) < 2:
        return [replace(file, apart=True) for file in files]
    keys = ", ".join(identifier(name) for name in table_contract(table).key)
    rows = " UNION ALL ".join(
        f"SELECT {keys}, {place} AS place FROM read_parquet({file_literal(file.path)})"
        for place, file in enumerate(files)
    )
    found = connection.execute(f"""
        WITH staged AS (SELECT hash({keys}) AS h, place FROM ({rows}))
        SELECT DISTINCT place FROM staged WHERE h IN (
            SELECT h FROM staged GROUP BY h HAVING min(place) <> max(place)
        )
    """).fetchall()
    together = {place for (place,) in found}
    return [replace(file, apart=place not in together) for place, file in enumerate(files)]
