"""Clients of an edition and their months:
from staged attendances to `client` and `client_month` (DuckDB).
"""

from collections.abc import Mapping, Sequence

import duckdb

from config.attendance_rule import AttendanceRule
from data_access.marts.validity import failed_clause
from data_access.schema import tables as schema

ATTRIBUTES = ("genero", "raca_cor", "faixa_etaria", "pcd", "cadunico")


def load_counted_attendances(
    connection: duckdb.DuckDBPyConnection,
    attendances: str,
    rule: AttendanceRule,
    without: Mapping[str, Sequence[int]],
) -> None:
    """Fill `exclusion` and the temporary `counted`:
    the valid attendances, of companies and of people.
    """
    person = len(rule.clause) - 1
    connection.execute(f"""
        CREATE TEMP VIEW judged AS
        SELECT *, {failed_clause(rule, without)} AS failed FROM ({attendances})
    """)
    connection.executemany(
        "INSERT INTO exclusion (position, clause, description, attendances) VALUES (?, ?, ?, 0)",
        [(position, clause.id, clause.description) for position, clause in enumerate(rule.clause)],
    )
    connection.execute("""
        UPDATE exclusion SET attendances = counted.rows
        FROM (
            SELECT failed, count(*) AS rows FROM judged WHERE failed IS NOT NULL GROUP BY failed
        ) AS counted
        WHERE counted.failed = exclusion.position
    """)
    connection.execute(f"""
        CREATE TEMP VIEW counted AS
        SELECT id_atendimento, id_cliente, tipo_cliente, municipio::INTEGER AS municipality_id,
            porte, data_fim,
            (year(data_fim) * 12 + month(data_fim) - 1)::SMALLINT AS month,
            uf_executora AS executing_uf,
            coalesce(canal, '{schema.NOT_INFORMED}') AS channel,
            coalesce(parceiro, '{schema.NOT_INFORMED}') AS partner,
            coalesce(instrumento, '{schema.NOT_INFORMED}') AS instrument,
            coalesce(equipe, '{schema.NOT_INFORMED}') AS team,
            coalesce(tema, '{schema.NOT_INFORMED}') AS theme,
            usa_solucao, portfolio_gestao, sincrono, minutos, _ordem AS source
        FROM judged WHERE failed IS NULL OR failed = {person}
    """)


def load_clients(connection: duckdb.DuckDBPyConnection, clients: str) -> None:
    """Fill `client`. What `clientes` says of a client wins; else its latest counted attendance says
    it.

    `client_key` (temporary) pairs the pseudonym with the number that the edition uses; the edition
    does not keep it.
    """
    connection.execute("""
        CREATE TEMP TABLE client_key AS
        SELECT id_cliente, tipo_cliente,
            row_number() OVER (ORDER BY id_cliente, tipo_cliente)::INTEGER AS client_id
        FROM (SELECT DISTINCT id_cliente, tipo_cliente FROM counted)
    """)
    # Personal attributes are used with consent, and where a source has no such column, on its word.
    attributes = ", ".join(
        f"CASE WHEN c.consentimento IS NOT FALSE THEN c.{name} END AS {name}" for name in ATTRIBUTES
    )
    connection.execute(f"""
        CREATE TEMP TABLE known_client AS
        SELECT k.client_id, k.tipo_cliente, c.municipio::INTEGER AS municipality_id, c.porte,
            {attributes}
        FROM client_key k JOIN ({clients}) c USING (id_cliente, tipo_cliente)
    """)
    connection.execute("""
        CREATE TEMP TABLE attended_client AS
        SELECT k.client_id,
            arg_max(a.municipality_id, (a.data_fim, a.id_atendimento)) AS municipality_id,
            arg_max(a.porte, (a.data_fim, a.id_atendimento)) FILTER (a.porte IS NOT NULL) AS porte
        FROM (
            SELECT * FROM client_key ANTI JOIN (
                SELECT client_id FROM known_client
                WHERE municipality_id IS NOT NULL AND (porte IS NOT NULL OR tipo_cliente = 'PF')
            ) USING (client_id)
        ) k JOIN counted a USING (id_cliente, tipo_cliente)
        GROUP BY k.client_id
    """)
    connection.execute(f"""
        INSERT INTO client BY NAME
        SELECT k.client_id, k.tipo_cliente AS client_type,
            coalesce(c.municipality_id, a.municipality_id) AS municipality_id,
            CASE WHEN k.tipo_cliente = 'PF' THEN '{schema.PORTE_PERSON}'
                ELSE coalesce(c.porte, a.porte, '{schema.PORTE_UNKNOWN}') END AS porte,
            c.genero AS gender, c.raca_cor AS race, c.faixa_etaria AS age_band, c.pcd, c.cadunico
        FROM client_key k
        LEFT JOIN known_client c USING (client_id)
        LEFT JOIN attended_client a USING (client_id)
        ORDER BY k.client_id
    """)


def load_client_months(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `client_month`, sorted by month so that a window reads only its own months."""
    connection.execute("""
        INSERT INTO client_month BY NAME
        SELECT a.month, k.client_id, c.municipality_id, c.porte, a.executing_uf, a.channel,
            a.partner, a.rows AS attendances
        FROM (
            SELECT id_cliente, tipo_cliente, month, executing_uf, channel, partner,
                count(*)::INTEGER AS rows
            FROM counted GROUP BY ALL
        ) a
        JOIN client_key k USING (id_cliente, tipo_cliente)
        JOIN client c ON c.client_id = k.client_id
        ORDER BY a.month, k.client_id, a.channel, a.partner, a.executing_uf
    """)
    connection.execute("DROP TABLE known_client; DROP TABLE attended_client")
