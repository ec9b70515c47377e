"""Initiatives of an edition: `initiative`, as they were registered (DuckDB)."""

import duckdb

from data_access.marts.subjects import Staging


def load_initiatives(connection: duckdb.DuckDBPyConnection, staging: Staging) -> None:
    """Fill `initiative`. Names stay as written:
    what they mean is for the rules to say, which may change.
    """
    connection.execute(f"""
        INSERT INTO initiative BY NAME
        SELECT id_iniciativa AS initiative_id, nome AS name, uf, ano::SMALLINT AS year,
            estrategia AS strategy, tema_indutor AS themes, indicadores AS indicators, tags,
            setorial AS sector, vulneraveis AS vulnerable, csn
        FROM ({staging.rows("iniciativas")}) ORDER BY id_iniciativa
    """)
