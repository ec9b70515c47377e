"""How long the service took, beyond the median of the catalogue: the 90th percentile and the whole distribution."""

from typing import Literal

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_access import schema
from data_access.editions.reading import Edition
from data_access.queries.durations import KINDS, duration_filters
from data_access.queries.frames import read_frame
from data_access.queries.places import require_visible
from data_access.queries.units import units_inside
from indicators.catalogue import indicator
from indicators.durations import EDGES, binned, histogram_quantile
from indicators.scope import Access, Scope

QUANTILES = {"median": 0.5, "p90": 0.9}
t = schema.service_duration.c


def duration_summary(
    edition: Edition, indicator_id: str, *, scope: Scope, access: Access, by: Literal["", "canal"] = ""
) -> pd.DataFrame:
    """Median and 90th percentile in minutes with their 95 % intervals, of the whole or of each channel.

    Columns: key (the channel, or ""), cases, median, median_lower, median_upper, p90, p90_lower, p90_upper. A channel
    without cases has no row; a whole without cases has one of NaN. Raises ScopeError below the UF.
    """
    rows = _cases(edition, indicator_id, scope, access, by_channel=by == "canal")
    groups = rows.groupby("key", sort=True) if by else [("", rows)]
    found = [{"key": key, "cases": group["cases"].sum(), **_quantiles(group)} for key, group in groups]
    names = [f"{name}{bound}" for name in QUANTILES for bound in ("", "_lower", "_upper")]
    return pd.DataFrame(found, columns=["key", "cases", *names]).astype({"key": "str", "cases": "int64"})


def duration_histogram(edition: Edition, indicator_id: str, *, scope: Scope, access: Access) -> pd.DataFrame:
    """Cases by band of minutes: start, end (the last has none), cases. The bands are those of `durations.EDGES`."""
    rows = _cases(edition, indicator_id, scope, access, by_channel=False)
    cases = binned(rows["minutes"], rows["cases"])
    return pd.DataFrame({"start": EDGES, "end": [*EDGES[1:], np.inf], "cases": cases})


def _cases(edition: Edition, indicator_id: str, scope: Scope, access: Access, *, by_channel: bool) -> pd.DataFrame:
    """Columns: key, minutes, cases."""
    key = t.channel if by_channel else sa.literal("")
    kept = duration_filters(KINDS[indicator(indicator_id).numerator.measure], [scope])
    statement = (
        sa.select(key.label("key"), t.minutes, sa.func.sum(t.cases).label("cases"))
        .where(*kept, units_inside(t.executing_uf, scope, access))
        .group_by(*([t.channel] if by_channel else []), t.minutes)
    )
    with edition.engine.connect() as connection:
        require_visible(connection, scope.territory, access)
        frame = read_frame(connection, statement)
    return frame.astype({"key": "str", "minutes": "int64", "cases": "int64"})


def _quantiles(rows: pd.DataFrame) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, share in QUANTILES.items():
        value, lower, upper = histogram_quantile(rows["minutes"], rows["cases"], share)
        found |= {name: value, f"{name}_lower": lower, f"{name}_upper": upper}
    return found
