"""What teams and partners did month by month, and when they last attended anybody."""

import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.tables.units import ATTENDANCES, require_units
from data_access.schema import tables as schema
from indicators.recognition_rules.measurable import (
    CLIENTS,
    COUNTS_BY_MONTH,
    COUNTS_OF_OPINIONS,
    UnitKind,
)
from indicators.scope import Access, Month, Period

u = schema.unit.c


def unit_months(edition: Edition, kind: UnitKind, unit: str, access: Access) -> pd.DataFrame:
    """Columns month (its index), attendances (of companies and people) and clients (distinct small
    businesses of the month); one row for each whole month of the edition.

    Zero where others of its UF were recorded and it was not; NaN where nobody of the UF was. No
    row of a unit that is not known, or may not be seen.
    """
    require_units(edition)
    s, a, n = schema.unit_count.c, schema.unit_client.c, schema.unit.alias("same_uf")
    own = sa.select(u.uf).where(u.kind == kind.value, u.unit == unit)
    if access.ufs is not None:
        own = own.where(u.uf.in_(sorted(access.ufs)))
    mine = sa.case((s.unit == unit, s[ATTENDANCES]), else_=0)
    attended = (
        sa.select(s.month, sa.func.sum(mine).label("attendances"))
        .join(n, sa.and_(n.c.kind == s.kind, n.c.unit == s.unit))
        .where(s.kind == kind.value, s[ATTENDANCES].is_not(None), n.c.uf.in_(own))
        .group_by(s.month)
    )
    clients = (
        sa.select(a.month, sa.func.sum(a.clients).label("clients"))
        .where(a.kind == kind.value, a.unit == unit)
        .group_by(a.month)
    )
    with edition.reading(access) as connection:
        if connection.scalar(own) is None:
            return pd.DataFrame(columns=["month", "attendances", "clients"], dtype=float)
        sums = read_frame(connection, attended).set_index("month")
        counted = read_frame(connection, clients).set_index("month")
    first, last = Month(edition.manifest.first_month), Month(edition.manifest.end)
    months = pd.Index(range(first.index, last.index + 1), name="month")
    frame = sums.reindex(months).astype(float)
    own_clients = counted["clients"].reindex(months).astype(float)
    frame["clients"] = own_clients.mask(frame["attendances"].notna(), own_clients.fillna(0))
    return frame.reset_index()


def unit_measures_by_month(
    edition: Edition, kind: UnitKind, unit: str, period: Period, access: Access
) -> pd.DataFrame:
    """A float column per measure of `unit_count`, and ``clientes`` (distinct small businesses), by
    month (its index) of the period; NaN where nothing was recorded. Empty for a unit that is not
    known, or may not be seen.

    What people answered is not here: a month of a unit is of too few to be told
    (docs/adr/0040).
    """
    attended = unit_months(edition, kind, unit, access).set_index("month")
    if attended.empty:
        return pd.DataFrame(columns=[ATTENDANCES, CLIENTS], dtype=float)
    c = schema.unit_count.c
    told = [name for name in COUNTS_BY_MONTH if name not in COUNTS_OF_OPINIONS]
    statement = (
        sa.select(c.month, *(sa.func.sum(c[name]).label(name) for name in told))
        .where(c.kind == kind.value, c.unit == unit)
        .where(c.month.between(period.start.index, period.end.index))
        .group_by(c.month)
        .order_by(c.month)
    )
    with edition.reading(access) as connection:
        rows = read_frame(connection, statement).set_index("month").astype(float)
    months = pd.Index(range(period.start.index, period.end.index + 1), name="month")
    wide = rows.dropna(axis="columns", how="all").reindex(months)
    wide[ATTENDANCES] = attended["attendances"].reindex(months)
    wide[CLIENTS] = attended["clients"].reindex(months)
    return wide


def last_attendances(edition: Edition, kind: UnitKind, access: Access) -> pd.Series:
    """The last month (its index) in which each unit attended anybody, by unit; those that never did
    are not there.
    """
    require_units(edition)
    s = schema.unit_count.c
    statement = (
        sa.select(s.unit, sa.func.max(s.month).label("month"))
        .join_from(schema.unit_count, schema.unit, sa.and_(u.kind == s.kind, u.unit == s.unit))
        .where(s.kind == kind.value, s[ATTENDANCES] > 0)
        .group_by(s.unit)
        .order_by(s.unit)
    )
    if access.ufs is not None:
        statement = statement.where(u.uf.in_(sorted(access.ufs)))
    with edition.reading(access) as connection:
        return read_frame(connection, statement).set_index("unit")["month"].astype(int)
