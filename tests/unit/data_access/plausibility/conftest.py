"""Rows of a table as a check sees them."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data_access.plausibility.run import REGISTER
from data_access.plausibility.subject import Doubt, Subject
from tests.support.small_country import stage

TODAY = date(2026, 11, 20)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        yield connection


@pytest.fixture
def look(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> Callable[..., dict[str, Doubt]]:
    """What one check, or one with the others of its function, finds in a frame: doubts by check."""

    def look(check: str, table: str, frame: pd.DataFrame, **more: object) -> dict[str, Doubt]:
        file = stage(tmp_path, table, frame)
        subject = Subject(
            connection, table, f"'{file.path}'", TODAY, frozenset(file.columns), **more
        )
        (find,) = (registered.find for registered in REGISTER if check in registered.checks)
        found = list(find(subject))
        assert all(doubt.rows > 0 for doubt in found)
        return {doubt.check: doubt for doubt in found}

    return look


@pytest.fixture
def rows_of(connection: duckdb.DuckDBPyConnection) -> Callable[[Doubt], list[tuple[object, ...]]]:
    def rows_of(doubt: Doubt, *columns: str) -> list[tuple[object, ...]]:
        frame = (
            doubt.listing
            if isinstance(doubt.listing, pd.DataFrame)
            else connection.sql(doubt.listing).df()
        )
        assert len(frame) == doubt.rows
        return [tuple(row) for row in frame[list(columns)].itertuples(index=False)]

    return rows_of
