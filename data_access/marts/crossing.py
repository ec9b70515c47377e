"""Clients whom units of more than their own UF attended:
`crossing`, `crossing_window` (DuckDB; docs/adr/0025).
"""

import duckdb
import numpy as np
import pandas as pd

from data_access.marts.subjects import Staging
from data_access.schema import tables as schema
from data_access.schema.crossing import HOME, UNIT_REGION, UNIT_UF
from indicators.counting import ActiveCells, OnceCells, WindowSums, window_sums

# The territory that a row of `crossing` counts for, and the municipality that stands for it.
PLACES = {HOME: "home.uf_place", UNIT_UF: "unit.uf_place", UNIT_REGION: "unit.region_place"}


def load_crossing(connection: duckdb.DuckDBPyConnection, _staging: Staging) -> None:
    """Fill both tables from `client_month`; `crossing` is sorted by month as that is."""
    connection.execute("""
        INSERT INTO crossing BY NAME
        SELECT a.* FROM client_month a SEMI JOIN (
            SELECT b.client_id FROM client_month b JOIN municipality m ON m.id = b.municipality_id
            WHERE b.executing_uf <> m.uf
        ) elsewhere ON elsewhere.client_id = a.client_id
        ORDER BY a.month, a.client_id, a.channel, a.partner, a.executing_uf
    """)
    # The months of the edition, not of the few: a window in which none of them came must be there
    # to be zero.
    span = connection.execute("SELECT min(month), max(month) FROM client_month").fetchone()
    if span is None or span[0] is None:
        return
    connection.execute("""
        CREATE TEMP TABLE standing AS
        SELECT id, uf, min(id) OVER (PARTITION BY uf) AS uf_place,
            min(id) OVER (PARTITION BY region_code) AS region_place
        FROM municipality
    """)
    for by, place in PLACES.items():
        _load_windows(connection, by, place, (span[0], span[1]))
    connection.execute("DROP TABLE standing")


def _load_windows(
    connection: duckdb.DuckDBPyConnection, by: str, place: str, span: tuple[int, int]
) -> None:
    """Sums of all short windows, by the places of `by` and the porte."""
    connection.execute(f"""
        CREATE TEMP TABLE history AS
        SELECT place, porte, month, attendances, copies,
            coalesce(lag(month) OVER months, {schema.NO_MONTH_BEFORE}) AS previous,
            coalesce(lead(month) OVER months, {schema.NO_MONTH_AFTER}) AS next
        FROM (
            SELECT {place} AS place, x.client_id, x.porte, x.month,
                sum(x.attendances)::BIGINT AS attendances, any_value(x.copies) AS copies
            FROM crossing x JOIN standing home ON home.id = x.municipality_id
            JOIN (SELECT DISTINCT uf, uf_place, region_place FROM standing) unit
                ON unit.uf = x.executing_uf
            GROUP BY ALL
        )
        WINDOW months AS (PARTITION BY place, client_id ORDER BY month)
    """)
    connection.execute("""
        CREATE TEMP TABLE history_group AS
        SELECT place, porte, (row_number() OVER (ORDER BY place, porte) - 1)::BIGINT AS position
        FROM (SELECT DISTINCT place, porte FROM history)
    """)
    groups = connection.execute("SELECT place, porte FROM history_group ORDER BY position").df()
    active = _cells(
        connection, "month, previous", "true", ", sum(attendances * copies)::BIGINT AS attendances"
    )
    once = _cells(connection, "month, previous, next", "attendances = 1")
    connection.execute("DROP TABLE history; DROP TABLE history_group")
    if not len(groups):
        return
    sums = window_sums(
        ActiveCells(**active),
        OnceCells(**once),
        groups=len(groups),
        first=span[0],
        last=span[1],
        limit=schema.WINDOW_LIMIT,
    )
    connection.register("window_rows", _rows(sums, groups, by, span[0]))
    connection.execute(
        "INSERT INTO crossing_window BY NAME FROM window_rows ORDER BY last_month, first_month"
    )
    connection.unregister("window_rows")


def _cells(
    connection: duckdb.DuckDBPyConnection, keys: str, condition: str, more: str = ""
) -> dict[str, np.ndarray]:
    fetched = connection.execute(f"""
        SELECT position AS "group", {keys}, sum(copies)::BIGINT AS clients{more}
        FROM history JOIN history_group USING (place, porte)
        WHERE {condition} GROUP BY position, {keys}
    """).fetchnumpy()
    return {name: np.asarray(values, dtype=np.int64) for name, values in fetched.items()}


def _rows(sums: WindowSums, groups: pd.DataFrame, by: str, first: int) -> pd.DataFrame:
    """The windows that hold anything, in the columns of `crossing_window`."""
    month, width, group = np.nonzero(sums.attendances)
    return pd.DataFrame(
        {
            "last_month": first + month,
            "first_month": first + month - width,
            "by": by,
            "municipality_id": groups["place"].to_numpy()[group],
            "porte": groups["porte"].to_numpy()[group],
            "clients": sums.clients[month, width, group],
            "once": sums.once[month, width, group],
            "attendances": sums.attendances[month, width, group],
        }
    )
