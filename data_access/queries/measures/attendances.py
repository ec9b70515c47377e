"""Attendances of the executing units as measures: rows of ``municipality_id``, ``value`` and
``month``, to be added up.

A unit is known by its UF.
"""

from functools import partial
from typing import Any

import sqlalchemy as sa

from data_access.queries.base.question import SourcedQuestion
from data_access.queries.base.source_months import source_of
from data_access.queries.measures.counts import Counts, Portes
from data_access.queries.measures.measure import Measure, MeasureSelect
from data_access.queries.measures.satisfaction import executing_place
from data_access.schema import tables as schema
from indicators.scope import Scope

c = schema.attendance_cell.c
Condition = sa.ColumnElement[bool]


def attendance_filters(scope: Scope) -> list[Condition]:
    """Month and channel of a scope: the cells hold neither porte nor partner."""
    conditions: list[Condition] = [
        c.month.between(scope.period.start.index, scope.period.end.index)
    ]
    if scope.channel:
        conditions.append(c.channel.in_(scope.channel))
    return conditions


def _attendances(condition: Condition) -> MeasureSelect:
    def select(_question: SourcedQuestion, scope: Scope, _portes: Portes) -> Counts:
        place = executing_place()
        return (
            sa.select(place.c.municipality_id, c.attendances.label("value"), c.month)
            .join_from(schema.attendance_cell, place, place.c.uf == c.executing_uf)
            .where(*attendance_filters(scope), condition)
        )

    return select


# What must be said of an attendance for a measure to be known, and which attendances it counts.
CONDITIONS: dict[str, tuple[sa.Column[Any], Condition]] = {
    "atendimentos_de_canal_conhecido": (c.digital, c.digital.is_not(None)),
    "atendimentos_digitais": (c.digital, c.digital),
    "atendimentos_com_solucao": (c.portfolio, sa.and_(c.solution, c.portfolio.is_not(None))),
    "solucoes_do_portfolio": (c.portfolio, c.portfolio),
    "solucoes_de_modo_conhecido": (c.synchronous, sa.and_(c.solution, c.synchronous.is_not(None))),
    "sincronos_do_portfolio": (c.synchronous, c.synchronous),
}
# Numerators, of which nothing is known outside the months of the edition, and what says them.
NUMERATORS = {
    "atendimentos_digitais": c.digital,
    "solucoes_do_portfolio": c.portfolio,
    "sincronos_do_portfolio": c.synchronous,
}


def _measure(name: str) -> Measure:
    said = NUMERATORS.get(name)
    return Measure(
        name,
        tables=frozenset({"atendimentos"}),
        select=_attendances(CONDITIONS[name][1]),
        source=None if said is None else source_of(schema.attendance_cell, partial(_is_said, said)),
        monthly=True,
        by_rule=True,
        by_case=True,
        of_record=said is not None,
    )


def _is_said(column: sa.Column[Any]) -> Condition:
    return column.is_not(None)


BY_NAME = {name: _measure(name) for name in CONDITIONS}
MEASURES = tuple(BY_NAME.values())
