"""Answers to surveys as measures: rows of ``municipality_id``,
``value`` and ``month``, to be added up.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import sqlalchemy as sa

from config.satisfaction import satisfaction_rule
from data_access.queries.base.question import SourcedQuestion
from data_access.queries.base.source_coverage import within_source
from data_access.queries.base.source_months import CaseSource, source_of
from data_access.queries.measures.counts import Counts, Portes
from data_access.queries.measures.measure import Measure, MeasureSelect
from data_access.schema import tables as schema
from data_access.schema.opinions import ANSWERED, CES, CSAT, NPS
from indicators.scope import Attribution, Scope

Condition = sa.ColumnElement[bool]
c = schema.survey_cell.c


def survey_filters(scope: Scope, table: sa.Table = schema.survey_cell) -> list[Condition]:
    """Month, channel and partner of a scope; surveys do not know the porte of a client."""
    columns = table.c
    conditions: list[Condition] = [
        columns.month.between(scope.period.start.index, scope.period.end.index)
    ]
    if scope.channel:
        conditions.append(columns.channel.in_(scope.channel))
    if scope.partner:
        conditions.append(columns.partner.in_(scope.partner))
    return conditions


def executing_place() -> sa.Subquery:
    """One municipality of each UF, in whose place the answers about its executing units stand: uf,
    municipality_id; of no UF, `NOWHERE`.

    Units are known by UF, so that sums are right for a UF and whatever holds whole UFs, and for
    nothing smaller.
    """
    m = schema.municipality.c
    return (
        sa.select(m.uf, sa.func.min(m.id).label("municipality_id"))
        .group_by(m.uf)
        .union_all(sa.select(sa.literal(schema.NOT_INFORMED), sa.literal(schema.NOWHERE)))
        .subquery("executing_place")
    )


def home_of(table: sa.Table) -> sa.ColumnElement[int]:
    """The municipality of the client of each row; `NOWHERE` where it is not known."""
    return sa.func.coalesce(table.c.municipality_id, schema.NOWHERE).label("municipality_id")


def _answers(condition: Callable[[], Condition]) -> MeasureSelect:
    def select(_question: SourcedQuestion, scope: Scope, _portes: Portes) -> Counts:
        return _rows(schema.survey_cell, c.answers, scope, condition())

    return select


def _attendances(value: sa.Column[Any]) -> MeasureSelect:
    """Of the UFs and months in which attendances are answered about at all."""
    cells = schema.response_cell

    def select(question: SourcedQuestion, scope: Scope, _portes: Portes) -> Counts:
        uf = (
            cells.c.executing_uf
            if scope.attribution is Attribution.EXECUTING_UNIT
            else schema.municipality.c.uf
        )
        rows = _rows(cells, value, scope, within_source(question.source_months, uf, cells.c.month))
        if scope.attribution is Attribution.EXECUTING_UNIT:
            return rows
        return rows.join(schema.municipality, schema.municipality.c.id == cells.c.municipality_id)

    return select


def _rows(
    table: sa.Table, value: sa.Column[Any], scope: Scope, *more: Condition
) -> sa.Select[*tuple[Any, ...]]:
    """Rows of `table` by the municipality of the client,
    or by the one that stands for the UF of the unit.
    """
    kept = [*survey_filters(scope, table), *more]
    if scope.attribution is not Attribution.EXECUTING_UNIT:
        return sa.select(home_of(table), value.label("value"), table.c.month).where(*kept)
    place = executing_place()
    return (
        sa.select(place.c.municipality_id, value.label("value"), table.c.month)
        .join_from(table, place, place.c.uf == table.c.executing_uf)
        .where(*kept)
    )


def _nps(scores: tuple[int, ...] | None = None) -> Callable[[], Condition]:
    return lambda: sa.and_(
        c.nps_counts, c.nps.is_not(None) if scores is None else c.nps.in_(scores)
    )


RULE = satisfaction_rule()
_NPS_SOURCE = source_of(schema.survey_cell, _nps())
_of_surveys = partial(
    Measure,
    tables=frozenset({"pesquisas", "atendimentos"}),
    monthly=True,
    by_case=True,
    switchable=True,
)
MEASURES = (
    _of_surveys("respostas_nps", select=_answers(_nps()), told_as=NPS),
    _of_surveys(
        "promotores", select=_answers(_nps(RULE.promoters)), source=_NPS_SOURCE, told_as=NPS
    ),
    _of_surveys(
        "detratores", select=_answers(_nps(RULE.detractors)), source=_NPS_SOURCE, told_as=NPS
    ),
    _of_surveys("respostas_csat", select=_answers(lambda: c.csat.is_not(None)), told_as=CSAT),
    _of_surveys(
        "satisfeitos",
        select=_answers(lambda: c.csat.in_(RULE.satisfied)),
        source=source_of(schema.survey_cell, lambda: c.csat.is_not(None)),
        told_as=CSAT,
    ),
    _of_surveys("respostas_ces", select=_answers(lambda: c.ces.is_not(None)), told_as=CES),
    _of_surveys(
        "atendimento_facil",
        select=_answers(lambda: c.ces.in_(RULE.easy)),
        source=source_of(schema.survey_cell, lambda: c.ces.is_not(None)),
        told_as=CES,
    ),
    _of_surveys(
        "atendimentos_pesquisados",
        select=_attendances(schema.response_cell.c.attendances),
        by_rule=True,
    ),
    _of_surveys(
        "atendimentos_respondidos",
        select=_attendances(schema.response_cell.c.answered),
        source=CaseSource(
            schema.response_cell, lambda _by_unit: schema.response_cell.c.answered > 0, sliced=True
        ),
        two_sources=True,
        told_as=ANSWERED,
        by_rule=True,
    ),
)
