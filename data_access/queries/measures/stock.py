"""The stock of companies that a window is measured against: of which month, and how many companies."""

from typing import Any

import sqlalchemy as sa

from data_access.queries.base.places import municipalities_inside
from data_access.queries.base.setting import MeasureSelect, Setting
from data_access.queries.measures.counts import Counts, Portes
from data_access.schema import tables as schema
from indicators.scope import Scope

ALWAYS = (0, 10**6)  # months, as indices, before and after every window
Count = sa.ColumnElement[int]


def _companies(_setting: Setting, portes: Portes) -> Count:
    """A porte without a row is zero where the municipality has any row: sources list only what
    exists.
    """
    c = schema.company_stock.c
    return sa.case((c.porte.in_(portes), c.companies), else_=0)


def _companies_in_reach(setting: Setting, portes: Portes) -> Count:
    """Unknown where nobody knows where the municipality is."""
    c, m = schema.company_stock.c, schema.municipality.c
    nowhere = sa.and_(m.nearest_sala_km.is_(None), m.latitude.is_(None))
    near = sa.and_(c.porte.in_(portes), m.nearest_sala_km <= setting.reach_km)
    return sa.case((nowhere, sa.null()), (near, c.companies), else_=0)


COUNTS = {"empresas": _companies, "empresas_ao_alcance": _companies_in_reach}
PLACED = frozenset({"empresas_ao_alcance"})  # the counts that also ask where the municipality is


def _of_window(measure: str) -> MeasureSelect:
    """The stock that one window is measured against."""

    def select(scope: Scope, portes: Portes, setting: Setting) -> Counts:
        c, reference = schema.company_stock.c, _reference(scope)
        same = sa.and_(
            c.municipality_id == reference.c.municipality_id, c.month == reference.c.month
        )
        source = _source(measure).join(reference, same)
        return sa.select(
            c.municipality_id, COUNTS[measure](setting, portes).label("value")
        ).select_from(source)

    return select


def _of_windows(measure: str) -> MeasureSelect:
    """The same rule for windows of any end: the stock of each month of it, with the months that it
    stands for.

    Rows: municipality_id, value, since, until (indices of months, both within).
    """

    def select(scope: Scope, portes: Portes, setting: Setting) -> Counts:
        c = schema.company_stock.c
        value = sa.func.sum(COUNTS[measure](setting, portes)).label("value")
        stock = sa.select(c.municipality_id, c.month, value).select_from(_source(measure))
        stock = stock.where(*_asked_places(scope, setting)).group_by(c.municipality_id, c.month)
        if scope.stock is not None:
            named = stock.where(c.month == scope.stock.index).subquery("stock")
            return sa.select(
                named.c.municipality_id, named.c.value, *_months(*map(sa.literal, ALWAYS))
            )
        months = stock.subquery("stock").c
        place: dict[str, Any] = {"partition_by": months.municipality_id, "order_by": months.month}
        earliest = sa.func.lag(months.month).over(**place).is_(None)
        following = sa.func.lead(months.month).over(**place)
        since = sa.case((earliest, ALWAYS[0]), else_=months.month)
        until = sa.func.coalesce(following - 1, ALWAYS[1])
        return sa.select(months.municipality_id, months.value, *_months(since, until))

    return select


def _asked_places(scope: Scope, setting: Setting) -> list[sa.ColumnElement[bool]]:
    """Only the municipalities that are asked for: ordering the months of all of them is most of the
    work.
    """
    if scope.territory.level == "brasil":
        return []
    asked = sa.select(schema.municipality.c.id).where(
        municipalities_inside(scope.territory, setting.access)
    )
    return [schema.company_stock.c.municipality_id.in_(asked)]


def _months(since: Count, until: Count) -> tuple[sa.Label[int], sa.Label[int]]:
    return since.label("since"), until.label("until")


def _source(measure: str) -> sa.FromClause:
    if measure not in PLACED:
        return schema.company_stock
    here = schema.municipality.c.id == schema.company_stock.c.municipality_id
    return schema.company_stock.join(schema.municipality, here)


def _reference(scope: Scope) -> sa.Subquery:
    """The reference month of each municipality's stock: its latest up to the end of the period,
    else its earliest.

    Municipality by municipality, for a file of one state does not take the stock of the others
    away. A scope that names the month itself leaves those without stock of that month without any.
    """
    c = schema.company_stock.c
    if scope.stock is not None:
        named = c.month == scope.stock.index
        return sa.select(c.municipality_id, c.month).where(named).distinct().subquery("reference")
    month = sa.func.coalesce(
        sa.func.max(sa.case((c.month <= scope.period.end.index, c.month))), sa.func.min(c.month)
    )
    return (
        sa.select(c.municipality_id, month.label("month"))
        .group_by(c.municipality_id)
        .subquery("reference")
    )


MEASURES: dict[str, MeasureSelect] = {measure: _of_window(measure) for measure in COUNTS}
STANDING: dict[str, MeasureSelect] = {measure: _of_windows(measure) for measure in COUNTS}
