"""Rows of `unit_month` out of a table with a column for each measure (DuckDB)."""

import duckdb

from indicators.recognition_rules.measurable import UnitKind


def load_months(connection: duckdb.DuckDBPyConnection, kind: UnitKind, table: str) -> None:
    """Add a row for each measure of `table` (unit, month and measures) that is not zero.

    Sorted before it is unpivoted: there are twenty times as many rows after.
    """
    connection.execute(f"""
        INSERT INTO unit_month BY NAME
        SELECT '{kind}' AS kind, unit, month, measure, cases FROM (
            UNPIVOT (FROM {table} ORDER BY unit, month) ON COLUMNS(* EXCLUDE (unit, month))
            INTO NAME measure VALUE cases
        ) WHERE cases <> 0
    """)
