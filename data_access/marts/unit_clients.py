"""Small businesses of each unit, by the months in which it attended them: the cells of
docs/adr/0002 (DuckDB).
"""

import duckdb

from data_access.schema import tables as schema
from indicators.recognition_rules.measurable import UnitKind


def load_unit_clients(connection: duckdb.DuckDBPyConnection, kind: UnitKind, column: str) -> None:
    """Rows of `unit_client` and `unit_client_once`. Needs `unit_row`."""
    connection.execute(f"""
        CREATE TEMP TABLE unit_history AS
        SELECT unit, month, attendances, copies,
            coalesce(lag(month) OVER months, {schema.NO_MONTH_BEFORE})::SMALLINT AS previous,
            coalesce(lead(month) OVER months, {schema.NO_MONTH_AFTER})::SMALLINT AS next
        FROM (
            SELECT {column} AS unit, client_id, month, count(*) AS attendances,
                max(copies) AS copies
            FROM unit_row WHERE {column} <> '{schema.NOT_INFORMED}' AND client_id IS NOT NULL
            GROUP BY ALL
        ) WINDOW months AS (PARTITION BY unit, client_id ORDER BY month)
    """)
    connection.execute(f"""
        INSERT INTO unit_client BY NAME
        SELECT '{kind}' AS kind, unit, month, previous, sum(copies)::INTEGER AS clients
        FROM unit_history GROUP BY unit, month, previous ORDER BY unit, month, previous
    """)
    connection.execute(f"""
        INSERT INTO unit_client_once BY NAME
        SELECT '{kind}' AS kind, unit, month, previous, next, sum(copies)::INTEGER AS clients
        FROM unit_history WHERE attendances = 1
        GROUP BY unit, month, previous, next ORDER BY unit, month, previous, next
    """)
    connection.execute("DROP TABLE unit_history")
