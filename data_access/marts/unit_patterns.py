"""Attendances that a pattern of the radar marks by what other attendances of the client were
(DuckDB): rows of `unit_signal`, as `indicators.recognition.radar.patterns` marks them row by row.
"""

import duckdb

from data_access.marts.unit_rows import UNITS
from data_access.schema import tables as schema
from indicators.recognition.radar.patterns import MOVED_DAYS, SPLIT_DAYS
from indicators.recognition_rules.measurable import UnitKind, UnitSignal

TABLES = ("visit", "near_visit", "same_day")


def load_visits(connection: duckdb.DuckDBPyConnection) -> None:
    """`visit`: counted attendances (a life that many share happened once) with the number of their
    client, and whether that one came ``again``. `near_visit`: those close to another of the client
    on the topic; `same_day`: those of a client who came more than once on the day. Most attendances
    are in neither.
    """
    connection.execute(f"""
        CREATE TEMP TABLE visit AS
        SELECT {UNITS}, month, client_id, data_fim::DATE AS day, theme,
            minutos AS minutes, again
        FROM counted JOIN (
            SELECT id_cliente, tipo_cliente, client_id FROM client_key
        ) USING (id_cliente, tipo_cliente) JOIN (
            SELECT client_id, count(*) > 1 AS again
            FROM counted JOIN client_key USING (id_cliente, tipo_cliente) GROUP BY client_id
        ) USING (client_id)
    """)
    connection.execute(f"""
        CREATE TEMP TABLE near_visit AS
        SELECT * EXCLUDE (since, until) FROM (
            SELECT {UNITS}, month, client_id, day, theme,
                day - lag(day) OVER topic AS since, lead(day) OVER topic - day AS until
            FROM visit WHERE again AND theme <> '{schema.NOT_INFORMED}'
            WINDOW topic AS (PARTITION BY client_id, theme ORDER BY day)
        ) WHERE since <= {SPLIT_DAYS} OR until <= {SPLIT_DAYS}
    """)
    connection.execute("""
        CREATE TEMP TABLE same_day AS
        SELECT * FROM visit SEMI JOIN (
            SELECT client_id, day FROM visit WHERE again GROUP BY ALL HAVING count(*) > 1
        ) USING (client_id, day)
    """)


def load_patterns(connection: duckdb.DuckDBPyConnection, kind: UnitKind, column: str) -> None:
    """Needs the tables of `load_visits`. Where two attendances of a client are on one day, the unit
    whose code comes first is taken to be the first.
    """
    parts = {
        UnitSignal.SPLIT: _split(column),
        UnitSignal.SAME_DAY: _same_day(column),
        UnitSignal.TWIN: _twins(column),
    }
    connection.execute(_firsts(column))
    rows = " UNION ALL ".join(
        f"SELECT unit, month, '{signal}' AS signal, cases FROM ({sql})"
        for signal, sql in parts.items()
    )
    connection.execute(f"""
        INSERT INTO unit_signal BY NAME
        SELECT '{kind}' AS kind, unit, month, signal, sum(cases)::BIGINT AS cases
        FROM ({rows} UNION ALL FROM first_visit) WHERE cases > 0
        GROUP BY unit, month, signal ORDER BY unit, month, signal
    """)
    connection.execute("DROP TABLE first_visit")


def _of(table: str, column: str, kept: str) -> str:
    """Rows of the units of a kind: `unit` and the columns `kept`."""
    return (
        f"(SELECT {column} AS unit, {kept} FROM {table} WHERE {column} <> '{schema.NOT_INFORMED}')"
    )


def _split(column: str) -> str:
    rows = _of("near_visit", column, "month, client_id, day, theme")
    return f"""
        SELECT unit, month, 1 AS cases FROM {rows}
        QUALIFY day - lag(day) OVER (PARTITION BY unit, client_id, theme ORDER BY day)
            BETWEEN 1 AND {SPLIT_DAYS}
    """


def _same_day(column: str) -> str:
    return f"""
        SELECT unit, month, count(*) - 1 AS cases
        FROM {_of("same_day", column, "month, client_id, day")}
        GROUP BY unit, month, client_id, day
    """


def _twins(column: str) -> str:
    rows = _of("same_day", column, "month, client_id, day, theme, minutes")
    return f"""
        SELECT unit, month, 1 AS cases FROM {rows}
        WHERE theme <> '{schema.NOT_INFORMED}' AND minutes IS NOT NULL
        WINDOW attendance AS (PARTITION BY client_id, day, theme, minutes)
        QUALIFY min(unit) OVER attendance <> max(unit) OVER attendance
    """


def _firsts(column: str) -> str:
    """The first attendance of each client in each unit, and those of them that came shortly after
    one in another unit.
    """
    rows = _of("visit", column, "month, client_id, day, again")
    return f"""
        CREATE TEMP TABLE first_visit AS
        WITH own AS {rows}, first AS (
            SELECT unit, month, false AS moved FROM own WHERE NOT again
            UNION ALL
            SELECT unit, month, coalesce(other <> unit AND gap BETWEEN 1 AND {MOVED_DAYS},
                false) AS moved
            FROM (
                SELECT unit, client_id, day, month, lag(unit) OVER client AS other,
                    day - lag(day) OVER client AS gap
                FROM own WHERE again
                WINDOW client AS (PARTITION BY client_id ORDER BY day, unit)
            )
            QUALIFY row_number()
                OVER (PARTITION BY client_id, unit ORDER BY day, gap DESC NULLS FIRST) = 1
        )
        SELECT unit, month, '{UnitSignal.WITH_FIRST}' AS signal, count(*) AS cases
        FROM first GROUP BY unit, month
        UNION ALL
        SELECT unit, month, '{UnitSignal.MOVED}' AS signal, count(*) AS cases
        FROM first WHERE moved GROUP BY unit, month
    """
