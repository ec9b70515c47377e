"""How long the service took: medians by territory of the executing unit, from contacts by minute."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data_access import schema
from data_access.queries.frames import read_frame
from data_access.queries.places import members
from data_access.queries.service import contact_filters
from data_access.queries.setting import Setting
from data_access.queries.statement import EXECUTING_LEVELS
from data_access.schema.service import FIRST_RESPONSE, RESOLUTION
from indicators.catalogue import Indicator
from indicators.durations import histogram_quantile
from indicators.measure import Status
from indicators.scope import Access, Scope

KINDS = {"contatos_respondidos": FIRST_RESPONSE, "contatos_resolvidos": RESOLUTION}
MEDIAN = 0.5


def duration_statement(kind: str, scope: Scope, access: Access, level: str) -> sa.Select[*tuple[Any, ...]]:
    """Rows of code, name, uf, minutes and cases; a territory without cases has one row of nulls."""
    place = members(level, scope, access).add_columns(schema.municipality.c.uf.label("unit")).subquery("place")
    units = sa.select(place.c.code, place.c.name, place.c.uf, place.c.unit).distinct().subquery("units")
    t = schema.contact_duration.c
    kept = sa.and_(t.executing_uf == units.c.unit, t.kind == kind, *contact_filters(schema.contact_duration, scope))
    keys = [units.c.code, units.c.name, units.c.uf]
    return (
        sa.select(*keys, t.minutes, sa.func.sum(t.contacts).label("cases"))
        .select_from(units.outerjoin(schema.contact_duration, kept))
        .group_by(*keys, t.minutes)
        .order_by(units.c.code, t.minutes)
    )


def median_statement(
    definition: Indicator, scopes: Sequence[Scope], access: Access, level: str, setting: Setting
) -> sa.Select[*tuple[Any, ...]] | None:
    """Cases by minute of the first window; the medians are taken from them. None below the UF."""
    if level not in EXECUTING_LEVELS:
        return None
    return duration_statement(KINDS[definition.numerator.measure], scopes[0], access, level)


def median_table(
    connection: sa.Connection,
    definition: Indicator,
    scopes: Sequence[Scope],
    access: Access,
    level: str,
    setting: Setting,
) -> pd.DataFrame | None:
    """The median of each window and territory (see `special.SpecialTable`); None below the UF, where no unit is known.

    ``denominator`` is the number of cases; a quantile has no numerator.
    """
    if level not in EXECUTING_LEVELS:
        return None
    kind = KINDS[definition.numerator.measure]
    parts = []
    for scope in scopes:
        rows = read_frame(connection, duration_statement(kind, scope, access, level))
        groups = rows.groupby(["code", "name", rows["uf"].fillna("")], sort=True)
        parts += [
            {
                "last_month": scope.period.end.index,
                "code": code,
                "name": name,
                "uf": uf or None,
                **_measured(group, definition),
            }
            for (code, name, uf), group in groups
        ]
    return pd.DataFrame(parts)


def _measured(group: pd.DataFrame, definition: Indicator) -> dict[str, object]:
    known = group.dropna(subset=["minutes"])
    value, lower, upper = histogram_quantile(known["minutes"].astype(float), known["cases"].astype("int64"), MEDIAN)
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
