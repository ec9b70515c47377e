"""Clients of an edition and their months:
from staged attendances to `client` and `client_month` (DuckDB).
"""

from collections.abc import Iterator, Mapping, Sequence

import duckdb

from config.attendance_rule import AttendanceRule
from config.client_rule import ClientRule
from config.formatting import percent, plural
from data_access.marts.validity import failed_clause
from data_access.schema import tables as schema

# By its name in `counted`, the column of `atendimentos`; what is missing is a word too.
WORDS = {
    "channel": "canal",
    "partner": "parceiro",
    "instrument": "instrumento",
    "team": "equipe",
    "initiative": "iniciativa",
    "attendant": "atendente",
    "theme": "tema",
}
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
            SELECT failed, sum(_copias) AS rows FROM judged WHERE failed IS NOT NULL GROUP BY failed
        ) AS counted
        WHERE counted.failed = exclusion.position
    """)
    words = ", ".join(
        f"coalesce({column}::VARCHAR, '{schema.NOT_INFORMED}')::word AS {name}"
        for name, column in WORDS.items()
    )
    connection.execute(f"""
        CREATE TEMP TABLE counted AS
        SELECT id_atendimento, id_cliente, tipo_cliente::word AS tipo_cliente,
            municipio::INTEGER AS municipality_id, porte::word AS porte, data_fim,
            (year(data_fim) * 12 + month(data_fim) - 1)::SMALLINT AS month,
            uf_executora::word AS executing_uf, {words},
            frequencia AS frequency, usa_solucao, portfolio_gestao, sincrono, minutos,
            _ordem AS source, _copias AS copies
        FROM judged WHERE failed IS NULL OR failed = {person}
    """)


def load_clients(
    connection: duckdb.DuckDBPyConnection, clients: str, rule: ClientRule
) -> Iterator[str]:
    """Fill `client`. What `clientes` says of a client wins; else its latest counted attendance says
    it. Yields a sentence about what the rule joined.

    `client_key` (temporary) pairs the pseudonym with the number that the edition uses; the edition
    does not keep it. Establishments of one CNPJ root are one client where the rule says so, and it
    is known by the establishment that was attended last.
    """
    root = "right(id_cliente::VARCHAR, 17)" if rule.company == "raiz" else "NULL"
    # Who shares an establishment, or a root, with anybody shares the least of their names: between
    # them the two steps reach everybody, for only roots have several establishments.
    connection.execute(f"""
        CREATE TEMP TABLE client_key AS
        WITH seen AS (
            SELECT id_cliente, tipo_cliente, left(id_cliente::VARCHAR, 18) AS own,
                CASE WHEN tipo_cliente = 'PJ' THEN {root} END AS root, copies
            FROM (
                SELECT id_cliente, tipo_cliente, max(copies) AS copies FROM counted GROUP BY ALL
            )
        ), heads AS (
            SELECT *, coalesce(min(own) OVER (PARTITION BY tipo_cliente, coalesce(root, own)), own)
                AS head
            FROM seen
        ), companies AS (
            SELECT *, min(head) OVER (PARTITION BY tipo_cliente, own) AS company FROM heads
        )
        SELECT id_cliente, tipo_cliente, own, copies,
            dense_rank() OVER (ORDER BY company, tipo_cliente)::INTEGER AS client_id
        FROM companies
    """)
    connection.execute("""
        CREATE TEMP TABLE last_own AS
        SELECT k.client_id, arg_max(k.own, (a.data_fim, a.id_atendimento)) AS own,
            count(DISTINCT k.own) AS establishments
        FROM (
            SELECT * FROM client_key SEMI JOIN (
                SELECT client_id FROM client_key GROUP BY 1 HAVING count(DISTINCT own) > 1
            ) USING (client_id)
        ) k JOIN counted a USING (id_cliente, tipo_cliente) GROUP BY 1
    """)
    # Personal attributes are used with consent, and where a source has no such column, on its word.
    attributes = ", ".join(
        f"CASE WHEN c.consentimento IS NOT FALSE THEN c.{name} END AS {name}" for name in ATTRIBUTES
    )
    connection.execute(f"""
        CREATE TEMP TABLE known_client AS
        SELECT k.client_id, k.tipo_cliente, c.municipio::INTEGER AS municipality_id, c.porte,
            {attributes}
        FROM (
            SELECT DISTINCT client_id, tipo_cliente, seen.own
            FROM client_key seen LEFT JOIN last_own l USING (client_id)
            WHERE l.own IS NULL OR l.own = seen.own
        ) k JOIN (
            SELECT *, left(id_cliente::VARCHAR, 18) AS own FROM ({clients})
        ) c USING (own, tipo_cliente)
        QUALIFY row_number() OVER (PARTITION BY k.client_id ORDER BY c.id_cliente) = 1
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
            c.genero AS gender, c.raca_cor AS race, c.faixa_etaria AS age_band, c.pcd, c.cadunico,
            k.copies
        FROM (
            SELECT client_id, tipo_cliente, max(copies) AS copies FROM client_key GROUP BY ALL
        ) k
        LEFT JOIN known_client c USING (client_id)
        LEFT JOIN attended_client a USING (client_id)
        ORDER BY k.client_id
    """)
    yield from _joined(connection)
    yield from _changed(connection)


def _joined(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """How many companies were attended in several establishments, and what that changes."""
    companies, more = connection.execute(
        "SELECT count(*), coalesce(sum(establishments) - count(*), 0)::BIGINT FROM last_own"
    ).fetchall()[0]
    connection.execute("DROP TABLE last_own")
    if companies:
        told = plural(companies, "empresa foi atendida", "empresas foram atendidas")
        yield (
            f"{told} em mais de um estabelecimento e conta{'' if companies == 1 else 'm'} uma vez"
            f" cada, pela raiz do CNPJ, como no estoque: {plural(more, 'cliente', 'clientes')} a"
            " menos do que por estabelecimento."
        )


def _changed(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """How many clients were not always what the edition takes them for, in every month."""
    clients, changed = connection.execute("""
        SELECT coalesce(sum(copies), 0)::BIGINT, coalesce(sum(copies) FILTER (
            min_porte <> max_porte OR min_place <> max_place
        ), 0)::BIGINT FROM (
            SELECT max(copies) AS copies, min(porte) AS min_porte, max(porte) AS max_porte,
                min(municipality_id) AS min_place, max(municipality_id) AS max_place
            FROM counted WHERE tipo_cliente = 'PJ' GROUP BY id_cliente
        )
    """).fetchall()[0]
    if changed:
        told = plural(changed, "empresa mudou", "empresas mudaram")
        yield (
            f"{told} de porte ou de município entre um atendimento e outro"
            f" ({percent(changed / clients)} delas): conta{'' if changed == 1 else 'm'} em todos os"
            " meses com os mais recentes."
        )


def load_client_months(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `client_month`, sorted by month so that a window reads only its own months."""
    # Only where a client has several identifiers do its rows have to be added up again.
    several = connection.execute(
        "SELECT count(*) > count(DISTINCT client_id) FROM client_key"
    ).fetchall()[0][0]
    total, grouped = ("sum(a.rows)::INTEGER", "GROUP BY ALL") if several else ("a.rows", "")
    connection.execute(f"""
        INSERT INTO client_month BY NAME
        SELECT a.month, k.client_id, c.municipality_id, c.porte, a.executing_uf, a.channel,
            a.partner, {total} AS attendances, c.copies
        FROM (
            SELECT id_cliente, tipo_cliente, month, executing_uf, channel, partner,
                count(*)::INTEGER AS rows
            FROM counted GROUP BY ALL
        ) a
        JOIN client_key k USING (id_cliente, tipo_cliente)
        JOIN client c ON c.client_id = k.client_id
        {grouped}
        ORDER BY a.month, k.client_id, a.channel, a.partner, a.executing_uf
    """)
    connection.execute("DROP TABLE known_client; DROP TABLE attended_client")
