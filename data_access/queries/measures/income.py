"""Perceived income of people in inclusion initiatives: by executing unit or by client."""

from functools import partial

import sqlalchemy as sa

from data_access.queries.base.question import SourcedQuestion
from data_access.queries.base.source_months import source_of
from data_access.queries.measures.counts import Counts, Portes
from data_access.queries.measures.measure import Measure, MeasureSelect
from data_access.queries.measures.satisfaction import executing_place
from data_access.schema import tables as schema
from data_access.schema.opinions import INCOME
from indicators.scope import Attribution, Scope

c = schema.income_cell.c


def _answers(value: sa.Column[int]) -> MeasureSelect:
    def select(_question: SourcedQuestion, scope: Scope, _portes: Portes) -> Counts:
        months = c.month.between(scope.period.start.index, scope.period.end.index)
        if scope.attribution is not Attribution.EXECUTING_UNIT:
            return sa.select(c.municipality_id, value.label("value"), c.month).where(months)
        place = executing_place()
        return (
            sa.select(place.c.municipality_id, value.label("value"), c.month)
            .join_from(schema.income_cell, place, place.c.uf == c.executing_uf)
            .where(months)
        )

    return select


_of_answers = partial(
    Measure,
    tables=frozenset({"pesquisas", "atendimentos", "iniciativas"}),
    monthly=True,
    by_case=True,
    switchable=True,
)
MEASURES = (
    _of_answers(
        "renda_aumentou",
        select=_answers(c.rose),
        source=source_of(schema.income_cell),
        told_as=INCOME,
    ),
    _of_answers("respostas_renda", select=_answers(c.answers), told_as=INCOME),
)
