"""Answers as frames, column by column where the engine can: rows as tuples cost more than the query itself."""

from typing import Any

import pandas as pd
import sqlalchemy as sa


def read_frame(connection: sa.Connection, statement: sa.Select[*tuple[Any, ...]]) -> pd.DataFrame:
    """The rows of `statement`. DuckDB hands over whole columns; other engines go through pandas.

    Integers may come as floats (DuckDB sums integers to more than 64 bits) and, with nulls, as nullable types.
    """
    if connection.dialect.name != "duckdb":
        return pd.read_sql(statement, connection)
    frame: pd.DataFrame = connection.execute(statement).cursor.df()
    return frame
