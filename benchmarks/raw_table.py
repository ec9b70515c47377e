"""The raw tables: one row per valid attendance in plain DuckDB, and the same questions by
COUNT(DISTINCT).

They are made from the staged files without the marts, so that their answers check the marts'.
`arrived` is as an import leaves it: columns of the data contract, in order of arrival. `prepared`
is what somebody may still do to help it: clients and months as numbers, rows in order of date. In
both the municipality is already the client's.
"""

from pathlib import Path

import duckdb

from config.attendance_rule import attendance_rule
from config.settings import Settings
from data_access.marts.validity import fails
from data_access.staging.files import active_imports, active_rows_sql
from indicators.scope import Scope

TABLES = {
    "arrived": "id_cliente",
    "prepared": "client_id",
}
PERIOD = {
    "arrived": (
        "data_fim BETWEEN make_date($first // 12, $first % 12 + 1, 1)"
        " AND last_day(make_date($last // 12, $last % 12 + 1, 1))"
    ),
    "prepared": "month BETWEEN $first AND $last",
}


def raw_table(home: Path, settings: Settings) -> duckdb.DuckDBPyConnection:
    """Open ``raw.duckdb`` of a home, made at the first time (two minutes for 50 million
    attendances).
    """
    path = home / "raw.duckdb"
    ready = home / "raw.ready"
    if not ready.exists():
        path.unlink(missing_ok=True)
        with _connect(path, settings) as connection:
            _fill(connection, settings)
        ready.touch()
    return _connect(path, settings, read_only=True)


def _connect(
    path: Path, settings: Settings, *, read_only: bool = False
) -> duckdb.DuckDBPyConnection:
    limit = settings.memory_limit.replace(" ", "")
    return duckdb.connect(str(path), read_only=read_only, config={"memory_limit": limit})


def _fill(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    # The last clause tells people from companies; both are attendances. The demonstration has every
    # column.
    holds = " AND ".join(f"NOT ({fails(clause)})" for clause in attendance_rule().clause[:-1])
    attendances = active_rows_sql(active_imports(settings, "atendimentos"), "atendimentos")
    clients = active_rows_sql(active_imports(settings, "clientes"), "clientes")
    connection.execute(f"""
        CREATE TEMP VIEW valid AS
        SELECT id_atendimento, id_cliente, tipo_cliente, data_fim, municipio, porte, canal, parceiro
        FROM ({attendances}) WHERE {holds}
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
        CREATE TEMP VIEW placed AS
        SELECT v.*, client_id, coalesce(w.municipality_id, s.municipality_id) AS municipality_id,
            CASE WHEN tipo_cliente = 'PF' THEN 'PF' ELSE coalesce(w.porte, s.porte, 'SEM_PORTE') END AS client_porte
        FROM valid v JOIN who w USING (id_cliente, tipo_cliente) LEFT JOIN seen s USING (client_id)
    """)
    connection.execute("""
        CREATE TABLE arrived AS
        SELECT id_cliente, data_fim, municipality_id::VARCHAR AS municipio, client_porte AS porte,
            coalesce(canal, '') AS channel, coalesce(parceiro, '') AS partner
        FROM placed ORDER BY id_atendimento
    """)
    connection.execute("""
        CREATE TABLE prepared AS
        SELECT client_id, (year(data_fim) * 12 + month(data_fim) - 1)::SMALLINT AS month,
            municipality_id AS municipio, client_porte AS porte,
            coalesce(canal, '') AS channel, coalesce(parceiro, '') AS partner
        FROM placed ORDER BY data_fim
    """)


def raw_counts(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    measure: str,
    scope: Scope,
    portes: tuple[str, ...],
) -> dict[int, int]:
    """The count of each municipality, from the rows of `table` (`TABLES`)."""
    client, where = TABLES[table], " AND ".join(_conditions(table, scope))
    match measure:
        case "clientes":
            statement = (
                f"SELECT municipio, count(DISTINCT {client}) FROM {table} WHERE {where} GROUP BY"
                " municipio"
            )
        case "clientes_recorrentes":
            people = (
                f"SELECT municipio FROM {table} WHERE {where} GROUP BY municipio, {client} HAVING"
                " count(*) >= 2"
            )
            statement = f"SELECT municipio, count(*) FROM ({people}) GROUP BY municipio"
        case _:
            statement = f"SELECT municipio, count(*) FROM {table} WHERE {where} GROUP BY municipio"
    parameters = {
        "first": scope.period.start.index,
        "last": scope.period.end.index,
        "portes": list(portes),
        "channels": list(scope.channel),
        "partners": list(scope.partner),
    }
    used = {name: value for name, value in parameters.items() if f"${name}" in statement}
    return {int(code): count for code, count in connection.execute(statement, used).fetchall()}


def _conditions(table: str, scope: Scope) -> list[str]:
    conditions = [PERIOD[table], "porte IN $portes"]
    conditions += ["channel IN $channels"] if scope.channel else []
    return conditions + (["partner IN $partners"] if scope.partner else [])
