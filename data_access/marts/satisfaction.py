"""Surveys of an edition: `survey_cell`, from the answers and the attendances that they are about
(DuckDB).
"""

import duckdb

from data_access.marts.subjects import Staging


def load_surveys(connection: duckdb.DuckDBPyConnection, _staging: Staging) -> None:
    """Fill `survey_cell`."""
    connection.execute("""
        INSERT INTO survey_cell BY NAME
        SELECT month, municipality_id, executing_uf, channel, partner, team, nps, nps_counts, csat,
            ces, count(*)::INTEGER AS answers
        FROM answer GROUP BY ALL ORDER BY ALL
    """)


def load_responses(connection: duckdb.DuckDBPyConnection, _staging: Staging) -> None:
    """Fill `response_cell`: each counted attendance once, answered where a survey with any answer
    names it.

    Month, places, channel and partner are the attendance's own, so that whoever answered is part of
    whom was asked.
    """
    connection.execute("""
        INSERT INTO response_cell BY NAME
        SELECT a.month, a.municipality_id, a.executing_uf, a.channel, a.partner,
            sum(a.copies)::INTEGER AS attendances,
            coalesce(sum(s.answered), 0)::INTEGER AS answered
        FROM counted a LEFT JOIN answered s USING (id_atendimento)
        GROUP BY ALL ORDER BY ALL
    """)
