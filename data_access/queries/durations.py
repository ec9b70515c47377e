"""How long the service took: medians by territory of the executing unit, from cases by minute."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data_access import schema
from data_access.queries.frames import read_frame
from data_access.queries.places import members
from data_access.queries.setting import Setting
from data_access.queries.statement import EXECUTING_LEVELS
from data_access.schema.service import FIRST_RESPONSE, HANDLING, RESOLUTION
from indicators.catalogue import Indicator
from indicators.durations import histogram_quantile
from indicators.measure import Status
from indicators.scope import Access, Scope

CONTACT_KINDS = {"contatos_respondidos": FIRST_RESPONSE, "contatos_resolvidos": RESOLUTION}
KINDS = {**CONTACT_KINDS, "atendimentos_com_duracao": HANDLING}
MEDIAN = 0.5
t = schema.service_duration.c


def duration_filters(kind: str, scopes: Sequence[Scope]) -> list[sa.ColumnElement[bool]]:
    """Cases of a kind from the first to the last month of the scopes, which share their channels."""
    first, last = (
        chosen(getattr(s.period, end).index for s in scopes) for chosen, end in ((min, "start"), (max, "end"))
    )
    conditions: list[sa.ColumnElement[bool]] = [t.kind == kind, t.month.between(first, last)]
    if scopes[0].channel:
        conditions.append(t.channel.in_(scopes[0].channel))
    return conditions


def duration_statement(kind: str, scopes: Sequence[Scope], access: Access, level: str) -> sa.Select[*tuple[Any, ...]]:
    """Rows of code, name, uf, minutes and cases, and month where there are several scopes.

    A territory without cases has one row of nulls.
    """
    place = members(level, scopes[0], access).add_columns(schema.municipality.c.uf.label("unit")).subquery("place")
    units = sa.select(place.c.code, place.c.name, place.c.uf, place.c.unit).distinct().subquery("units")
    kept = sa.and_(t.executing_uf == units.c.unit, *duration_filters(kind, scopes))
    keys = [units.c.code, units.c.name, units.c.uf, t.minutes, *([t.month] if len(scopes) > 1 else [])]
    return (
        sa.select(*keys, sa.func.sum(t.cases).label("cases"))
        .select_from(units.outerjoin(schema.service_duration, kept))
        .group_by(*keys)
        .order_by(units.c.code, t.minutes)
    )


def median_statement(
    definition: Indicator, scopes: Sequence[Scope], access: Access, level: str, setting: Setting
) -> sa.Select[*tuple[Any, ...]] | None:
    """Cases by minute of the first window; the medians are taken from them. None below the UF."""
    if level not in EXECUTING_LEVELS:
        return None
    return duration_statement(KINDS[definition.numerator.measure], scopes[:1], access, level)


def median_table(
    connection: sa.Connection,
    definition: Indicator,
    scopes: Sequence[Scope],
    access: Access,
    level: str,
    setting: Setting,
) -> pd.DataFrame | None:
    """The median of each window and territory (see `special.SpecialTable`); None below the UF, where no unit is known.

    ``denominator`` is the number of cases; a quantile has no numerator. A territory of which no case is known in any
    month is not measured; one without cases in the window has none.
    """
    if level not in EXECUTING_LEVELS:
        return None
    kind = KINDS[definition.numerator.measure]
    rows = read_frame(connection, duration_statement(kind, scopes, access, level))
    rows = rows.astype({"minutes": float, "cases": float})
    parts = []
    for (code, name, uf), group in rows.groupby(["code", "name", rows["uf"].fillna("")], sort=True):
        for scope in scopes:
            place = {"last_month": scope.period.end.index, "code": code, "name": name, "uf": uf or None}
            parts.append({**place, **_measured(_within(group, scope), definition)})
    frame = pd.DataFrame(parts)
    if (frame["denominator"] > 0).all():
        return frame
    told = set(read_frame(connection, _told_statement(kind, scopes[0], access, level))["code"])
    silent = ~frame["code"].isin(told)
    return frame.assign(status=frame["status"].mask(silent, Status.NOT_MEASURED))


def _told_statement(kind: str, scope: Scope, access: Access, level: str) -> sa.Select[*tuple[Any, ...]]:
    """Codes of the territories of which some case of the kind, of any month and channel, is known."""
    place = members(level, scope, access).add_columns(schema.municipality.c.uf.label("unit")).subquery("place")
    known = sa.select(t.executing_uf).where(t.kind == kind)
    return sa.select(place.c.code).where(place.c.unit.in_(known)).distinct()


def _within(group: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    if "month" not in group:
        return group
    return group[group["month"].between(scope.period.start.index, scope.period.end.index).fillna(False).astype(bool)]


def _measured(group: pd.DataFrame, definition: Indicator) -> dict[str, object]:
    known = group.dropna(subset=["minutes"])
    value, lower, upper = histogram_quantile(known["minutes"], known["cases"], MEDIAN)
    cases = int(known["cases"].sum())
    status = Status.ZERO_DENOMINATOR if not cases else Status.FEW if cases < definition.minimum else Status.MEASURED
    return {
        "numerator": float("nan"),
        "denominator": float(cases),
        "value": value,
        "lower": lower,
        "upper": upper,
        "status": status,
        "missing": 0,
    }
