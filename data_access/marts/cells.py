"""Counting cells of each partition, and their sums for every short window (docs/adr/0002)."""

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from data_access.marts.subjects import Staging
from data_access.schema import tables as schema
from indicators.counting import ActiveCells, OnceCells, WindowSums, blocks, window_sums

# Each of the three grids of a block takes 4 bytes per group and pair of months: about 30 MB.
PAIRS_PER_BLOCK = 8_000_000
Columns = dict[str, np.ndarray]
WINDOW_ROWS = pa.schema(
    [
        ("last_month", pa.int16()),
        ("municipality_id", pa.int32()),
        ("porte", pa.dictionary(pa.int32(), pa.string())),
        *(
            (schema.window_column(name, months), pa.int32())
            for name in schema.WINDOW_SUMS
            for months in range(1, schema.WINDOW_LIMIT + 1)
        ),
    ]
)


def load_cells(connection: duckdb.DuckDBPyConnection, partition: str) -> None:
    """Fill ``cell_active_<partition>`` and ``cell_once_<partition>`` from `client_month`. Of the
    partners: what somebody attended as one.
    """
    key = "" if partition == "all" else f"{partition}, "
    word = "" if partition == "all" else f"{partition}::word AS {partition}, "
    inside = f"WHERE partner <> '{schema.NOT_INFORMED}'" if partition == "partner" else ""
    connection.execute(f"""
        CREATE TEMP TABLE history AS
        SELECT {key}month, municipality_id, porte, attendances, copies,
            coalesce(lag(month) OVER months, {schema.NO_MONTH_BEFORE})::SMALLINT AS previous,
            coalesce(lead(month) OVER months, {schema.NO_MONTH_AFTER})::SMALLINT AS next
        FROM (
            SELECT {word}client_id, month, any_value(municipality_id) AS municipality_id,
                any_value(porte)::word AS porte, sum(attendances)::INTEGER AS attendances,
                any_value(copies) AS copies
            FROM client_month {inside} GROUP BY ALL
        )
        WINDOW months AS (PARTITION BY {key}client_id ORDER BY month)
    """)
    connection.execute(f"""
        INSERT INTO cell_active_{partition} BY NAME
        SELECT {key}month, previous, municipality_id, porte, sum(copies) AS clients,
            sum(attendances * copies) AS attendances
        FROM history GROUP BY {key}month, previous, municipality_id, porte
        ORDER BY {key}month, previous, municipality_id, porte
    """)
    connection.execute(f"""
        INSERT INTO cell_once_{partition} BY NAME
        SELECT {key}month, previous, municipality_id, porte, sum(copies) AS clients, next
        FROM history WHERE attendances = 1
        GROUP BY {key}month, previous, next, municipality_id, porte
        ORDER BY {key}month, previous, next, municipality_id, porte
    """)
    connection.execute("DROP TABLE history")


def load_windows(connection: duckdb.DuckDBPyConnection, _staging: Staging) -> None:
    """Fill `window_sum` from the cells of all attendances, month by month,
    in the order in which it is read.
    """
    span = connection.execute("SELECT min(month), max(month) FROM cell_active_all").fetchone()
    if span is None or span[0] is None:
        return
    connection.execute("""
        CREATE TEMP TABLE counting_group AS
        SELECT municipality_id, porte,
            (row_number() OVER (ORDER BY municipality_id, porte) - 1)::BIGINT AS position
        FROM (SELECT DISTINCT municipality_id, porte FROM cell_active_all)
    """)
    groups = connection.execute(
        "SELECT municipality_id, porte FROM counting_group ORDER BY position"
    ).df()
    size = max(1, PAIRS_PER_BLOCK // (span[1] - span[0] + 2) ** 2)
    parts = [
        _window_block(connection, block, (span[0], span[1])) for block in blocks(len(groups), size)
    ]
    connection.execute("DROP TABLE counting_group")
    batches = (
        _window_rows(parts, groups, position, month)
        for position, month in enumerate(range(span[0], span[1] + 1))
    )
    connection.register("window_rows", pa.RecordBatchReader.from_batches(WINDOW_ROWS, batches))
    connection.execute("INSERT INTO window_sum BY NAME FROM window_rows")
    connection.unregister("window_rows")


def _cells(
    connection: duckdb.DuckDBPyConnection, table: str, columns: str, block: tuple[int, int]
) -> Columns:
    fetched = connection.execute(
        f"SELECT position - $start AS grp, {columns} FROM {table} JOIN counting_group USING"
        " (municipality_id, porte) WHERE position >= $start AND position < $end",
        {"start": block[0], "end": block[1]},
    ).fetchnumpy()
    return {name: np.asarray(values, dtype=np.int64) for name, values in fetched.items()}


def _window_block(
    connection: duckdb.DuckDBPyConnection, block: tuple[int, int], span: tuple[int, int]
) -> WindowSums:
    active = _cells(connection, "cell_active_all", "month, previous, clients, attendances", block)
    once = _cells(connection, "cell_once_all", "month, previous, next, clients", block)
    return window_sums(
        ActiveCells(group=active.pop("grp"), **active),
        OnceCells(group=once.pop("grp"), **once),
        groups=block[1] - block[0],
        first=span[0],
        last=span[1],
        limit=schema.WINDOW_LIMIT,
    )


def _window_rows(
    parts: list[WindowSums], groups: pd.DataFrame, position: int, month: int
) -> pa.RecordBatch:
    """The windows that end in `month`, by group: those of the groups of whom anybody came in the
    longest.
    """
    longest = min(position, schema.WINDOW_LIMIT - 1)
    came = [part.attendances[position, longest] > 0 for part in parts]
    kept = np.flatnonzero(np.concatenate(came))
    portes = pa.array(groups["porte"]).cast(pa.string()).dictionary_encode()
    columns = [
        pa.array(np.full(len(kept), month, np.int16)),
        pa.array(groups["municipality_id"].to_numpy(np.int32)[kept]),
        portes.take(pa.array(kept)),
    ]
    for name in schema.WINDOW_SUMS:
        sums = [getattr(part, name)[position] for part in parts]
        for length in range(schema.WINDOW_LIMIT):
            own = [sum_of[length][mask] for sum_of, mask in zip(sums, came, strict=True)]
            columns.append(pa.array(np.concatenate(own)))
    return pa.RecordBatch.from_arrays(columns, schema=WINDOW_ROWS)
