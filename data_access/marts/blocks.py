"""Counts of people in the parts of each year,
put into blocks that are safe to tell (see `indicators.disclosure.blocks`).
"""

from collections.abc import Iterator, Sequence

import duckdb
import numpy as np
import pandas as pd

from data_access.marts.source_ends import ends_of
from indicators.disclosure.blocks import block_sizes, safe_blocks
from indicators.disclosure.rules import Members
from indicators.disclosure.windows import told_periods
from indicators.scope import Month, Period
from indicators.unfinished import last_month_to_show

# From the widest territory to the narrowest: of the two divisions below the UF, the one that the
# edition has.
WIDE, NARROW, OLDER = (
    ["region_code", "uf_code"],
    ["rgint_code", "rgi_code"],
    ["meso_code", "micro_code"],
)


def closed_months(connection: duckdb.DuckDBPyConnection) -> Period | None:
    """The months of the attendances until the last whole one."""
    first, last = connection.execute(
        "SELECT min(month), max(month) FROM client_month"
    ).fetchone() or (None, None)
    if first is None:
        return None
    ends, sizes = ends_of(connection, "atendimentos")
    return Period(Month(first), last_month_to_show(ends, sizes, Month(first), Month(last)))


def territory_path(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The territories of each municipality (index), in which blocks are made."""
    register = connection.execute("SELECT * FROM municipality ORDER BY id").df().set_index("id")
    return register[WIDE + (NARROW if register["rgi_code"].notna().any() else OLDER)]


def blocked_years(
    rows: pd.DataFrame, columns: Sequence[str], path: pd.DataFrame, closed: Period
) -> Iterator[pd.DataFrame]:
    """For each period that is told: every place of `path` with its block and the sums of `columns`.

    `rows` has ``place``, ``month`` and `columns`: the groups of an attribute, and last everybody
    else. Yields frames of ``first_month``, ``last_month``, ``place``, ``block``,
    ``block_size`` and `columns`.
    """
    periods = told_periods(closed)
    for year in sorted({period.end.year for period in periods}):
        told = [period for period in periods if period.end.year == year]
        sums = [_sums(rows, columns, path, period) for period in told]
        # What the longer period adds to the shorter one is a component too.
        parts = [
            now - before for now, before in zip(sums, [np.zeros_like(sums[0]), *sums], strict=False)
        ]
        block = safe_blocks(np.hstack(parts), path, Members(len(columns)))
        size = block_sizes(block)
        for period, total in zip(told, sums, strict=True):
            frame = pd.DataFrame(total, columns=list(columns))
            frame.insert(0, "place", path.index)
            yield frame.assign(
                first_month=period.start.index,
                last_month=period.end.index,
                block=block,
                block_size=size,
            )


def _sums(
    rows: pd.DataFrame, columns: Sequence[str], path: pd.DataFrame, period: Period
) -> np.ndarray:
    kept = rows[rows["month"].between(period.start.index, period.end.index)]
    return (
        kept.groupby("place")[list(columns)]
        .sum()
        .reindex(path.index, fill_value=0)
        .to_numpy(np.int64)
    )
