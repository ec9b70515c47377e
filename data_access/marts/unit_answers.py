"""What clients answered about each unit (DuckDB): rows of `unit_month` and `unit_mix`."""

from collections.abc import Iterable, Mapping

import duckdb

from config.satisfaction import satisfaction_rule
from data_access.marts.satisfaction import nps_counts
from data_access.marts.subjects import Staging
from data_access.schema import tables as schema
from indicators.recognition_rules.measurable import UnitKind

# Of which answers an attendance is known: the survey's own word first, where it has one.
OF_ANSWER = {
    UnitKind.TEAM: "coalesce(s.equipe, a.equipe, '')",
    UnitKind.PARTNER: "coalesce(s.parceiro, a.parceiro, '')",
    UnitKind.INITIATIVE: "coalesce(a.iniciativa, '')",
    UnitKind.ATTENDANT: "coalesce(a.atendente::VARCHAR, '')",
}


def load_answers(
    connection: duckdb.DuckDBPyConnection, staging: Staging, columns: Mapping[UnitKind, str]
) -> None:
    """Needs `place_size`, `asked_month`, `income_cell` and `unit_uf`, which it adds to."""
    _collect(connection, staging, columns)
    measures = ", ".join(_sums())
    for kind, column in columns.items():
        connection.execute(f"""
            CREATE TEMP TABLE unit_answer AS
            SELECT {column} AS unit, month, porte, channel, place_size, {measures}
            FROM answer WHERE {column} <> '{schema.NOT_INFORMED}' GROUP BY ALL
        """)
        unpivoted = """(UNPIVOT (FROM unit_answer)
            ON COLUMNS(* EXCLUDE (unit, month, porte, channel, place_size))
            INTO NAME measure VALUE cases)"""
        connection.execute(f"""
            INSERT INTO unit_mix BY NAME
            SELECT '{kind}' AS kind, unit, month, measure, porte, channel, place_size, cases
            FROM {unpivoted} WHERE cases > 0 ORDER BY ALL
        """)
        connection.execute(f"""
            INSERT INTO unit_month BY NAME
            SELECT '{kind}' AS kind, unit, month, measure, sum(cases)::BIGINT AS cases
            FROM {unpivoted} GROUP BY ALL HAVING sum(cases) > 0 ORDER BY ALL
        """)
        connection.execute("DROP TABLE unit_answer")
        # Who was only answered about, of attendances that do not count, is a unit all the same.
        connection.execute(f"""
            INSERT INTO unit_uf BY NAME
            SELECT DISTINCT '{kind}' AS kind, {column} AS unit, uf, 0 AS attendances
            FROM answer WHERE {column} <> '{schema.NOT_INFORMED}' AND uf IS NOT NULL
        """)
        _load_answered(connection, kind, column)
    _load_income(connection)
    connection.execute("DROP TABLE answer; DROP TABLE answered")


def _collect(
    connection: duckdb.DuckDBPyConnection, staging: Staging, columns: Mapping[UnitKind, str]
) -> None:
    units = ", ".join(f"{OF_ANSWER[kind]} AS {column}" for kind, column in columns.items())
    connection.execute(f"""
        CREATE TEMP TABLE answer AS
        SELECT (year(s.data) * 12 + month(s.data) - 1)::SMALLINT AS month, {units},
            coalesce(s.uf_executora, a.uf_executora) AS uf,
            CASE WHEN a.tipo_cliente = 'PF' THEN '{schema.PORTE_PERSON}'
                ELSE coalesce(a.porte, '{schema.NOT_INFORMED}') END AS porte,
            coalesce(s.canal, a.canal, '{schema.NOT_INFORMED}') AS channel,
            coalesce(p.place_size, '{schema.NOT_INFORMED}') AS place_size,
            CASE WHEN {nps_counts()} THEN s.nps END AS nps, s.csat, s.ces
        FROM ({staging.rows("pesquisas")}) s
        LEFT JOIN ({staging.rows("atendimentos")}) a ON a.id_atendimento = s.id_atendimento
        LEFT JOIN place_size p ON p.municipality_id = coalesce(s.municipio, a.municipio)::INTEGER
    """)
    connection.execute(f"""
        CREATE TEMP TABLE answered AS
        SELECT id_atendimento, count(DISTINCT _copia) AS answered
        FROM ({staging.rows("pesquisas")})
        WHERE coalesce(nps, csat, ces, aumento_renda::INTEGER) IS NOT NULL
        GROUP BY id_atendimento
    """)


def _sums() -> Iterable[str]:
    rule = satisfaction_rule()
    parts = {
        "promotores": ("nps", rule.promoters),
        "detratores": ("nps", rule.detractors),
        "satisfeitos": ("csat", rule.satisfied),
        "faceis": ("ces", rule.easy),
    }
    for name, (column, scores) in parts.items():
        listed = ", ".join(map(str, scores))
        yield f"count(*) FILTER ({column} IN ({listed}))::BIGINT AS {name}"
    for column in ("nps", "csat", "ces"):
        yield f"count({column})::BIGINT AS respostas_{column}"


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
