"""How unequal coverage is along vulnerability: slope index over fifths of the municipalities of
each territory.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import members
from data_access.queries.base.setting import Setting
from data_access.queries.base.source_months import informed
from data_access.queries.measures.quotient import indicator_statement
from data_access.schema import tables as schema
from indicators.catalogue import Indicator
from indicators.inequality import FIFTHS, Gradient, fifths, gradient
from indicators.measure import Status
from indicators.scope import Access, Period, Scope

INEQUALITY = "atendidos_por_quintil"
COUNTED = "clientes"
VULNERABILITY = "vulnerabilidade"
KEYS = ["code", "name", "uf"]
Estimate = tuple[float, float, float]  # value, lower, upper
Measure = Callable[[Gradient], Estimate | None]


def towns_statement(
    definition: Indicator, scopes: Sequence[Scope], access: Access, level: str, setting: Setting
) -> sa.Select[*tuple[Any, ...]] | None:
    """Attended companies and stock of each municipality and window, as coverage counts them."""
    numerator = definition.numerator.model_copy(update={"measure": COUNTED})
    counted = definition.model_copy(update={"numerator": numerator})
    return indicator_statement(counted, scopes, access, "municipio", setting)


def inequality_statement(
    definition: Indicator, scopes: Sequence[Scope], access: Access, level: str, setting: Setting
) -> sa.Select[*tuple[Any, ...]] | None:
    """The query that the fifths are made from; none for a municipality, which has no fifths."""
    return (
        None
        if level == "municipio"
        else towns_statement(definition, scopes, access, level, setting)
    )


def towns(
    connection: sa.Connection,
    definition: Indicator,
    scopes: Sequence[Scope],
    access: Access,
    setting: Setting,
) -> pd.DataFrame | None:
    """Municipalities of each window: last_month, id, code, numerator, denominator, vulnerability
    (NaN unknown).

    Of one whose UF has no attendances neither numerator nor denominator is told.
    """
    setting = informed(connection, definition, scopes[0], setting)
    statement = towns_statement(definition, scopes, access, "municipio", setting)
    if statement is None:
        return None
    rows = read_frame(connection, statement)
    s = schema.socioeconomic.c
    latest = sa.select(sa.func.max(s.year)).where(s.indicator == VULNERABILITY).scalar_subquery()
    known = sa.select(s.municipality_id, s.value).where(
        s.indicator == VULNERABILITY, s.year == latest
    )
    level = read_frame(connection, known).astype({"municipality_id": "int64", "value": "float64"})
    found = rows.assign(
        id=rows["code"].astype("int64"),
        numerator=rows["numerator"].astype("float64"),
        denominator=rows["denominator"].astype("float64"),
    )
    return found.assign(vulnerability=found["id"].map(level.set_index("municipality_id")["value"]))


def by_fifth(rows: pd.DataFrame) -> pd.DataFrame:
    """The five groups of the municipalities of one territory, from the least vulnerable on.

    Columns: fifth, municipalities, numerator, denominator. Municipalities without stock or
    vulnerability are in none.
    """
    group = fifths(rows["vulnerability"], rows["denominator"])
    inside = group > 0
    sums = {
        name: np.bincount(group[inside], rows[name].fillna(0).to_numpy(float)[inside], FIFTHS + 1)[
            1:
        ]
        for name in ("numerator", "denominator")
    }
    municipalities = np.bincount(group[inside], minlength=FIFTHS + 1)[1:]
    return pd.DataFrame({"fifth": range(1, FIFTHS + 1), "municipalities": municipalities, **sums})


def slope_index(line: Gradient) -> Estimate | None:
    """From the most vulnerable end to the least: above zero, the vulnerable are reached less."""
    return -line.slope, -line.upper, -line.lower


def relative_index(line: Gradient) -> Estimate | None:
    """The most vulnerable end over the least: below one, the vulnerable are reached less. None of
    no finite size.
    """
    return line.relative if line.relative and np.isfinite(line.relative).all() else None


def inequality_table(
    connection: sa.Connection,
    definition: Indicator,
    scopes: Sequence[Scope],
    access: Access,
    level: str,
    setting: Setting,
    measure: Measure = slope_index,
) -> pd.DataFrame | None:
    """`desigualdade_cobertura`, as `special.SpecialTable` says; None where the scope's porte leaves
    nothing to count.

    A territory needs municipalities in every fifth: a municipality has none, and a small division
    may lack them.
    """
    if level == "municipio":
        return None
    rows = towns(connection, definition, scopes, access, setting)
    if rows is None:
        return None
    place = members(level, scopes[0], access).subquery("place")
    member = read_frame(connection, sa.select(place).order_by(place.c.code, place.c.id))
    periods = {scope.period.end.index: scope.period for scope in scopes}
    member["group"] = member.groupby(KEYS, dropna=False, sort=False).ngroup()
    places = member.drop_duplicates("group")[KEYS].fillna(np.nan)
    named = [dict(zip(KEYS, keys, strict=True)) for keys in places.to_numpy()]
    joined = member[["id", "group"]].astype("int64").merge(rows.drop(columns=KEYS), on="id")
    found = []
    for month, period in periods.items():
        seen = joined[joined["last_month"] == month]
        for group, own in enumerate(named):
            part = seen[seen["group"] == group]
            found.append(
                {
                    "last_month": month,
                    **own,
                    **_measured_row(part, period, setting.recorded, measure),
                }
            )
    return pd.DataFrame(found)


def _measured_row(
    rows: pd.DataFrame, period: Period, recorded: Period, measure: Measure
) -> dict[str, object]:
    groups = by_fifth(rows)
    line = (
        gradient(groups["numerator"], groups["denominator"])
        if (groups["denominator"] > 0).all()
        else None
    )
    missing = int(
        rows["denominator"].isna().sum()
        + (rows["denominator"].notna() & rows["vulnerability"].isna()).sum()
    )
    status = _status(rows, groups, period, recorded, missing)
    measured = status in (Status.MEASURED, Status.PARTIAL, Status.PARTLY_RECORDED)
    found = measure(line) if measured and line else None
    if measured and found is None:
        status = (
            Status.NOT_APPLICABLE
        )  # nobody or everybody was reached, or an end of the line is no rate
    nothing = float("nan")
    value, lower, upper = found or (nothing, nothing, nothing)
    return {
        "numerator": float(groups["numerator"].sum()) if found else nothing,
        "denominator": float(groups["denominator"].sum()) if found else nothing,
        "value": value,
        "lower": lower,
        "upper": upper,
        "missing": missing,
        "status": status,
    }


def _status(
    rows: pd.DataFrame, groups: pd.DataFrame, period: Period, recorded: Period, missing: int
) -> Status:
    if not period.overlaps(recorded) or rows["numerator"].isna().all():
        return Status.NOT_MEASURED
    if missing == len(rows):
        return Status.NO_DENOMINATOR
    if (groups["denominator"] <= 0).any():
        return Status.NOT_APPLICABLE
    if period.within(recorded) != period:
        return Status.PARTLY_RECORDED
    return Status.PARTIAL if missing else Status.MEASURED
