"""Teams, partners, initiatives and attendants of an edition, and the attendances and clients of
each (DuckDB): the tables of `data_access.schema.units`.
"""

import duckdb

from config.place_sizes import place_sizes
from data_access.marts.subjects import Staging
from data_access.marts.unit_answers import load_answers, load_unit_income
from data_access.marts.unit_clients import load_unit_clients
from data_access.marts.unit_contacts import load_unit_contacts
from data_access.marts.unit_patterns import TABLES, load_patterns, load_visits
from data_access.marts.unit_rows import load_rows
from data_access.marts.unit_sums import load_sums
from indicators.recognition_rules.measurable import UnitKind

# The column of `counted`, and of `answer`, that says whose a row is.
COLUMNS = {
    UnitKind.TEAM: "team",
    UnitKind.PARTNER: "partner",
    UnitKind.INITIATIVE: "initiative",
    UnitKind.ATTENDANT: "attendant",
}


def load_units(connection: duckdb.DuckDBPyConnection, staging: Staging) -> None:
    """Fill all tables of the units. Needs `partner`, `team`, `initiative`, `municipality`,
    `client_key`, `client`, `income_cell` and `socioeconomic`.
    """
    _prepare(connection)
    named = _named(connection)
    if named:
        load_rows(connection)
        for kind, column in named.items():
            load_sums(connection, kind, column)
            load_unit_clients(connection, kind, column)
        connection.execute("DROP TABLE unit_row")
        load_visits(connection)
        for kind, column in named.items():
            load_patterns(connection, kind, column)
        for name in TABLES:
            connection.execute(f"DROP TABLE {name}")
        load_answers(connection, named)
    load_unit_income(connection)
    load_unit_contacts(connection, staging)
    _load_register(connection, staging)
    for name in ("place_size", "source_says", "asked_month", "unit_uf"):
        connection.execute(f"DROP TABLE {name}")


def _named(connection: duckdb.DuckDBPyConnection) -> dict[UnitKind, str]:
    """The kinds that any attendance or answer names: of another no row of these tables speaks, and
    each costs a dozen statements.
    """
    columns = ", ".join(COLUMNS.values())
    has = ", ".join(f"count(nullif({column}, ''))" for column in COLUMNS.values())
    found = connection.execute(
        f"SELECT {has} FROM (SELECT {columns} FROM counted UNION ALL SELECT {columns} FROM answer)"
    ).fetchall()
    return {kind: COLUMNS[kind] for kind, rows in zip(COLUMNS, found[0], strict=True) if rows}


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """What the rows of each kind are looked up in."""
    sizes = place_sizes()
    cases = " ".join(
        f"WHEN value < {size.below} THEN '{size.name}'" for size in sizes.size if size.below
    )
    connection.execute(f"""
        CREATE TEMP TABLE place_size AS
        SELECT municipality_id, CASE {cases} ELSE '{sizes.size[-1].name}' END AS place_size
        FROM socioeconomic WHERE indicator = '{sizes.indicator}'
        QUALIFY row_number() OVER (PARTITION BY municipality_id ORDER BY year DESC, value) = 1
    """)
    connection.execute("""
        CREATE TEMP TABLE source_says AS
        SELECT source, count(usa_solucao) > 0 AND count(portfolio_gestao) > 0 AS portfolio,
            count(usa_solucao) > 0 AND count(portfolio_gestao) > 0 AND count(sincrono) > 0
                AS synchronous
        FROM counted GROUP BY source
    """)
    # Where nobody is asked at all, an attendance without an answer is no silence of the client's.
    connection.execute("""
        CREATE TEMP TABLE asked_month AS
        SELECT DISTINCT c.executing_uf, c.month FROM counted c SEMI JOIN (
            SELECT id_atendimento FROM answered
        ) USING (id_atendimento)
    """)
    connection.execute(
        "CREATE TEMP TABLE unit_uf (kind VARCHAR, unit VARCHAR, uf VARCHAR, attendances BIGINT)"
    )


def _load_register(connection: duckdb.DuckDBPyConnection, staging: Staging) -> None:
    """Fill `unit` with what is registered and whatever else attended, and `attendant_name`."""
    connection.execute(f"""
        CREATE TEMP TABLE attendant AS
        SELECT id_atendente::VARCHAR AS unit, uf, equipe AS team, nome AS name,
            coalesce(divulgar, false) AS public
        FROM ({staging.rows("atendentes")})
    """)
    connection.execute(f"""
        CREATE TEMP TABLE registered AS
        SELECT '{UnitKind.TEAM}' AS kind, team_id AS unit, uf, name, kind AS type,
            NULL::INTEGER AS municipality_id, partner, true AS active, NULL::DATE AS opened_on
        FROM team
        UNION ALL SELECT '{UnitKind.PARTNER}', partner_id, m.uf, p.name, p.kind, municipality_id,
            NULL, p.active, opened_on FROM partner p JOIN municipality m ON m.id = municipality_id
        UNION ALL SELECT '{UnitKind.INITIATIVE}', initiative_id, uf, name, strategy, NULL, NULL,
            true, NULL FROM initiative
        UNION ALL SELECT '{UnitKind.ATTENDANT}', a.unit, a.uf, NULL, t.kind, NULL, a.team, true,
            NULL FROM attendant a LEFT JOIN team t ON t.team_id = a.team
    """)
    connection.execute("""
        INSERT INTO unit BY NAME
        WITH attended AS (
            SELECT kind, unit, arg_max(uf, (attendances, uf)) AS uf FROM unit_uf GROUP BY ALL
        )
        SELECT kind, unit, coalesce(r.uf, a.uf) AS uf, r.name, r.type, r.municipality_id,
            p.place_size, r.partner, coalesce(r.active, true) AS active, r.opened_on
        FROM registered r FULL JOIN attended a USING (kind, unit)
        LEFT JOIN place_size p ON p.municipality_id = r.municipality_id
        ORDER BY kind, unit
    """)
    connection.execute("""
        INSERT INTO attendant_name BY NAME
        SELECT unit, uf, name, public FROM attendant ORDER BY unit
    """)
    connection.execute("DROP TABLE attendant; DROP TABLE registered")
