"""How long the service took: medians by territory of the executing unit, from cases by minute."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import members
from data_access.queries.base.setting import Setting
from data_access.queries.base.source_coverage import Question, with_silence
from data_access.queries.base.units import EXECUTING_LEVELS
from data_access.schema import tables as schema
from data_access.schema.service import FIRST_RESPONSE, HANDLING, RESOLUTION
from indicators.catalogue import Indicator
from indicators.durations import histogram_quantile
from indicators.measure import Status
from indicators.scope import Access, Scope

CONTACT_KINDS = {"contatos_respondidos": FIRST_RESPONSE, "contatos_resolvidos": RESOLUTION}
KINDS = {**CONTACT_KINDS, "atendimentos_com_duracao": HANDLING}
MEDIAN, P90 = 0.5, 0.9
KEYS = ["code", "name", "uf"]
t = schema.service_duration.c
Cases = tuple[
    NDArray[np.int64], NDArray[np.int64]
]  # minutes, from the shortest on, and how many took so long


def duration_filters(kind: str, scopes: Sequence[Scope]) -> list[sa.ColumnElement[bool]]:
    """Cases of a kind from the first to the last month of the scopes, which share their channels."""
    first, last = (
        chosen(getattr(s.period, end).index for s in scopes)
        for chosen, end in ((min, "start"), (max, "end"))
    )
    conditions: list[sa.ColumnElement[bool]] = [t.kind == kind, t.month.between(first, last)]
    if scopes[0].channel:
        conditions.append(t.channel.in_(scopes[0].channel))
    return conditions


def duration_statement(
    kind: str, scopes: Sequence[Scope], access: Access, level: str
) -> sa.Select[*tuple[Any, ...]]:
    """Rows of place, minutes and cases, and month where there are several scopes.

    ``place`` is the least id among the municipalities of a territory; one without cases has no row.
    """
    units = _units(level, scopes[0], access).subquery("units")
    keys = [units.c.place, t.minutes, *([t.month] if len(scopes) > 1 else [])]
    return (
        sa.select(*keys, sa.func.sum(t.cases).label("cases"))
        .join_from(schema.service_duration, units, units.c.unit == t.executing_uf)
        .where(*duration_filters(kind, scopes))
        .group_by(*keys)
    )


def _units(level: str, scope: Scope, access: Access) -> sa.Select[*tuple[Any, ...]]:
    """The UFs of each territory of `level`: place, code, name, uf, unit."""
    member = (
        members(level, scope, access)
        .add_columns(schema.municipality.c.uf.label("unit"))
        .subquery("member")
    )
    keys = [member.c[key] for key in KEYS]
    place = sa.func.min(member.c.id).over(partition_by=keys).label("place")
    return sa.select(place, *keys, member.c.unit).distinct()


def median_statement(
    definition: Indicator, scopes: Sequence[Scope], access: Access, level: str, setting: Setting
) -> sa.Select[*tuple[Any, ...]] | None:
    """Cases by minute of the first window; the medians are taken from them. None below the UF."""
    if level not in EXECUTING_LEVELS:
        return None
    return duration_statement(KINDS[definition.numerator.measure], scopes[:1], access, level)


def quantile_table(
    connection: sa.Connection,
    definition: Indicator,
    scopes: Sequence[Scope],
    access: Access,
    level: str,
    setting: Setting,
    share: float = MEDIAN,
) -> pd.DataFrame | None:
    """A quantile of each window and territory (see `special.SpecialTable`); None below the UF,
    where no unit is known.

    ``denominator`` is the number of cases; a quantile has no numerator.
    """
    if level not in EXECUTING_LEVELS:
        return None
    kind = KINDS[definition.numerator.measure]
    units = _units(level, scopes[0], access).subquery("units")
    keys = [units.c[key] for key in ("place", *KEYS)]
    places = read_frame(connection, sa.select(*keys).distinct().order_by(units.c.code))
    rows = read_frame(connection, duration_statement(kind, scopes, access, level)).astype("int64")
    rows = rows.iloc[np.argsort(rows["minutes"].to_numpy(), kind="stable")]
    found = [
        {"last_month": scope.period.end.index, **place, **_measured_row(cases, definition, share)}
        for place, own in _by_place(places, rows)
        for scope, cases in _by_window(own, scopes)
    ]
    return with_silence(
        pd.DataFrame(found), Question(connection, definition, scopes, access, level)
    )


def _by_place(
    places: pd.DataFrame, rows: pd.DataFrame
) -> Iterator[tuple[dict[str, object], pd.DataFrame]]:
    """Code, name and uf of each territory, with its rows."""
    own = rows["place"].to_numpy()
    for place, code, name, uf in places.itertuples(index=False):
        yield (
            {"code": code, "name": name, "uf": None if pd.isna(uf) else uf},
            rows.iloc[own == place],
        )


def _by_window(rows: pd.DataFrame, scopes: Sequence[Scope]) -> Iterator[tuple[Scope, Cases]]:
    """Minutes and cases of each window."""
    minutes, cases = rows["minutes"].to_numpy(), rows["cases"].to_numpy()
    if "month" not in rows:
        yield scopes[0], (minutes, cases)
        return
    month = rows["month"].to_numpy()
    for scope in scopes:
        inside = (month >= scope.period.start.index) & (month <= scope.period.end.index)
        yield scope, (minutes[inside], cases[inside])


def _measured_row(found: Cases, definition: Indicator, share: float) -> dict[str, object]:
    minutes, counts = found
    value, lower, upper = histogram_quantile(minutes, counts, share)
    cases = int(counts.sum())
    status = (
        Status.ZERO_DENOMINATOR
        if not cases
        else Status.FEW
        if cases < definition.minimum
        else Status.MEASURED
    )
    return {
        "numerator": float("nan"),
        "denominator": float(cases),
        "value": value,
        "lower": lower,
        "upper": upper,
        "status": status,
        "missing": 0,
    }
