"""Perceived income of an edition: `income_cell`,
from the answers of people in inclusion initiatives (DuckDB).
"""

import duckdb

from data_access.marts.subjects import Staging


def load_income(connection: duckdb.DuckDBPyConnection, staging: Staging) -> None:
    """Fill `income_cell`: an answer counts where unit, municipality and initiative are known, so
    that every view holds the same answers and none of them is the rest of another.
    """
    connection.execute(f"""
        INSERT INTO income_cell BY NAME
        SELECT (year(s.data) * 12 + month(s.data) - 1)::SMALLINT AS month,
            coalesce(s.municipio, a.municipio)::INTEGER AS municipality_id,
            coalesce(s.uf_executora, a.uf_executora) AS executing_uf,
            i.id_iniciativa AS initiative, i.uf AS initiative_uf,
            count(*) FILTER (s.aumento_renda)::INTEGER AS rose,
            count(*)::INTEGER AS answers
        FROM ({staging.rows("pesquisas")}) s
        JOIN ({staging.rows("atendimentos")}) a ON a.id_atendimento = s.id_atendimento
        JOIN ({staging.rows("iniciativas")}) i ON i.id_iniciativa = a.iniciativa AND i.vulneraveis
        WHERE s.aumento_renda IS NOT NULL
            AND coalesce(s.uf_executora, a.uf_executora) IS NOT NULL
            AND coalesce(s.municipio, a.municipio) IS NOT NULL
        GROUP BY ALL ORDER BY ALL
    """)
