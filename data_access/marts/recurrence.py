"""Returns, cohorts, segments and flows between channels of an edition (DuckDB). See
`schema.recurrence`.

Attendances are read once, into days of clients; the rest is made of days and of `client_month`.
"""

import duckdb

from config.segments import segment_rule
from data_access.marts.subjects import Staging
from data_access.schema import tables as schema
from indicators.scope import PORTES

PORTES_SQL = ", ".join(f"'{porte}'" for porte in PORTES)
# In the order of the words; nothing before the first attendance.
SEGMENTS = ("", "em_risco", "novos", "perdidos", "recorrentes", "recuperados")


def load_recurrence(connection: duckdb.DuckDBPyConnection, _staging: Staging) -> None:
    """Fill the tables of `schema.recurrence`. Needs the `client_key` of `marts.clients`."""
    _load_days(connection)
    _load_returns(connection)
    _load_flow(connection)
    connection.execute("DROP TABLE visit")
    _load_cohorts(connection)
    _load_segments(connection)


def _month(day: str) -> str:
    return f"(year({day}) * 12 + month({day}) - 1)"


def _load_days(connection: duckdb.DuckDBPyConnection) -> None:
    """`visit` (temporary): one row per company and day on which it was attended, with the next one.

    The contract has no hour: what happens on one day has no order, so several channels of a day are
    `SEVERAL`.
    """

    def of_the_day(name: str) -> str:
        return (
            f"CASE WHEN min(a.{name}) = max(a.{name}) THEN min(a.{name})"
            f" ELSE '{schema.SEVERAL}'::word END AS {name}"
        )

    connection.execute(f"""
        CREATE TEMP TABLE visit AS
        SELECT *, lead(day) OVER days AS next_day, lead(channel) OVER days AS next_channel,
            lag(day) OVER days IS NULL AS is_first
        FROM (
            SELECT k.client_id, a.data_fim AS day,
                {of_the_day("channel")}, {of_the_day("instrument")}
            FROM counted a
            JOIN client_key k USING (id_cliente, tipo_cliente)
            JOIN client c ON c.client_id = k.client_id
            WHERE c.porte IN ({PORTES_SQL})
            GROUP BY k.client_id, a.data_fim
        )
        WINDOW days AS (PARTITION BY client_id ORDER BY day)
    """)


def _load_returns(connection: duckdb.DuckDBPyConnection) -> None:
    """A month is complete on the same day of the next one,
    or on its last day where it has no such day.
    """
    connection.execute(f"""
        INSERT INTO client_return BY NAME
        SELECT {_month("day")}::SMALLINT AS first_month,
            municipality_id, porte::word AS porte, channel, instrument,
            coalesce(
                {_month("next_day")} - {_month("day")}
                - CASE WHEN day(next_day) < day(day) AND next_day <> last_day(next_day)
                    THEN 1 ELSE 0 END,
                {schema.NO_MONTH_AFTER}
            )::SMALLINT AS months,
            sum(copies)::INTEGER AS clients
        FROM visit JOIN client USING (client_id) WHERE is_first
        GROUP BY ALL ORDER BY ALL
    """)


def _load_flow(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"""
        INSERT INTO channel_flow BY NAME
        SELECT {_month("next_day")}::SMALLINT AS month, municipality_id, porte::word AS porte,
            channel AS before, next_channel AS after,
            sum(copies)::INTEGER AS returns
        FROM visit JOIN client USING (client_id) WHERE next_day IS NOT NULL
        GROUP BY ALL ORDER BY ALL
    """)


def _load_cohorts(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"""
        INSERT INTO cohort_month BY NAME
        SELECT first_month, (month - first_month)::SMALLINT AS age, municipality_id, porte,
            sum(copies)::INTEGER AS clients
        FROM (
            SELECT DISTINCT client_id, month, municipality_id, porte::word AS porte, copies
            FROM client_month WHERE porte IN ({PORTES_SQL})
        )
        JOIN (
            SELECT client_id, min(month) AS first_month FROM client_month GROUP BY client_id
        ) USING (client_id)
        WHERE month - first_month <= {segment_rule().cohort_months}
        GROUP BY ALL ORDER BY ALL
    """)


def _segment(quarter: str, first: str, last: str, recovered: str) -> str:
    """The place in SEGMENTS of that of a client at the end of `quarter`, from the months that it
    had until then.
    """
    rule = segment_rule()
    lost, risk, back, new, regular, none = map(
        SEGMENTS.index, ("perdidos", "em_risco", "recuperados", "novos", "recorrentes", "")
    )
    return f"""(CASE
        WHEN {last} IS NULL THEN {none}
        WHEN {quarter} - {last} >= {rule.lost_months} THEN {lost}
        WHEN {quarter} - {last} >= {rule.risk_months} THEN {risk}
        WHEN {quarter} - {recovered} < {rule.risk_months} THEN {back}
        WHEN {quarter} - {first} < {rule.risk_months} THEN {new}
        ELSE {regular} END)::TINYINT"""


def _load_segments(connection: duckdb.DuckDBPyConnection) -> None:
    """Each quarter in which a client was attended holds until the next one;
    only the last quarters are kept.
    """
    rule = segment_rule()
    first, last = connection.execute(
        "SELECT min(month), max(month) FROM client_month"
    ).fetchone() or (None, None)
    kept = [] if first is None else range(first - first % 3 + 2, last + 1, 3)[-rule.quarters :]
    if not kept:
        return
    connection.execute(f"""
        CREATE TEMP TABLE quarter_history AS
        WITH active AS (
            SELECT client_id, municipality_id, porte::word AS porte, copies,
                month - month % 3 + 2 AS quarter, min(month) AS first_in, max(month) AS last_in
            FROM client_month WHERE porte IN ({PORTES_SQL}) GROUP BY ALL
        ), ordered AS (
            SELECT *, min(first_in) OVER quarters AS first_month,
                lag(last_in) OVER quarters AS previous_last,
                lead(quarter, 1, {schema.NO_MONTH_AFTER}) OVER quarters AS next_quarter,
                CASE WHEN first_in - lag(last_in) OVER quarters > {rule.lost_months}
                    THEN first_in END AS back_in
            FROM active WINDOW quarters AS (PARTITION BY client_id ORDER BY quarter)
        )
        SELECT * EXCLUDE (back_in),
            max(back_in) OVER (quarters ROWS UNBOUNDED PRECEDING) AS recovered,
            max(back_in) OVER (quarters ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
                AS previous_recovered
        FROM ordered WINDOW quarters AS (PARTITION BY client_id ORDER BY quarter)
    """)
    now = _segment("kept", "first_month", "last_in", "recovered")
    still = _segment("kept - 3", "first_month", "last_in", "recovered")
    before = _segment("kept - 3", "first_month", "previous_last", "previous_recovered")
    # Summed up as numbers, in the order of the words: there are several rows for each that is kept.
    connection.execute(f"""
        INSERT INTO segment_move BY NAME
        SELECT quarter, municipality_id, porte, {list(SEGMENTS)}[before + 1] AS before,
            {list(SEGMENTS)}[now + 1] AS now, clients
        FROM (
            SELECT kept::SMALLINT AS quarter, municipality_id, porte,
                CASE WHEN kept = quarter THEN {before} ELSE {still} END AS before, {now} AS now,
                sum(copies)::INTEGER AS clients
            FROM (
                SELECT *, unnest(range(greatest(quarter, {kept[0]})::BIGINT,
                    least(next_quarter, {kept[-1] + 1})::BIGINT, 3)) AS kept
                FROM quarter_history
            )
            GROUP BY ALL
        ) moved
        ORDER BY quarter, municipality_id, porte, moved.before, moved.now
    """)
    _load_risk_teams(connection, kept[-1])
    connection.execute("DROP TABLE quarter_history")


def _load_risk_teams(connection: duckdb.DuckDBPyConnection, quarter: int) -> None:
    now = _segment(str(quarter), "first_month", "last_in", "recovered")
    connection.execute(f"""
        INSERT INTO risk_team BY NAME
        SELECT {quarter}::SMALLINT AS quarter, municipality_id, porte, team,
            sum(copies)::INTEGER AS clients
        FROM (
            SELECT r.client_id, any_value(r.municipality_id) AS municipality_id,
                any_value(r.porte) AS porte, any_value(r.copies) AS copies,
                arg_max(a.team, (a.data_fim, a.id_atendimento)) AS team
            FROM (
                SELECT client_id, municipality_id, porte, copies, last_in
                FROM quarter_history
                WHERE quarter <= {quarter} AND next_quarter > {quarter}
                    AND {now} = {SEGMENTS.index("em_risco")}
            ) r
            JOIN client_key k USING (client_id)
            JOIN counted a ON a.id_cliente = k.id_cliente AND a.tipo_cliente = k.tipo_cliente
                AND a.month = r.last_in
            GROUP BY r.client_id
        )
        GROUP BY ALL ORDER BY ALL
    """)
