"""Clients whom units of more than their own UF attended: `crossing` (DuckDB; docs/adr/0025)."""

import duckdb

from data_access.marts.subjects import Staging


def load_crossing(connection: duckdb.DuckDBPyConnection, _staging: Staging) -> None:
    """Fill `crossing` from `client_month`, sorted by month as that is."""
    connection.execute("""
        INSERT INTO crossing
        SELECT a.* FROM client_month a SEMI JOIN (
            SELECT b.client_id FROM client_month b JOIN municipality m ON m.id = b.municipality_id
            WHERE b.executing_uf <> m.uf
        ) elsewhere ON elsewhere.client_id = a.client_id
        ORDER BY a.month, a.client_id, a.channel, a.partner, a.executing_uf
    """)
