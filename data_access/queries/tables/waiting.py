"""How long the service took, beyond the median of the catalogue:
the 90th percentile and the whole distribution.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import require_visible
from data_access.queries.base.units import units_inside
from data_access.queries.measures.durations import KINDS, MEDIAN, P90, duration_filters
from data_access.schema import tables as schema
from indicators.catalogue.definitions import indicator
from indicators.durations import EDGES, cases_by_band, histogram_quantile
from indicators.scope import Access, Scope

QUANTILES = {"median": MEDIAN, "p90": P90}
SUMMARY = [
    "key",
    "cases",
    *(f"{name}{bound}" for name in QUANTILES for bound in ("", "_lower", "_upper")),
]
t = schema.service_duration.c


@dataclass(frozen=True)
class Waits:
    """Cases of one kind, summed up.

    ``whole`` and ``channels`` have the columns SUMMARY: key (the channel, or ""), cases, and in
    minutes the median and the 90th percentile with their 95 % intervals. A channel without cases
    has no row; a whole without cases has one of NaN. ``others`` has, for each row of ``channels``,
    the cases of all the other channels. ``bands`` has the cases by band of minutes: start, end (the
    last has none), cases; see `durations.EDGES`.
    """

    whole: pd.DataFrame
    channels: pd.DataFrame
    others: pd.DataFrame
    bands: pd.DataFrame


def waits(edition: Edition, indicator_id: str, *, scope: Scope, access: Access) -> Waits:
    """All of it from one reading. Raises ScopeError below the UF."""
    rows = _cases(edition, indicator_id, scope, access)
    by_channel = rows.groupby("key", sort=True)
    bands = {
        "start": EDGES,
        "end": [*EDGES[1:], np.inf],
        "cases": cases_by_band(rows["minutes"], rows["cases"]),
    }
    return Waits(
        _summary([{"key": "", **_summed_up(rows)}]),
        _summary([{"key": key, **_summed_up(group)} for key, group in by_channel]),
        _summary([{"key": key, **_summed_up(rows[rows["key"] != key])} for key, _ in by_channel]),
        pd.DataFrame(bands),
    )


def _cases(edition: Edition, indicator_id: str, scope: Scope, access: Access) -> pd.DataFrame:
    """Columns: key (the channel), minutes, cases; by minutes."""
    kept = duration_filters(KINDS[indicator(indicator_id).numerator.measure], [scope])
    statement = (
        sa.select(t.channel.label("key"), t.minutes, sa.func.sum(t.cases).label("cases"))
        .where(*kept, units_inside(t.executing_uf, scope, access))
        .group_by(t.channel, t.minutes)
    )
    with edition.reading(access) as connection:
        require_visible(connection, scope.territory, access)
        frame = read_frame(connection, statement)
    return frame.astype({"key": "str", "minutes": "int64", "cases": "int64"}).sort_values(
        "minutes", kind="stable"
    )


def _summary(rows: list[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=SUMMARY).astype({"key": "str", "cases": "int64"})


def _summed_up(rows: pd.DataFrame) -> dict[str, object]:
    found: dict[str, object] = {"cases": rows["cases"].sum()}
    for name, share in QUANTILES.items():
        value, lower, upper = histogram_quantile(rows["minutes"], rows["cases"], share)
        found |= {name: value, f"{name}_lower": lower, f"{name}_upper": upper}
    return found
