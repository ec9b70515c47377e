"""Answers to surveys as measures: rows of ``municipality_id`` and ``value``, to be added up."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from config.satisfaction import satisfaction_rule
from data_access import schema
from data_access.queries.counts import Counts, Portes
from data_access.queries.setting import MeasureSelect, Setting
from indicators.scope import Attribution, Scope

Condition = sa.ColumnElement[bool]
c = schema.survey_cell.c


def survey_filters(scope: Scope) -> list[Condition]:
    """Month, channel and partner of a scope; surveys do not know the porte of a client."""
    conditions: list[Condition] = [c.month.between(scope.period.start.index, scope.period.end.index)]
    if scope.channel:
        conditions.append(c.channel.in_(scope.channel))
    if scope.partner:
        conditions.append(c.partner.in_(scope.partner))
    return conditions


def executing_place() -> sa.Subquery:
    """One municipality of each UF, in whose place the answers about its executing units stand: uf, municipality_id.

    Units are known by UF, so that sums are right for a UF and whatever holds whole UFs, and for nothing smaller.
    """
    m = schema.municipality.c
    return sa.select(m.uf, sa.func.min(m.id).label("municipality_id")).group_by(m.uf).subquery("executing_place")


def _answers(condition: Callable[[], Condition]) -> MeasureSelect:
    def select(scope: Scope, _portes: Portes, _setting: Setting) -> Counts:
        kept = [*survey_filters(scope), condition()]
        if scope.attribution is not Attribution.EXECUTING_UNIT:
            return _rows(c.municipality_id, kept)
        place = executing_place()
        return _rows(place.c.municipality_id, kept).join_from(schema.survey_cell, place, place.c.uf == c.executing_uf)

    return select


def _rows(place: sa.ColumnElement[int], conditions: list[Condition]) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(place.label("municipality_id"), c.answers.label("value")).where(*conditions)


def _nps(scores: tuple[int, ...] | None = None) -> Callable[[], Condition]:
    return lambda: sa.and_(c.nps_counts, c.nps.is_not(None) if scores is None else c.nps.in_(scores))


RULE = satisfaction_rule()
MEASURES: dict[str, MeasureSelect] = {
    "respostas_nps": _answers(_nps()),
    "promotores": _answers(_nps(RULE.promoters)),
    "detratores": _answers(_nps(RULE.detractors)),
    "respostas_csat": _answers(lambda: c.csat.is_not(None)),
    "satisfeitos": _answers(lambda: c.csat.in_(RULE.satisfied)),
    "respostas_ces": _answers(lambda: c.ces.is_not(None)),
    "atendimento_facil": _answers(lambda: c.ces.in_(RULE.easy)),
    "respostas_renda": _answers(lambda: sa.and_(c.inclusion, c.income_rose.is_not(None))),
    "renda_aumentou": _answers(lambda: sa.and_(c.inclusion, c.income_rose)),
}
