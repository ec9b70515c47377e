"""What a check looks at, and what it answers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from config.ibge import UFS
from config.plausibility import PlausibilityCheck, plausibility_checks
from data_access.plausibility.finding import Locate
from data_access.sources.source import LINE


@dataclass(frozen=True)
class Subject:
    """Rows of a table of the contract, columns as in it, in the relation ``rows`` of a DuckDB
    connection.

    ``columns``: those that the sources have. ``before``: relation of the import before this one,
    with its columns.
    """

    connection: duckdb.DuckDBPyConnection
    table: str
    rows: str
    today: date
    columns: frozenset[str]
    locate: Locate | None = None
    before: str | None = None
    before_columns: frozenset[str] = frozenset()
    beside: Mapping[str, str] = field(
        default_factory=dict
    )  # relations of the other tables of an edition
    with_lines: bool = False

    @property
    def line(self) -> str:
        """The first column of a listing: the line of the source, where it is known."""
        return f"{LINE} AS linha, " if self.with_lines else ""

    def frame(self, sql: str, parameters: Mapping[str, Any] | None = None) -> pd.DataFrame:
        return self.connection.execute(sql, dict(parameters) if parameters else None).df()

    def row(self, sql: str, parameters: Mapping[str, Any] | None = None) -> tuple[Any, ...]:
        """The only row of an aggregate."""
        return self.connection.execute(sql, dict(parameters) if parameters else None).fetchall()[0]


@dataclass(frozen=True)
class Doubt:
    """What a check found: ``listing``, SQL or a frame, has the rows behind it, with Portuguese
    column names.

    ``rows`` counts them all. A column ``uf`` of the listing says who may see a row.
    """

    check: str
    sentence: str
    rows: int
    listing: str | pd.DataFrame


Checker = Callable[[Subject], Iterator[Doubt]]


def check_named(name: str) -> PlausibilityCheck:
    return plausibility_checks()[name]


def uf_sql(code: str) -> str:
    """SQL of the sigla of the UF of a municipal code."""
    cases = " ".join(f"WHEN '{uf.code}' THEN '{uf.sigla}'" for uf in UFS)
    return f"CASE left({code}, 2) {cases} END"
