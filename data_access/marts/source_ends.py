"""Until when each source speaks: `source_end`, from the days of its rows (DuckDB)."""

from collections.abc import Callable
from datetime import date

import duckdb
import pandas as pd

from data_access.plausibility.subject import uf_sql
from data_access.schema.tables import NOT_INFORMED, source_end
from indicators.scope import Month
from indicators.unfinished import SourceEnd, end_of_source

# The column that says when what a row tells happened.
DAYS = {"atendimentos": "data_fim", "pesquisas": "data", "contatos": "aberto_em"}


def happened(rows: str, table: str, today: date) -> str:
    """SQL of the rows of a table that are of today or before: what is dated later has not happened,
    and moves no period.
    """
    day = DAYS.get(table)
    if day is None:
        return rows
    return f"SELECT * FROM ({rows}) WHERE CAST({day} AS DATE) <= DATE '{today:%Y-%m-%d}'"


def load_source_ends(
    connection: duckdb.DuckDBPyConnection, rows: Callable[[str], str], today: date
) -> None:
    """Fill `source_end` with each source of cases by the UF that executed it, or of its place;
    NOT_INFORMED where neither is known, whose cases come and go: they end where the source ends.
    """
    found = []
    for source, day in DAYS.items():
        uf = f"coalesce(uf_executora, {uf_sql('municipio')}, '{NOT_INFORMED}')"
        frame = connection.execute(
            f"SELECT {uf} AS uf, CAST({day} AS DATE) AS day, sum(_copias)::BIGINT AS rows FROM"
            f" ({rows(source)}) GROUP BY ALL ORDER BY ALL"
        ).df()
        frame["day"] = pd.to_datetime(frame["day"]).dt.date
        for name, part in frame.groupby("uf", sort=True):
            speaking = frame if name == NOT_INFORMED else part
            end = end_of_source(speaking.groupby("day")["rows"].sum(), today)
            months = (end.whole.index, end.last.index)
            found.append((source, str(name), end.last_day, *months, int(part["rows"].sum())))
    if found:
        rows_found = pd.DataFrame(found, columns=[column.name for column in source_end.columns])
        connection.register("source_end_rows", rows_found)
        connection.execute("INSERT INTO source_end BY NAME FROM source_end_rows")
        connection.unregister("source_end_rows")


def ends_of(
    connection: duckdb.DuckDBPyConnection, source: str
) -> tuple[dict[str, SourceEnd], dict[str, float]]:
    """The end of a source in each UF, and how many rows it has there."""
    rows = connection.execute(
        "SELECT uf, last_day, whole_month, last_month, rows FROM source_end WHERE source = ?"
        " ORDER BY uf",
        [source],
    ).fetchall()
    ends = {uf: SourceEnd(day, Month(whole), Month(last)) for uf, day, whole, last, _ in rows}
    return ends, {uf: float(count) for uf, *_, count in rows}


def future_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: str, today: date) -> int:
    """How many rows of a table are dated after today."""
    day = DAYS[table]
    found = connection.execute(
        f"SELECT count(*) FROM ({rows}) WHERE CAST({day} AS DATE) > DATE '{today:%Y-%m-%d}'"
    ).fetchall()
    return int(found[0][0])
