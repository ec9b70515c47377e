"""Contacts of an edition: `contact_cell` and `contact_duration` (DuckDB)."""

import duckdb

from config.service import GENERAL, service_rule
from data_access import schema
from data_access.marts.subjects import Staging
from data_access.schema.service import FIRST_RESPONSE, RESOLUTION


def load_contacts(connection: duckdb.DuckDBPyConnection, staging: Staging) -> None:
    """Fill both tables. A contact belongs to the month in which it was opened."""
    contacts = staging.rows("contatos")
    connection.execute(f"""
        INSERT INTO contact_cell
        SELECT {_month()} AS month, municipio::INTEGER, {_uf()} AS executing_uf, canal,
            resolvido_primeiro_contato,
            coalesce({_minutes("primeira_resposta_em")} <= {_target()}, false) AS in_time,
            robo, coalesce(robo AND NOT coalesce(transferido, false) AND resolvido_em IS NOT NULL, false) AS kept,
            reclamacao, count(*)::INTEGER
        FROM ({contacts}) GROUP BY ALL ORDER BY ALL
    """)
    for kind, until in ((FIRST_RESPONSE, "primeira_resposta_em"), (RESOLUTION, "resolvido_em")):
        connection.execute(f"""
            INSERT INTO contact_duration
            SELECT '{kind}' AS kind, {_month()} AS month, {_uf()} AS executing_uf, canal,
                floor({_minutes(until)})::INTEGER AS minutes, count(*)::INTEGER
            FROM ({contacts}) WHERE {until} >= aberto_em GROUP BY ALL ORDER BY ALL
        """)


def _month() -> str:
    return "(year(aberto_em) * 12 + month(aberto_em) - 1)::SMALLINT"


def _uf() -> str:
    return f"coalesce(uf_executora, '{schema.NOT_INFORMED}')"


def _minutes(until: str) -> str:
    """Null where it has not come, or came before the contact was opened: no duration is negative."""
    return f"CASE WHEN {until} >= aberto_em THEN epoch({until} - aberto_em) / 60 END"


def _target() -> str:
    rule = service_rule()
    cases = " ".join(f"WHEN strip_accents('{name}') THEN {minutes}" for name, minutes in rule.by_channel.items())
    return f"CASE lower(strip_accents(trim(canal))) {cases} ELSE {rule.first_response_minutes[GENERAL]} END"
