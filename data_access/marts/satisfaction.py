"""Surveys of an edition: `survey_cell`,
from the answers and the attendances that they are about (DuckDB).
"""

import duckdb

from config.satisfaction import satisfaction_rule
from data_access.marts.subjects import Staging
from data_access.schema import tables as schema


def nps_counts() -> str:
    """SQL that is true of an answer `s`, about attendance `a`, that the NPS counts:
    it leaves some channels out.
    """
    excluded = ", ".join(
        f"strip_accents('{name}')" for name in satisfaction_rule().nps_excluded_channels
    )
    return f"lower(strip_accents(trim(coalesce(s.canal, a.canal, '')))) NOT IN ({excluded})"


def load_surveys(connection: duckdb.DuckDBPyConnection, staging: Staging) -> None:
    """Fill `survey_cell`. What an answer does not say of itself,
    the attendance that it is about says.
    """
    connection.execute(f"""
        INSERT INTO survey_cell BY NAME
        SELECT (year(s.data) * 12 + month(s.data) - 1)::SMALLINT AS month,
            coalesce(s.municipio, a.municipio)::INTEGER AS municipality_id,
            coalesce(s.uf_executora, a.uf_executora, '{schema.NOT_INFORMED}') AS executing_uf,
            coalesce(s.canal, a.canal, '{schema.NOT_INFORMED}') AS channel,
            coalesce(s.parceiro, a.parceiro, '{schema.NOT_INFORMED}') AS partner,
            coalesce(s.equipe, a.equipe, '{schema.NOT_INFORMED}') AS team,
            s.nps::SMALLINT AS nps,
            {nps_counts()} AS nps_counts,
            s.csat::SMALLINT AS csat, s.ces::SMALLINT AS ces,
            count(*)::INTEGER AS answers
        FROM ({staging.rows("pesquisas")}) s
        LEFT JOIN ({staging.rows("atendimentos")}) a ON a.id_atendimento = s.id_atendimento
        GROUP BY ALL ORDER BY ALL
    """)


def load_responses(connection: duckdb.DuckDBPyConnection, staging: Staging) -> None:
    """Fill `response_cell`: each counted attendance once, answered where a survey with any answer
    names it.

    Month, places, channel and partner are the attendance's own, so that whoever answered is part of
    whom was asked.
    """
    connection.execute(f"""
        INSERT INTO response_cell BY NAME
        SELECT a.month, a.municipality_id, a.executing_uf, a.channel, a.partner,
            sum(a.copies)::INTEGER AS attendances,
            coalesce(sum(s.answered), 0)::INTEGER AS answered
        FROM counted a
        LEFT JOIN (
            SELECT id_atendimento, count(DISTINCT _copia) AS answered
            FROM ({staging.rows("pesquisas")})
            WHERE coalesce(nps, csat, ces, aumento_renda::INTEGER) IS NOT NULL
            GROUP BY id_atendimento
        ) s USING (id_atendimento)
        GROUP BY ALL ORDER BY ALL
    """)
