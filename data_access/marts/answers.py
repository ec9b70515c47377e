"""Answers to surveys with the attendances that they are about (DuckDB): what the marts of
satisfaction, comments, income and recognition are made of.
"""

from collections.abc import Callable

import duckdb

from config.satisfaction import satisfaction_rule
from data_access.schema import tables as schema


def load_answers(connection: duckdb.DuckDBPyConnection, rows: Callable[[str], str]) -> None:
    """Make the temporary `answer`, a row per answer. What an answer does not say of itself, the
    attendance that it is about says; of a client only that one knows anything.
    """
    none = f"'{schema.NOT_INFORMED}'"
    said = ", ".join(
        f"coalesce(s.{column}, a.{column}, {none})::word AS {name}"
        for name, column in (
            ("executing_uf", "uf_executora"),
            ("channel", "canal"),
            ("partner", "parceiro"),
            ("team", "equipe"),
        )
    )
    connection.execute(f"""
        CREATE TEMP TABLE answer AS
        SELECT s.data AS day, (year(s.data) * 12 + month(s.data) - 1)::SMALLINT AS month,
            coalesce(s.municipio, a.municipio)::INTEGER AS municipality_id, {said},
            {_nps_counts()} AS nps_counts, s.nps::SMALLINT AS nps, s.csat::SMALLINT AS csat,
            s.ces::SMALLINT AS ces, s.aumento_renda AS rose, s.comentario AS comment,
            s.id_atendimento, s._copia AS copy,
            a.id_cliente, a.tipo_cliente::word AS tipo_cliente,
            CASE WHEN a.tipo_cliente = 'PF' THEN '{schema.PORTE_PERSON}'
                ELSE coalesce(a.porte, {none}) END::word AS porte,
            coalesce(a.iniciativa, {none})::word AS initiative,
            coalesce(a.atendente::VARCHAR, {none})::word AS attendant
        FROM ({rows("pesquisas")}) s
        LEFT JOIN ({rows("atendimentos")}) a ON a.id_atendimento = s.id_atendimento
    """)
    # Whoever answered anything, of each attendance once.
    connection.execute("""
        CREATE TEMP TABLE answered AS
        SELECT id_atendimento, count(DISTINCT copy) AS answered FROM answer
        WHERE coalesce(nps, csat, ces, rose::INTEGER) IS NOT NULL GROUP BY id_atendimento
    """)


def _nps_counts() -> str:
    """SQL that is true of an answer that the NPS counts: it leaves some channels out."""
    excluded = ", ".join(
        f"strip_accents('{name}')" for name in satisfaction_rule().nps_excluded_channels
    )
    return f"lower(strip_accents(trim(coalesce(s.canal, a.canal, '')))) NOT IN ({excluded})"
