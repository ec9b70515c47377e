"""Initiatives of an edition: `initiative`, as they were registered (DuckDB)."""

import duckdb

from data_access.marts.subjects import Staging


def load_initiatives(connection: duckdb.DuckDBPyConnection, staging: Staging) -> None:
    """Fill `initiative`. Names stay as written:
    what they mean is for the rules to say, which may change.
    """
    connection.execute(f"""
        INSERT INTO initiative
        SELECT id_iniciativa, nome, uf, ano::SMALLINT, estrategia, tema_indutor, indicadores, tags,
            setorial, vulneraveis, csn
        FROM ({staging.rows("iniciativas")}) ORDER BY id_iniciativa
    """)
