"""Coverage over each reference month of the company stock: the same clients, other denominators."""

from typing import Any

import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import members, require_seen
from data_access.queries.base.question import (
    Question,
    SourcedQuestion,
)
from data_access.queries.base.units import EXECUTING_LEVELS
from data_access.queries.indicators.measured_rows import check_scope, measured_values
from data_access.queries.measures.registry import measure_of, with_source_months
from data_access.schema import tables as schema
from indicators.catalogue.definitions import indicator
from indicators.scope import Access, Scope, ScopeError

s, m = schema.company_stock.c, schema.municipality.c
STOCK = "empresas"
COLUMNS = [
    "stock",
    "numerator",
    "denominator",
    "value",
    "lower",
    "upper",
    "n",
    "method",
    "status",
    "missing",
]
Statement = sa.Select[*tuple[Any, ...]]


def coverage_by_stock(
    edition: Edition, indicator_id: str, *, scope: Scope, access: Access
) -> pd.DataFrame:
    """One row per reference month of the stock (``stock``, its index) that any municipality of the
    territory has.

    Columns: COLUMNS, as `indicator_total` would give them for a scope of that stock; ``missing``
    counts the municipalities without stock of the month. No rows where the scope's porte leaves
    nothing to count, and none below the UF by executing unit. Raises ScopeError for an indicator
    that is not divided by the stock.
    """
    definition = indicator(indicator_id)
    if definition.denominator is None or definition.denominator.measure != STOCK:
        raise ScopeError(
            f"{definition.title} não se divide pelo estoque de empresas; escolha uma cobertura."
        )
    level = scope.territory.level
    check_scope(definition, scope, level)
    question = Question.about(
        edition,
        definition=definition,
        scopes=[scope],
        access=access,
        level=level,
        reach_km=0.0,
    )
    with edition.reading(access) as connection:
        require_seen(connection, scope.territory, access)
        statement = _statement(with_source_months(connection, question))
        if statement is None:
            return pd.DataFrame(columns=COLUMNS)
        frame = read_frame(connection, statement).assign(last_month=scope.period.end.index)
    return measured_values(frame, question)[COLUMNS]


def _statement(question: SourcedQuestion) -> Statement | None:
    """By month of the stock: numerator, denominator and missing, with
    `quotient.quotient_statement`'s rules.
    """
    definition, scope, by_unit = question.definition, question.scope, question.by_unit
    parts = (definition.numerator, definition.denominator)
    portes = [definition.portes(part, scope) for part in parts if part]
    if None in portes or (by_unit and question.level not in EXECUTING_LEVELS):
        return None
    heard = m.uf.in_(sorted(question.source_months or ()))
    place = (
        members(question.level, scope, question.access)
        .add_columns(heard.label("heard"))
        .cte("place")
    )
    rows = measure_of(definition).rows(question, scope, portes[0] or ()).subquery()
    clients = (
        sa.select(rows.c.municipality_id, sa.func.sum(rows.c.value).label("value"))
        .join_from(rows, place, place.c.id == rows.c.municipality_id)
        .group_by(rows.c.municipality_id)
        .cte("clients")
    )
    counted = sa.case((s.porte.in_(portes[1] or ()), s.companies), else_=0)
    stock = (
        sa.select(
            s.month,
            s.municipality_id,
            sa.func.sum(sa.case((place.c.heard, counted))).label("companies"),
        )
        .join_from(schema.company_stock, place, place.c.id == s.municipality_id)
        .group_by(s.month, s.municipality_id)
        .cte("stock")
    )
    bases = sa.func.count(stock.c.companies)
    attended = sa.func.coalesce(
        sa.func.sum(sa.case((stock.c.companies.is_not(None), clients.c.value))), 0
    )
    everybody = sa.select(sa.func.coalesce(sa.func.sum(clients.c.value), 0)).scalar_subquery()
    anybody = sa.select(sa.func.count()).where(place.c.heard).scalar_subquery() > 0
    places = sa.select(sa.func.count()).select_from(place).scalar_subquery()
    numerator = everybody if by_unit else sa.case((bases == 0, everybody), else_=attended)
    return (
        sa.select(
            stock.c.month.label("stock"),
            sa.case((anybody, numerator)).label("numerator"),
            sa.func.sum(stock.c.companies).label("denominator"),
            (places - bases).label("missing"),
        )
        .select_from(stock.outerjoin(clients, clients.c.municipality_id == stock.c.municipality_id))
        .group_by(stock.c.month)
        .order_by(stock.c.month)
    )
