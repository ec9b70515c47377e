"""Stocks of companies in wide tables: a column for each porte, or for each month."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import duckdb

from data_access.contract.model import Table
from data_access.places.keys import key
from data_access.profiles.suggesting.look import Column
from data_access.profiles.suggesting.years import holds_numbers
from data_access.sources.values.moments import month_sql

FEWEST = 2  # columns that are portes or months
# Spellings that need no translation or have only one.
PORTES = {
    "MICROEMPRESA": "ME",
    "EMPRESADEPEQUENOPORTE": "EPP",
    "MICROEMPREENDEDORINDIVIDUAL": "MEI",
    "NORMAL": "DEMAIS",
    "MEDIA": "DEMAIS",
    "GRANDE": "DEMAIS",
    "PESSOAFISICA": "PF",
    "PESSOAJURIDICA": "PJ",
    "F": "PF",
    "J": "PJ",
}


@dataclass(frozen=True)
class StockColumn:
    """A column of counts whose name is a ``value`` of another column of the contract."""

    column: Column
    target: str
    value: str


def stock_columns(
    columns: Sequence[Column], table: Table, found: Collection[str], taken: Collection[str]
) -> tuple[StockColumn, ...]:
    """The columns that are portes, or else months, of a table that has these in no column of their
    own: in the order of the file.

    ``found``: columns of the contract that have their own; ``taken``: columns of the file.
    """
    if "quantidade" not in table.names:
        return ()
    free = [column for column in columns if column.name not in taken and holds_numbers(column)]
    for target, read in (("porte", _porte), ("competencia", _month)):
        named = [(column, read(column.name, table)) for column in free]
        kept = tuple(StockColumn(column, target, value) for column, value in named if value)
        if target in table.names and target not in found and len(kept) >= FEWEST:
            return kept
    return ()


def _porte(name: str, table: Table) -> str | None:
    values = next(column.values for column in table.columns if column.name == "porte")
    plain = key(name)
    value = PORTES.get(plain, plain)
    return value if value in values else None


def _month(name: str, _table: Table) -> str | None:
    row = duckdb.execute(f"SELECT {month_sql('t')} FROM (SELECT trim($1) AS t)", [name]).fetchone()
    return row[0] if row else None
