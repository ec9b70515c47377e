"""What clients answered about each unit (DuckDB): rows of `unit_count` and
`unit_answer`.
"""

from collections.abc import Iterable, Mapping

import duckdb

from config.satisfaction import satisfaction_rule
from data_access.marts.unit_sums import load_months
from data_access.schema import tables as schema
from indicators.recognition_rules.measurable import ANSWERED, UnitKind

MIX = "porte, channel, place_size"  # what a unit does not choose


def load_answers(connection: duckdb.DuckDBPyConnection, columns: Mapping[UnitKind, str]) -> None:
    """Needs `place_size` and `unit_uf`, which it adds to."""
    _judge(connection, columns.values())
    sums = ", ".join(f"sum({name})::INTEGER AS {name}" for name in ANSWERED)
    for kind, column in columns.items():
        connection.execute(f"""
            CREATE TEMP TABLE answered_unit AS
            SELECT {column} AS unit, month, mix, {sums}
            FROM judged_answer WHERE {column} <> '{schema.NOT_INFORMED}' GROUP BY ALL
        """)
        connection.execute(f"""
            INSERT INTO unit_answer BY NAME
            SELECT '{kind}' AS kind, * EXCLUDE (mix)
            FROM answered_unit JOIN answer_mix USING (mix) ORDER BY unit, month, mix
        """)
        connection.execute("""
            CREATE TEMP TABLE unit_total AS
            SELECT unit, month, sum(COLUMNS(* EXCLUDE (unit, month, mix)))::BIGINT
            FROM answered_unit GROUP BY unit, month
        """)
        load_months(connection, kind, "unit_total")
        connection.execute("DROP TABLE answered_unit; DROP TABLE unit_total")
        # Who was only answered about, of attendances that do not count, is a unit all the same.
        connection.execute(f"""
            INSERT INTO unit_uf BY NAME
            SELECT DISTINCT '{kind}' AS kind, {column} AS unit, executing_uf AS uf,
                0 AS attendances
            FROM answer
            WHERE {column} <> '{schema.NOT_INFORMED}' AND executing_uf <> '{schema.NOT_INFORMED}'
        """)
    connection.execute("DROP TABLE judged_answer; DROP TABLE answer_mix")


def _judge(connection: duckdb.DuckDBPyConnection, columns: Iterable[str]) -> None:
    """`judged_answer`: of each answer that says any of it, 1 for what it counts for and the number
    of its mix; `answer_mix`: what each number is, in the order of the texts.

    One number is grouped and sorted by instead of three words, once for each kind of unit.
    """
    place_size = f"coalesce(p.place_size, '{schema.NOT_INFORMED}')::word AS place_size"
    connection.execute(f"""
        CREATE TEMP TABLE answer_mix AS
        SELECT (row_number() OVER (ORDER BY {MIX}))::INTEGER AS mix, {MIX} FROM (
            SELECT DISTINCT porte, channel, {place_size}
            FROM answer LEFT JOIN place_size p USING (municipality_id)
        )
    """)
    sums = _sums()
    flags = ", ".join(f"coalesce({sums[name]}, false)::INTEGER AS {name}" for name in ANSWERED)
    connection.execute(f"""
        CREATE TEMP TABLE judged_answer AS
        SELECT * FROM (
            SELECT {", ".join(columns)}, month, mix, {flags}
            FROM (
                SELECT a.*, {place_size}
                FROM answer a LEFT JOIN place_size p USING (municipality_id)
            ) JOIN answer_mix USING ({MIX})
        ) WHERE respostas_nps + respostas_csat + respostas_ces > 0
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


def load_unit_income(connection: duckdb.DuckDBPyConnection) -> None:
    """Needs `income_cell`: whether the income of the clients of an initiative rose."""
    connection.execute("""
        CREATE TEMP TABLE unit_income AS
        SELECT initiative AS unit, month, sum(rose)::BIGINT AS renda_subiu,
            sum(answers)::BIGINT AS respostas_renda
        FROM income_cell GROUP BY initiative, month
    """)
    load_months(connection, UnitKind.INITIATIVE, "unit_income")
    connection.execute("DROP TABLE unit_income")
