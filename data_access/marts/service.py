"""Contacts and attendances of the service:
`contact_cell`, `service_duration` and `attendance_cell` (DuckDB).
"""

from collections.abc import Iterable

import duckdb

from config.service import GENERAL, service_rule
from data_access.marts.subjects import Staging
from data_access.schema import tables as schema
from data_access.schema.service import FIRST_RESPONSE, HANDLING, RESOLUTION


def load_contacts(connection: duckdb.DuckDBPyConnection, staging: Staging) -> None:
    """Fill `contact_cell` and `service_duration`. A contact belongs to the month in which it was
    opened; what a UF never says is unknown.
    """
    contacts = staging.rows("contatos")
    connection.execute(f"""
        INSERT INTO contact_cell BY NAME
        SELECT {month_sql()} AS month, municipio::INTEGER AS municipality_id,
            {uf_sql()} AS executing_uf, canal AS channel,
            CASE WHEN resolvido_em < aberto_em THEN false ELSE resolvido_primeiro_contato END
                AS first_contact,
            CASE WHEN s.answers
                THEN coalesce({minutes_sql("primeira_resposta_em")} <= {target_sql()}, false)
                END AS in_time,
            robo AS bot, CASE WHEN s.resolves THEN
                coalesce(robo AND NOT coalesce(transferido, false) AND resolvido_em >= aberto_em,
                    false) END AS kept_by_bot,
            reclamacao AS complaint, count(*)::INTEGER AS contacts
        FROM ({contacts}) c JOIN ({moments_said(contacts)}) s ON s.uf = {uf_sql()}
        GROUP BY ALL ORDER BY ALL
    """)
    for kind, until in ((FIRST_RESPONSE, "primeira_resposta_em"), (RESOLUTION, "resolvido_em")):
        connection.execute(f"""
            INSERT INTO service_duration BY NAME
            SELECT '{kind}' AS kind, {month_sql()} AS month, {uf_sql()} AS executing_uf,
                canal AS channel, floor({minutes_sql(until)})::INTEGER AS minutes,
                count(*)::INTEGER AS cases
            FROM ({contacts}) WHERE {until} >= aberto_em GROUP BY ALL ORDER BY ALL
        """)


def month_sql() -> str:
    """The month in which a contact was opened, as an index."""
    return "(year(aberto_em) * 12 + month(aberto_em) - 1)::SMALLINT"


def uf_sql() -> str:
    """The UF of the unit of a contact."""
    return f"coalesce(uf_executora, '{schema.NOT_INFORMED}')"


def moments_said(contacts: str) -> str:
    """Which moments the contacts of each UF say at all."""
    return (
        f"SELECT {uf_sql()} AS uf, count(primeira_resposta_em) > 0 AS answers,"
        f" count(resolvido_em) > 0 AS resolves FROM ({contacts}) GROUP BY 1"
    )


def minutes_sql(until: str) -> str:
    """Null where it has not come, or came before the opening: no duration is negative."""
    return f"CASE WHEN {until} >= aberto_em THEN epoch({until} - aberto_em) / 60 END"


def target_sql() -> str:
    """Minutes within which a contact of the row's channel should have its first response."""
    rule = service_rule()
    targets = rule.by_channel.items()
    cases = " ".join(
        f"WHEN lower(strip_accents({_quoted_sql_text(name)})) THEN {minutes}"
        for name, minutes in targets
    )
    return (
        f"CASE lower(strip_accents(trim(canal))) {cases} ELSE"
        f" {rule.first_response_minutes[GENERAL]} END"
    )


def load_hours(connection: duckdb.DuckDBPyConnection, staging: Staging) -> None:
    """Fill `contact_hour`."""
    connection.execute(f"""
        INSERT INTO contact_hour BY NAME
        SELECT {month_sql()} AS month, {uf_sql()} AS executing_uf, canal AS channel,
            (isodow(aberto_em) - 1)::SMALLINT AS weekday, hour(aberto_em)::SMALLINT AS hour,
            count(*)::INTEGER AS contacts
        FROM ({staging.rows("contatos")}) GROUP BY ALL ORDER BY ALL
    """)


def load_complaints(connection: duckdb.DuckDBPyConnection, staging: Staging) -> None:
    """Fill `complaint_cell`. What the contacts of a UF never say is unknown of its complaints, not
    "no"; what was answered or solved before it was opened was not.
    """
    contacts = staging.rows("contatos")
    connection.execute(f"""
        INSERT INTO complaint_cell BY NAME
        SELECT {month_sql()} AS month, municipio::INTEGER AS municipality_id,
            {uf_sql()} AS executing_uf, canal AS channel,
            CASE WHEN s.answers THEN coalesce(primeira_resposta_em >= aberto_em, false) END
                AS answered,
            CASE WHEN s.resolves THEN coalesce(resolvido_em >= aberto_em, false) END AS resolved,
            nota::SMALLINT AS rating, voltaria AS would_return, count(*)::INTEGER AS complaints
        FROM ({contacts}) c JOIN ({moments_said(contacts)}) s ON s.uf = {uf_sql()}
        WHERE reclamacao GROUP BY ALL ORDER BY ALL
    """)


def load_handling(connection: duckdb.DuckDBPyConnection, _staging: Staging) -> None:
    """Fill `service_duration` with how long each counted attendance took, where it says so."""
    connection.execute(f"""
        INSERT INTO service_duration BY NAME
        SELECT '{HANDLING}' AS kind, month, executing_uf, channel,
            floor(minutos)::INTEGER AS minutes, sum(copies)::INTEGER AS cases
        FROM counted WHERE minutos IS NOT NULL GROUP BY ALL ORDER BY ALL
    """)


def load_attendances(connection: duckdb.DuckDBPyConnection, _staging: Staging) -> None:
    """Fill `attendance_cell`. Of a source that never fills a column nothing is known; elsewhere a
    blank is "no".
    """
    connection.execute(f"""
        CREATE TEMP TABLE told AS
        SELECT source, month, executing_uf, channel, theme, digital,
            usa_solucao, portfolio_gestao, sincrono,
            coalesce(sincrono, false) AND teaches AS taught,
            sum(copies)::INTEGER AS attendances
        FROM counted JOIN ({channel_classes_sql()}) USING (channel)
        JOIN ({instrument_classes_sql()}) USING (instrument)
        GROUP BY ALL
    """)
    connection.execute("""
        INSERT INTO attendance_cell BY NAME
        SELECT month, executing_uf, channel, theme, digital,
            CASE WHEN s.solution THEN coalesce(usa_solucao, false) END AS solution,
            CASE WHEN s.portfolio
                THEN coalesce(usa_solucao AND portfolio_gestao, false) END AS portfolio,
            CASE WHEN s.synchronous
                THEN coalesce(usa_solucao AND portfolio_gestao AND taught, false) END
                AS synchronous,
            sum(attendances)::INTEGER AS attendances
        FROM told JOIN (
            SELECT source, count(usa_solucao) > 0 AS solution,
                count(usa_solucao) > 0 AND count(portfolio_gestao) > 0 AS portfolio,
                count(usa_solucao) > 0 AND count(portfolio_gestao) > 0 AND count(sincrono) > 0
                    AS synchronous
            FROM told GROUP BY source
        ) s USING (source)
        GROUP BY ALL ORDER BY ALL
    """)
    connection.execute("DROP TABLE told")


def channel_classes_sql() -> str:
    """Whether each channel of `counted` is ``digital``; null where neither list has it. Words are
    compared once each, and not in every row.
    """
    rule = service_rule().channels
    return f"""
        SELECT channel, CASE WHEN {one_of("channel", rule.digital)} THEN true
            WHEN {one_of("channel", rule.not_digital)} THEN false END AS digital
        FROM (SELECT DISTINCT channel FROM counted)
    """


def instrument_classes_sql() -> str:
    """Whether each instrument of `counted` ``teaches`` at one time, as what is not informed may."""
    instruments = service_rule().synchronous.instruments
    return f"""
        SELECT instrument,
            {one_of("instrument", instruments)} OR instrument = '{schema.NOT_INFORMED}' AS teaches
        FROM (SELECT DISTINCT instrument FROM counted)
    """


def one_of(column: str, names: Iterable[str]) -> str:
    """SQL that compares without accents and without regard to case."""
    listed = ", ".join(f"lower(strip_accents({_quoted_sql_text(name)}))" for name in names)
    return f"lower(strip_accents(trim({column}))) IN ({listed})"


def _quoted_sql_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
