"""What clients answered about each unit (DuckDB): rows of `unit_month` and `unit_mix`."""

from collections.abc import Mapping, Sequence

import duckdb

from config.satisfaction import satisfaction_rule
from data_access.marts.unit_months import load_months
from data_access.schema import tables as schema
from data_access.sources.source import literal
from indicators.recognition_rules.measurable import UnitKind


def load_answers(connection: duckdb.DuckDBPyConnection, columns: Mapping[UnitKind, str]) -> None:
    """Needs `place_size`, `income_cell` and `unit_uf`, which it adds to."""
    sums = _sums()
    listed = ", ".join(f"count(*) FILTER ({sql}) AS {name}" for name, sql in sums.items())
    for kind, column in columns.items():
        connection.execute(f"""
            CREATE TEMP TABLE unit_answer AS
            SELECT {column} AS unit, month, porte, channel,
                coalesce(p.place_size, '{schema.NOT_INFORMED}')::word AS place_size, {listed}
            FROM answer LEFT JOIN place_size p USING (municipality_id)
            WHERE {column} <> '{schema.NOT_INFORMED}' GROUP BY ALL
        """)
        _load_mix(connection, kind, sorted(sums))
        connection.execute("""
            CREATE TEMP TABLE unit_total AS
            SELECT unit, month, sum(COLUMNS(* EXCLUDE (unit, month, porte, channel, place_size)))
                ::BIGINT
            FROM unit_answer GROUP BY unit, month
        """)
        load_months(connection, kind, "unit_total")
        connection.execute("DROP TABLE unit_answer; DROP TABLE unit_total")
        # Who was only answered about, of attendances that do not count, is a unit all the same.
        connection.execute(f"""
            INSERT INTO unit_uf BY NAME
            SELECT DISTINCT '{kind}' AS kind, {column} AS unit, executing_uf AS uf,
                0 AS attendances
            FROM answer
            WHERE {column} <> '{schema.NOT_INFORMED}' AND executing_uf <> '{schema.NOT_INFORMED}'
        """)
        _load_answered(connection, kind, column)
    _load_income(connection)


def _load_mix(
    connection: duckdb.DuckDBPyConnection, kind: UnitKind, measures: Sequence[str]
) -> None:
    """One branch for each measure: to unpivot millions of rows takes twice as long, and to sort
    them by texts as well.
    """
    names = f"ENUM({', '.join(map(literal, measures))})"
    branches = " UNION ALL ".join(
        f"SELECT unit, month, '{name}'::{names} AS measure, porte, channel, place_size,"
        f" {name} AS cases FROM unit_answer WHERE {name} > 0"
        for name in measures
    )
    connection.execute(f"""
        INSERT INTO unit_mix BY NAME
        SELECT '{kind}' AS kind, * FROM ({branches})
        ORDER BY unit, month, measure, porte, channel, place_size
    """)


def _sums() -> dict[str, str]:
    """What is counted of the answers, and the condition of each in SQL."""
    rule = satisfaction_rule()
    parts = {
        "promotores": ("nps", rule.promoters),
        "detratores": ("nps", rule.detractors),
        "satisfeitos": ("csat", rule.satisfied),
        "faceis": ("ces", rule.easy),
    }
    counted = {"nps": " AND nps_counts", "csat": "", "ces": ""}
    sums = {
        name: f"{column} IN ({', '.join(map(str, scores))}){counted[column]}"
        for name, (column, scores) in parts.items()
    }
    return sums | {
        f"respostas_{column}": f"{column} IS NOT NULL{more}" for column, more in counted.items()
    }


def _load_answered(connection: duckdb.DuckDBPyConnection, kind: UnitKind, column: str) -> None:
    """Counted attendances that somebody answered about, in the month of the attendance."""
    connection.execute(f"""
        INSERT INTO unit_month BY NAME
        SELECT '{kind}' AS kind, {column} AS unit, month, 'responderam' AS measure,
            sum(answered)::BIGINT AS cases
        FROM counted JOIN answered USING (id_atendimento)
        WHERE {column} <> '{schema.NOT_INFORMED}' GROUP BY ALL ORDER BY ALL
    """)


def _load_income(connection: duckdb.DuckDBPyConnection) -> None:
    for measure, column in (("renda_subiu", "rose"), ("respostas_renda", "answers")):
        connection.execute(f"""
            INSERT INTO unit_month BY NAME
            SELECT '{UnitKind.INITIATIVE}' AS kind, initiative AS unit, month,
                '{measure}' AS measure, sum({column})::BIGINT AS cases
            FROM income_cell GROUP BY ALL HAVING sum({column}) > 0 ORDER BY ALL
        """)
