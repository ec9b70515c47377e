"""Contacts by team, and by the partner that the team belongs to (DuckDB): rows of `unit_count`."""

import duckdb

from data_access.marts import service
from data_access.marts.subjects import Staging
from data_access.marts.unit_sums import load_months
from data_access.schema import tables as schema
from indicators.recognition_rules.measurable import LOG_SCALE, UnitKind

DURATIONS = {"primeira_resposta": "primeira_resposta_em", "resolucao": "resolvido_em"}
UNITS = {UnitKind.TEAM: "c.equipe", UnitKind.PARTNER: "t.partner"}


def load_unit_contacts(connection: duckdb.DuckDBPyConnection, staging: Staging) -> None:
    """Needs `team` and `unit_uf`, which it adds to. What counts is what `contact_cell` and
    `complaint_cell` count. Complaints of a unit have the base of its attendances, in the UFs and
    months that say what is a complaint.
    """
    contacts = staging.rows("contatos")
    if connection.execute(f"SELECT 1 FROM ({contacts}) LIMIT 1").fetchone() is None:
        return
    sums = ", ".join(f"{sql} AS {name}" for name, sql in _measures().items())
    for kind, unit in UNITS.items():
        connection.execute(f"""
            CREATE TEMP TABLE unit_contact AS
            SELECT {unit} AS unit, {service.month_sql()} AS month, {sums}
            FROM ({contacts}) c LEFT JOIN team t ON t.team_id = c.equipe
            JOIN ({service.moments_said(contacts)}) s ON s.uf = {service.uf_sql()}
            WHERE {unit} IS NOT NULL GROUP BY ALL
        """)
        load_months(connection, kind, "unit_contact")
        # Who has contacts alone is a unit all the same.
        connection.execute(f"""
            INSERT INTO unit_uf BY NAME
            SELECT DISTINCT '{kind}' AS kind, {unit} AS unit, uf_executora AS uf,
                0 AS attendances
            FROM ({contacts}) c LEFT JOIN team t ON t.team_id = c.equipe
            WHERE {unit} IS NOT NULL AND uf_executora IS NOT NULL
        """)
        connection.execute("DROP TABLE unit_contact")
        _load_base(connection, contacts, kind)


def _measures() -> dict[str, str]:
    solved = "resolvido_em >= aberto_em"
    first = "(resolvido_primeiro_contato AND NOT coalesce(resolvido_em < aberto_em, false))"
    in_time = f"{service.minutes_sql('primeira_resposta_em')} <= {service.target_sql()}"
    found = {
        "primeiro_contato": f"count(*) FILTER ({first})",
        "primeiro_contato_conhecido": (
            "count(*) FILTER (resolvido_primeiro_contato IS NOT NULL"
            " OR coalesce(resolvido_em < aberto_em, false))"
        ),
        "no_prazo": f"count(*) FILTER (s.answers AND {in_time})",
        "prazo_conhecido": "count(*) FILTER (s.answers)",
        "reclamacoes": "count(*) FILTER (reclamacao)",
        "reclamacoes_resolvidas": f"count(*) FILTER (reclamacao AND s.resolves AND {solved})",
        "reclamacoes_de_fim_conhecido": "count(*) FILTER (reclamacao AND s.resolves)",
    }
    for name, column in DURATIONS.items():
        minutes = f"floor({service.minutes_sql(column)})"
        logarithm = f"ln(greatest({minutes}, 1))"
        found[f"{name}_casos"] = f"count({minutes})"
        found[f"{name}_log"] = f"coalesce(sum(round({logarithm} * {LOG_SCALE})::BIGINT), 0)::BIGINT"
        found[f"{name}_log2"] = (
            f"coalesce(sum(round({logarithm} ** 2 * {LOG_SCALE})::BIGINT), 0)::BIGINT"
        )
    return {name: f"({sql})::BIGINT" for name, sql in found.items()}


def _load_base(connection: duckdb.DuckDBPyConnection, contacts: str, kind: UnitKind) -> None:
    """Attendances of the units of the UFs and months in which contacts say what is a complaint."""
    column = "team" if kind is UnitKind.TEAM else "partner"
    base = f"""
        SELECT {column} AS unit, month, sum(copies)::BIGINT AS atendimentos_da_unidade
        FROM counted SEMI JOIN (
            SELECT DISTINCT {service.uf_sql()} AS executing_uf, {service.month_sql()} AS month
            FROM ({contacts}) WHERE reclamacao IS NOT NULL
        ) s USING (executing_uf, month)
        WHERE {column} <> '{schema.NOT_INFORMED}' GROUP BY {column}, month
    """
    load_months(connection, kind, f"({base})")
