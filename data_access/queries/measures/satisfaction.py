"""Answers to surveys as measures: rows of ``municipality_id``, ``value`` and ``month``, to be added
up.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from config.satisfaction import satisfaction_rule
from data_access.queries.base.setting import MeasureSelect, Setting
from data_access.queries.base.source_coverage import within_source
from data_access.queries.measures.counts import Counts, Portes
from data_access.schema import tables as schema
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
    municipality_id.

    Units are known by UF, so that sums are right for a UF and whatever holds whole UFs, and for
    nothing smaller.
    """
    m = schema.municipality.c
    return (
        sa.select(m.uf, sa.func.min(m.id).label("municipality_id"))
        .group_by(m.uf)
        .subquery("executing_place")
    )


def _answers(condition: Callable[[], Condition]) -> MeasureSelect:
    def select(scope: Scope, _portes: Portes, _setting: Setting) -> Counts:
        return _rows(schema.survey_cell, c.answers, scope, condition())

    return select


def _attendances(value: sa.Column[Any]) -> MeasureSelect:
    """Of the UFs and months in which attendances are answered about at all: see `hearing`."""
    cells = schema.response_cell

    def select(scope: Scope, _portes: Portes, setting: Setting) -> Counts:
        uf = (
            cells.c.executing_uf
            if scope.attribution is Attribution.EXECUTING_UNIT
            else schema.municipality.c.uf
        )
        rows = _rows(cells, value, scope, within_source(setting.known, uf, cells.c.month))
        if scope.attribution is Attribution.EXECUTING_UNIT:
            return rows
        return rows.join(schema.municipality, schema.municipality.c.id == cells.c.municipality_id)

    return select


def _rows(
    table: sa.Table, value: sa.Column[Any], scope: Scope, *more: Condition
) -> sa.Select[*tuple[Any, ...]]:
    """Rows of `table` by the municipality of the client, or by the one that stands for the UF of
    the unit.
    """
    kept = [*survey_filters(scope, table), *more]
    if scope.attribution is not Attribution.EXECUTING_UNIT:
        return sa.select(table.c.municipality_id, value.label("value"), table.c.month).where(*kept)
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
# Counted by `queries.income`, in blocks; of units and of clients alike.
INCOME = "renda_aumentou"
MEASURES: dict[str, MeasureSelect] = {
    "respostas_nps": _answers(_nps()),
    "promotores": _answers(_nps(RULE.promoters)),
    "detratores": _answers(_nps(RULE.detractors)),
    "respostas_csat": _answers(lambda: c.csat.is_not(None)),
    "satisfeitos": _answers(lambda: c.csat.in_(RULE.satisfied)),
    "respostas_ces": _answers(lambda: c.ces.is_not(None)),
    "atendimento_facil": _answers(lambda: c.ces.in_(RULE.easy)),
    "atendimentos_pesquisados": _attendances(schema.response_cell.c.attendances),
    "atendimentos_respondidos": _attendances(schema.response_cell.c.answered),
}
