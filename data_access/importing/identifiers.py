"""Identifiers that come many times are hashed once each:
the hash costs more than all the rest of a row.
"""

from collections.abc import Mapping

from data_access.base.pseudonym import pseudonym_sql
from data_access.contract.model import Table
from data_access.importing.lost_zeros import MendedIdentifiers
from data_access.sources.source import SOURCE_ROWS, Source
from data_access.sources.values.parsing import cell, looked_up
from data_access.sources.values.refining import clean_cell_sql
from data_access.sources.workspace import Workspace

WORTH = 3  # times that an identifier comes on average, for a table of them to pay
MOST = 10_000_000  # identifiers in a table: what the memory of an import holds


def prepare_identifiers(
    space: Workspace,
    source: Source,
    table: Table,
    key: Mapping[str, str],
    mended: MendedIdentifiers,
) -> tuple[str, frozenset[str]]:
    """Make a table of pseudonyms for each column where it pays.
    Returns their joins, and those columns.
    """
    joins, tabled = [], []
    for column in table.of_type("identificador"):
        if column.name not in source.kinds:
            continue
        text = clean_cell_sql(column, source.kinds[column.name])
        distinct = space.row(f"SELECT approx_count_distinct({text}) FROM {SOURCE_ROWS}")[0]
        if distinct * WORTH > source.records or distinct > MOST:
            continue
        name = looked_up(column.name, "hashed")
        spelt = mended.with_these(column.name, f"SELECT DISTINCT {text} AS r FROM {SOURCE_ROWS}")
        space.connection.execute(
            f"CREATE TABLE {name} AS"
            f" SELECT r, {pseudonym_sql('r')} AS {looked_up(column.name, 'pseudonym')}"
            f" FROM ({spelt}) WHERE r IS NOT NULL",
            dict(key),
        )
        joins.append(f"LEFT JOIN {name} ON {name}.r = {cell(column.name)}")
        tabled.append(column.name)
    return " ".join(joins), frozenset(tabled)
