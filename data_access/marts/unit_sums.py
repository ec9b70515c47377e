"""Attendances of each unit (DuckDB): rows of `unit_count` and `unit_signal`."""

import duckdb

from data_access.marts.unit_rows import flags
from data_access.schema import tables as schema
from indicators.recognition_rules.measurable import UnitKind, UnitSignal

SIGNALS = {*UnitSignal}


def load_sums(connection: duckdb.DuckDBPyConnection, kind: UnitKind, column: str) -> None:
    """Needs `unit_row` and `unit_uf`, which it adds to. A row stands for as many
    attendances as it has copies (docs/adr/0042), but for the radar: what is compared by chance is
    what happened by itself, and a life that many share happened once.
    """
    flagged = ", ".join(
        f"count(*) FILTER ({name}) AS {name}"
        if name in SIGNALS
        else f"coalesce(sum(copies) FILTER ({name}), 0)::BIGINT AS {name}"
        for name in flags()
    )
    connection.execute(f"""
        CREATE TEMP TABLE unit_sum AS
        SELECT {column} AS unit, month, executing_uf, sum(copies)::BIGINT AS atendimentos,
            {flagged}, sum(logarithm::BIGINT * copies)::BIGINT AS atendimento_log,
            sum(square * copies)::BIGINT AS atendimento_log2, sum(answered)::BIGINT AS responderam
        FROM unit_row WHERE {column} <> '{schema.NOT_INFORMED}' GROUP BY ALL
    """)
    connection.execute("""
        CREATE TEMP TABLE unit_total AS
        SELECT unit, month, sum(COLUMNS(* EXCLUDE (unit, month, executing_uf)))::BIGINT
        FROM unit_sum GROUP BY unit, month
    """)
    signals = ", ".join(name for name in flags() if name in SIGNALS)
    load_months(connection, kind, f"(SELECT * EXCLUDE ({signals}) FROM unit_total)")
    _load_signals(connection, kind, signals)
    connection.execute(f"""
        INSERT INTO unit_uf BY NAME
        SELECT '{kind}' AS kind, unit, executing_uf AS uf, sum(atendimentos)::BIGINT AS attendances
        FROM unit_sum GROUP BY ALL
    """)
    connection.execute("DROP TABLE unit_sum; DROP TABLE unit_total")


def _load_signals(connection: duckdb.DuckDBPyConnection, kind: UnitKind, signals: str) -> None:
    connection.execute(f"""
        INSERT INTO unit_signal BY NAME
        SELECT '{kind}' AS kind, unit, month, signal, cases FROM (
            UNPIVOT (SELECT unit, month, {signals} FROM unit_total)
            ON {signals} INTO NAME signal VALUE cases
        ) WHERE cases > 0 ORDER BY unit, month, signal
    """)


def load_months(connection: duckdb.DuckDBPyConnection, kind: UnitKind, table: str) -> None:
    """Add the rows of `table` (unit, month and measures) to `unit_count`; a measure that is zero
    is null.
    """
    connection.execute(f"""
        INSERT INTO unit_count BY NAME
        SELECT '{kind}' AS kind, unit, month, nullif(COLUMNS(* EXCLUDE (unit, month)), 0)
        FROM {table} ORDER BY unit, month
    """)
