"""The stock of companies that a window is measured against: of which month, and how many."""

from typing import Any

import sqlalchemy as sa

from data_access.queries.base.places import municipalities_seen
from data_access.queries.base.question import SourcedQuestion
from data_access.queries.measures.counts import Counts, Portes
from data_access.queries.measures.measure import Measure
from data_access.queries.measures.sources import PARTNERS
from data_access.schema import tables as schema
from indicators.scope import Scope

ALWAYS = (0, 10**6)  # months, as indices, before and after every window
Count = sa.ColumnElement[int]


def companies_of_window(scope: Scope, portes: Portes) -> Counts:
    """The stock that one window is measured against: rows of municipality_id and value."""
    return _of_window(schema.company_stock, scope, _companies(portes))


def _companies(portes: Portes) -> Count:
    """A porte without a row is zero where the municipality has any row: sources list only what
    exists.
    """
    c = schema.company_stock.c
    return sa.case((c.porte.in_(portes), c.companies), else_=0)


def _companies_in_reach(question: SourcedQuestion, portes: Portes) -> Count:
    """Unknown where nobody knows where the municipality is."""
    c, m = schema.company_stock.c, schema.municipality.c
    nowhere = sa.and_(m.nearest_sala_km.is_(None), m.latitude.is_(None))
    near = sa.and_(c.porte.in_(portes), m.nearest_sala_km <= question.reach_km)
    return sa.case((nowhere, sa.null()), (near, c.companies), else_=0)


def _placed_stock() -> sa.FromClause:
    """The stock with where its municipality is."""
    here = schema.municipality.c.id == schema.company_stock.c.municipality_id
    return schema.company_stock.join(schema.municipality, here)


def _of_window(source: sa.FromClause, scope: Scope, count: Count) -> Counts:
    c, reference = schema.company_stock.c, _reference(scope)
    same = sa.and_(c.municipality_id == reference.c.municipality_id, c.month == reference.c.month)
    return sa.select(c.municipality_id, count.label("value")).select_from(
        source.join(reference, same)
    )


def _of_windows(
    source: sa.FromClause, question: SourcedQuestion, scope: Scope, count: Count
) -> Counts:
    """The same rule for windows of any end: the stock of each month of it, with the months that it
    stands for.

    Rows: municipality_id, value, since, until (indices of months, both within).
    """
    c = schema.company_stock.c
    value = sa.func.sum(count).label("value")
    stock = sa.select(c.municipality_id, c.month, value).select_from(source)
    stock = stock.where(*_asked_places(question, scope)).group_by(c.municipality_id, c.month)
    if scope.stock is not None:
        named = stock.where(c.month == scope.stock.index).subquery("stock")
        return sa.select(named.c.municipality_id, named.c.value, *_months(*map(sa.literal, ALWAYS)))
    months = stock.subquery("stock").c
    place: dict[str, Any] = {"partition_by": months.municipality_id, "order_by": months.month}
    earliest = sa.func.lag(months.month).over(**place).is_(None)
    following = sa.func.lead(months.month).over(**place)
    since = sa.case((earliest, ALWAYS[0]), else_=months.month)
    until = sa.func.coalesce(following - 1, ALWAYS[1])
    return sa.select(months.municipality_id, months.value, *_months(since, until))


def _asked_places(question: SourcedQuestion, scope: Scope) -> list[sa.ColumnElement[bool]]:
    """Only the municipalities that are asked for: ordering the months of all of them is most of the
    work.
    """
    if scope.territory.level == "brasil":
        return []
    asked = sa.select(schema.municipality.c.id).where(
        municipalities_seen(scope.territory, question.access)
    )
    return [schema.company_stock.c.municipality_id.in_(asked)]


def _months(since: Count, until: Count) -> tuple[sa.Label[int], sa.Label[int]]:
    return since.label("since"), until.label("until")


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


COMPANIES = Measure(
    "empresas",
    tables=frozenset({"empresas"}),
    select=lambda _question, scope, portes: companies_of_window(scope, portes),
    standing=lambda question, scope, portes: _of_windows(
        schema.company_stock, question, scope, _companies(portes)
    ),
)
MEASURES = (
    COMPANIES,
    Measure(
        "empresas_ao_alcance",
        tables=frozenset({"empresas", "parceiros"}),
        select=lambda question, scope, portes: _of_window(
            _placed_stock(), scope, _companies_in_reach(question, portes)
        ),
        standing=lambda question, scope, portes: _of_windows(
            _placed_stock(), question, scope, _companies_in_reach(question, portes)
        ),
        source=PARTNERS,
    ),
)
