"""Cases of the patterns that the radar looks at, by unit and month (DuckDB): `unit_signal`."""

import duckdb

from data_access.schema import tables as schema
from indicators.recognition_rules.measurable import UnitKind, UnitSignal

LAST_DAYS = 3
MINIMUM = 75  # of frequency, in per cent: config/attendance_rule.toml


def load_signals(connection: duckdb.DuckDBPyConnection, kind: UnitKind, column: str) -> None:
    """Needs `counted` and `partner`."""
    columns = column if column == "partner" else f"{column}, partner"
    connection.execute(f"""
        CREATE TEMP TABLE unit_pattern AS
        SELECT a.{column} AS unit, a.month,
            sum(copies) - sum(copies) FILTER (again = 1) AS {UnitSignal.SAME_DAY},
            sum(copies) FILTER (frequency >= {MINIMUM} AND frequency < {MINIMUM + 1})
                AS {UnitSignal.AT_MINIMUM},
            sum(copies) FILTER (frequency IS NOT NULL) AS {UnitSignal.WITH_FREQUENCY},
            sum(copies) FILTER (
                last_day(data_fim::DATE) - data_fim::DATE < {LAST_DAYS}
            ) AS {UnitSignal.LAST_DAYS},
            sum(copies) FILTER (data_fim::DATE < p.opened_on) AS {UnitSignal.BEFORE_OPENING}
        FROM (
            SELECT {columns}, month, data_fim, frequency, copies, row_number() OVER (
                PARTITION BY {column}, id_cliente, tipo_cliente, data_fim::DATE
            ) AS again
            FROM counted WHERE {column} <> '{schema.NOT_INFORMED}'
        ) a LEFT JOIN partner p ON p.partner_id = a.partner
        GROUP BY ALL
    """)
    connection.execute(f"""
        INSERT INTO unit_signal BY NAME
        SELECT '{kind}' AS kind, unit, month, signal, cases::BIGINT AS cases FROM (
            UNPIVOT (FROM unit_pattern) ON COLUMNS(* EXCLUDE (unit, month))
            INTO NAME signal VALUE cases
        ) WHERE cases > 0 ORDER BY ALL
    """)
    connection.execute("DROP TABLE unit_pattern")
