"""Attendances of the executing units as measures: rows of ``municipality_id`` and ``value``, to be added up.

A unit is known by its UF. Where no source says something of the UF's attendances there are no rows, and the measure is
unknown there, not zero.
"""

from typing import Any

import sqlalchemy as sa

from data_access import schema
from data_access.queries.counts import Counts, Portes
from data_access.queries.satisfaction import executing_place
from data_access.queries.setting import MeasureSelect, Setting
from indicators.scope import Scope

c = schema.attendance_cell.c
Condition = sa.ColumnElement[bool]


def attendance_filters(scope: Scope) -> list[Condition]:
    """Month and channel of a scope: the cells hold neither porte nor partner."""
    conditions: list[Condition] = [c.month.between(scope.period.start.index, scope.period.end.index)]
    if scope.channel:
        conditions.append(c.channel.in_(scope.channel))
    return conditions


def _attendances(said: sa.Column[Any], condition: Condition) -> MeasureSelect:
    """Attendances of `condition`, of the UFs of which `said` is known in any month."""

    def select(scope: Scope, _portes: Portes, _setting: Setting) -> Counts:
        total = sa.func.sum(c.attendances).label("value")
        kept = [*attendance_filters(scope), condition]
        sums = sa.select(c.executing_uf, total).where(*kept).group_by(c.executing_uf).subquery("sums")
        known = sa.select(c.executing_uf).where(said.is_not(None)).distinct().subquery("known")
        place, m = executing_place(), schema.municipality.c
        value = sa.case((m.id == place.c.municipality_id, sa.func.coalesce(sums.c.value, 0)), else_=0)
        return (
            sa.select(m.id.label("municipality_id"), value.label("value"))
            .join_from(schema.municipality, known, known.c.executing_uf == m.uf)
            .join(place, place.c.uf == m.uf)
            .outerjoin(sums, sums.c.executing_uf == m.uf)
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
MEASURES: dict[str, MeasureSelect] = {name: _attendances(*what) for name, what in CONDITIONS.items()}
# Numerators, of which nothing is known outside the months of the edition.
NUMERATORS = frozenset({"atendimentos_digitais", "solucoes_do_portfolio", "sincronos_do_portfolio"})
