"""Answers as frames, the same whichever engine gives them."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

# PostgreSQL's types, by the numbers that its catalogue has given them for ever, as DuckDB's frames
# have them.
DTYPES = {
    16: "bool",
    20: "int64",
    21: "int16",
    23: "int32",
    25: "str",
    700: "float32",
    701: "float64",
    1043: "str",
}
# what PostgreSQL sums big integers to; DuckDB has 128 bits for it and hands them over as floats
NUMERIC = 1700
NULLABLE = {"bool": "boolean", "int64": "Int64", "int16": "Int16", "int32": "Int32"}


def read_frame(connection: sa.Connection, statement: sa.Select[*tuple[Any, ...]]) -> pd.DataFrame:
    """The rows of `statement`, column by column: rows as tuples cost more than the query itself.

    Integers may come as floats (sums are integers of more than 64 bits) and, with nulls, as
    nullable types.
    """
    result = connection.execute(statement)
    if connection.dialect.name == "duckdb":
        frame: pd.DataFrame = result.cursor.df()
        return frame
    description, rows = result.cursor.description, result.cursor.fetchall()
    values = list(zip(*rows, strict=True)) if rows else [()] * len(description)
    return pd.DataFrame(
        {name: _series(values[place], kind) for place, (name, kind, *_) in enumerate(description)}
    )


def _series(values: Sequence[Any], kind: Any) -> pd.Series:
    if kind == NUMERIC:
        return pd.Series(
            [None if value is None else float(value) for value in values], dtype="float64"
        )
    dtype = DTYPES[kind]
    missing = any(value is None for value in values)
    if dtype == "str" and missing and all(value is None for value in values):
        return pd.Series(values, dtype=object)
    return pd.Series(values, dtype=NULLABLE.get(dtype, dtype) if missing else dtype)
