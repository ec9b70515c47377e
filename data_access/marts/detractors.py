"""What comes after an answer and what goes with it: `detractor_cell` and `driver_cell`."""

import duckdb

from config.satisfaction import satisfaction_rule
from data_access.marts.subjects import Staging
from data_access.schema import tables as schema


def load_detractors(connection: duckdb.DuckDBPyConnection, _staging: Staging) -> None:
    """Fill `detractor_cell`. Clients are known by the attendance that the answer names, and stay
    behind.

    A return is any counted attendance of that client on a day after the answer: the data have no
    call back as such.
    """
    scores = ", ".join(map(str, satisfaction_rule().detractors))
    connection.execute(f"""
        CREATE TEMP TABLE detractor AS
        SELECT day, id_cliente, tipo_cliente, municipality_id, executing_uf, channel, partner, team
        FROM answer WHERE nps IN ({scores}) AND nps_counts
    """)
    connection.execute(f"""
        INSERT INTO detractor_cell BY NAME
        WITH seen AS (
            SELECT id_cliente, tipo_cliente, max(data_fim) AS last_day FROM counted
            SEMI JOIN detractor USING (id_cliente, tipo_cliente) GROUP BY ALL
        ), edition AS (
            SELECT max(day) AS last_day FROM (
                SELECT max(data_fim) AS day FROM counted
                UNION ALL SELECT max(day) FROM answer
            )
        ), judged AS (
            SELECT d.*,
                CASE WHEN d.id_cliente IS NULL THEN '{schema.UNKNOWN_CLIENT}'
                    WHEN seen.last_day > d.day THEN '{schema.RETURNED}'
                    ELSE '{schema.WAITING}' END AS state,
                edition.last_day - d.day AS age
            FROM detractor d CROSS JOIN edition LEFT JOIN seen USING (id_cliente, tipo_cliente)
        )
        SELECT (year(day) * 12 + month(day) - 1)::SMALLINT AS month, municipality_id,
            executing_uf, channel, partner, team, state,
            CASE WHEN state = '{schema.WAITING}' THEN {_band("age")} END::SMALLINT AS days,
            count(*)::INTEGER AS detractors
        FROM judged GROUP BY ALL ORDER BY ALL
    """)
    connection.execute("DROP TABLE detractor")


def _band(age: str) -> str:
    """The first day of the band of an age in days."""
    bands = [(last, first) for first, last in satisfaction_rule().bands if last is not None]
    cases = " ".join(f"WHEN {age} <= {last} THEN {first}" for last, first in bands)
    return f"CASE {cases} ELSE {satisfaction_rule().bands[-1][0]} END"


def load_drivers(connection: duckdb.DuckDBPyConnection, _staging: Staging) -> None:
    """Fill `driver_cell` from `survey_cell` and `contact_cell`;
    the channel is written as the surveys write it.
    """
    rule = satisfaction_rule()
    promoters, detractors = (
        ", ".join(map(str, scores)) for scores in (rule.promoters, rule.detractors)
    )
    none = schema.NOT_INFORMED
    connection.execute(f"""
        INSERT INTO driver_cell BY NAME
        SELECT s.month, s.executing_uf, s.channel, s.promoters, s.detractors, s.answers,
            c.contacts, c.in_time, c.resolution_known, c.first_contact
        FROM (
            SELECT month, executing_uf, min(channel) AS channel, {_same("channel")} AS same,
                coalesce(sum(answers) FILTER (nps IN ({promoters})), 0)::INTEGER AS promoters,
                coalesce(sum(answers) FILTER (nps IN ({detractors})), 0)::INTEGER AS detractors,
                sum(answers)::INTEGER AS answers
            FROM survey_cell
            WHERE nps_counts AND nps IS NOT NULL
                AND channel <> '{none}' AND executing_uf <> '{none}'
            GROUP BY month, executing_uf, same
        ) s
        JOIN (
            SELECT month, executing_uf, {_same("channel")} AS same,
                sum(contacts)::INTEGER AS contacts,
                coalesce(sum(contacts) FILTER (in_time), 0)::INTEGER AS in_time,
                coalesce(sum(contacts) FILTER (first_contact IS NOT NULL), 0)::INTEGER
                    AS resolution_known,
                coalesce(sum(contacts) FILTER (first_contact), 0)::INTEGER AS first_contact
            FROM contact_cell WHERE in_time IS NOT NULL GROUP BY month, executing_uf, same
        ) c USING (month, executing_uf, same)
        ORDER BY ALL
    """)


def _same(name: str) -> str:
    """Two sources may write a channel with other accents or capitals."""
    return f"lower(strip_accents(trim({name})))"
