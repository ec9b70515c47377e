"""Marts of single subjects, filled after the counts: each knows the staged tables that it reads."""

from collections.abc import Callable
from typing import NamedTuple

import duckdb

from data_access.base.territory_source import TerritorySource


class Staging(NamedTuple):
    """What a mart is made from: SQL of the active rows of a table of the contract, with their
    source (see `staging.files.active_rows_sql`), and the territory.

    In the connection there are also `counted`, the counted attendances (see `clients`), and the
    tables of the edition that were filled before.
    """

    rows: Callable[[str], str]
    territory: TerritorySource


class Subject(NamedTuple):
    """`label` tells the progress; `load` fills the subject's tables of `schema`.

    ``beside``: it reads nothing but tables of the edition, and its own time goes into Python. It is
    made beside those that follow, with a connection of its own (docs/adr/0056).
    """

    label: str
    load: Callable[[duckdb.DuckDBPyConnection, Staging], None]
    beside: bool = False
