"""The raw table: one row per valid attendance in plain DuckDB, and the same questions by COUNT(DISTINCT).

It is made from the staged files without the marts, so that its answers check theirs. Clients are dense numbers and
rows lie in order of date: both favour it.
"""

from pathlib import Path

import duckdb

from config.attendance_rule import attendance_rule
from config.settings import Settings
from data_access.importing.staging import active_imports, active_rows_sql
from data_access.marts.validity import failed_clause
from indicators.scope import Scope

COUNTS = {
    "clientes": "count(DISTINCT client_id)",
    "clientes_recorrentes": "count(*) FILTER (attendances >= 2)",
    "atendimentos": "count(*)",
}


def raw_table(home: Path, settings: Settings) -> duckdb.DuckDBPyConnection:
    """Open ``raw.duckdb`` of a home, made at the first time (a minute for 50 million attendances)."""
    path = home / "raw.duckdb"
    ready = home / "raw.ready"
    if not ready.exists():
        path.unlink(missing_ok=True)
        with _connect(path, settings) as connection:
            _fill(connection, settings)
        ready.touch()
    return _connect(path, settings, read_only=True)


def _connect(path: Path, settings: Settings, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    limit = settings.memory_limit.replace(" ", "")
    return duckdb.connect(str(path), read_only=read_only, config={"memory_limit": limit})


def _fill(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    rule = attendance_rule()
    person = len(rule.clause) - 1
    attendances = active_rows_sql(active_imports(settings, "atendimentos"), "atendimentos")
    clients = active_rows_sql(active_imports(settings, "clientes"), "clientes")
    connection.execute(f"""
        CREATE TEMP VIEW valid AS
        SELECT id_atendimento, id_cliente, tipo_cliente, data_fim, municipio, porte, canal, parceiro
        FROM (SELECT *, {failed_clause(rule)} AS failed FROM ({attendances}))
        WHERE failed IS NULL OR failed = {person}
    """)
    connection.execute(f"""
        CREATE TEMP TABLE who AS
        SELECT id_cliente, tipo_cliente, (row_number() OVER ())::INTEGER AS client_id,
            c.municipio::INTEGER AS municipality_id, c.porte
        FROM (SELECT DISTINCT id_cliente, tipo_cliente FROM valid) LEFT JOIN ({clients}) c
            USING (id_cliente, tipo_cliente)
    """)
    connection.execute("""
        CREATE TEMP TABLE seen AS
        SELECT client_id, max_by(v.municipio::INTEGER, (v.data_fim, v.id_atendimento)) AS municipality_id,
            max_by(v.porte, (v.data_fim, v.id_atendimento)) FILTER (v.porte IS NOT NULL) AS porte
        FROM who JOIN valid v USING (id_cliente, tipo_cliente)
        WHERE who.municipality_id IS NULL OR (who.porte IS NULL AND tipo_cliente = 'PJ')
        GROUP BY client_id
    """)
    connection.execute("""
        CREATE TABLE attendance AS
        SELECT client_id, (year(data_fim) * 12 + month(data_fim) - 1)::SMALLINT AS month,
            coalesce(w.municipality_id, s.municipality_id) AS municipality_id,
            CASE WHEN tipo_cliente = 'PF' THEN 'PF' ELSE coalesce(w.porte, s.porte, 'SEM_PORTE') END AS porte,
            coalesce(canal, '') AS channel, coalesce(parceiro, '') AS partner
        FROM valid JOIN who w USING (id_cliente, tipo_cliente) LEFT JOIN seen s USING (client_id)
        ORDER BY data_fim
    """)


def raw_counts(
    connection: duckdb.DuckDBPyConnection, measure: str, scope: Scope, portes: tuple[str, ...]
) -> dict[int, int]:
    """The count of each municipality, from the raw rows."""
    table = "attendance"
    if measure == "clientes_recorrentes":
        table = f"""(SELECT municipality_id, client_id, count(*) AS attendances FROM attendance
            WHERE {_conditions(scope)} GROUP BY ALL)"""
    where = "true" if measure == "clientes_recorrentes" else _conditions(scope)
    statement = f"SELECT municipality_id, {COUNTS[measure]} FROM {table} WHERE {where} GROUP BY municipality_id"
    parameters = {
        "first": scope.period.start.index,
        "last": scope.period.end.index,
        "portes": list(portes),
        "channels": list(scope.channel),
        "partners": list(scope.partner),
    }
    used = {name: value for name, value in parameters.items() if f"${name}" in statement}
    return dict(connection.execute(statement, used).fetchall())


def _conditions(scope: Scope) -> str:
    conditions = ["month BETWEEN $first AND $last", "porte IN $portes"]
    conditions += ["channel IN $channels"] if scope.channel else []
    conditions += ["partner IN $partners"] if scope.partner else []
    return " AND ".join(conditions)
