"""Perceived income of an edition: `income_cell`,
from the answers of people in inclusion initiatives (DuckDB).
"""

import duckdb

from data_access.marts.subjects import Staging
from data_access.schema import tables as schema


def load_income(connection: duckdb.DuckDBPyConnection, staging: Staging) -> None:
    """Fill `income_cell`: an answer counts where unit, municipality and initiative are known, so
    that every view holds the same answers and none of them is the rest of another.
    """
    connection.execute(f"""
        INSERT INTO income_cell BY NAME
        SELECT a.month, a.municipality_id, a.executing_uf,
            i.id_iniciativa AS initiative, i.uf AS initiative_uf,
            count(*) FILTER (a.rose)::INTEGER AS rose,
            count(*)::INTEGER AS answers
        FROM answer a
        JOIN ({staging.rows("iniciativas")}) i ON i.id_iniciativa = a.initiative AND i.vulneraveis
        WHERE a.rose IS NOT NULL AND a.executing_uf <> '{schema.NOT_INFORMED}'
            AND a.municipality_id IS NOT NULL
        GROUP BY ALL ORDER BY ALL
    """)
