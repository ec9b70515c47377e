"""Contacts as measures: rows of ``municipality_id``, ``value`` and ``month``, to be added up.

A row of no month says that nothing, and not the unknown, is what there is without others.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from data_access import schema
from data_access.queries.counts import Counts, Portes
from data_access.queries.satisfaction import executing_place
from data_access.queries.setting import MeasureSelect, Setting, nothing
from indicators.scope import Attribution, Scope

Condition = sa.ColumnElement[bool]
c, complaints, m = schema.contact_cell.c, schema.complaint_cell.c, schema.municipality.c
COMPLAINTS, ATTENDANCES = "reclamacoes", "atendimentos_da_unidade"


def contact_filters(table: sa.Table, scope: Scope) -> list[Condition]:
    """Month and channel of a scope; contacts know neither partner nor porte."""
    conditions: list[Condition] = [table.c.month.between(scope.period.start.index, scope.period.end.index)]
    if scope.channel:
        conditions.append(table.c.channel.in_(scope.channel))
    return conditions


def _complaints(condition: Callable[[], Condition]) -> MeasureSelect:
    return _cases(schema.complaint_cell, complaints.complaints, condition)


def _cases(table: sa.Table, value: sa.Column[Any], condition: Callable[[], Condition]) -> MeasureSelect:
    def select(scope: Scope, _portes: Portes, _setting: Setting) -> Counts:
        kept = [*contact_filters(table, scope), condition()]
        if scope.attribution is not Attribution.EXECUTING_UNIT:
            return sa.select(table.c.municipality_id, value.label("value"), table.c.month).where(*kept)
        place = executing_place()
        here = place.c.uf == table.c.executing_uf
        found = sa.select(place.c.municipality_id, value.label("value"), table.c.month)
        return found.join_from(table, place, here).where(*kept)

    return select


def complaining_ufs(attribution: Attribution | None) -> sa.Select[tuple[str]]:
    """The UFs, of units or of clients, of which any contact says whether it is a complaint: elsewhere none is known."""
    if attribution is Attribution.EXECUTING_UNIT:
        return sa.select(c.executing_uf).where(c.complaint.is_not(None)).distinct()
    return (
        sa.select(m.uf)
        .join_from(schema.contact_cell, schema.municipality, m.id == c.municipality_id)
        .where(c.complaint.is_not(None))
        .distinct()
    )


@lru_cache(maxsize=4)
def _known(attribution: Attribution | None) -> sa.Select[tuple[str]]:
    """`complaining_ufs`, worked out once by a query, however many windows it has."""
    return sa.select(complaining_ufs(attribution).cte("complaining_ufs").c[0])


def _none_where_known(scope: Scope) -> sa.Select[*tuple[Any, ...]]:
    known = _known(scope.attribution)
    return sa.select(m.id.label("municipality_id"), *nothing()).where(m.uf.in_(known))


def _complaining(scope: Scope, portes: Portes, setting: Setting) -> Counts:
    """Contacts that are complaints: none, or unknown, where there are none."""
    return sa.union_all(
        _none_where_known(scope), _cases(schema.contact_cell, c.contacts, _is_complaint)(scope, portes, setting)
    )


def _attendances(scope: Scope, _portes: Portes, _setting: Setting) -> Counts:
    """Counted attendances, of companies and people, of the territory or of its executing units: the base of complaints.

    A row for every municipality of the UFs whose complaints are known, and for no other.
    """
    known, none = _known(scope.attribution), _none_where_known(scope)
    if scope.attribution is not Attribution.EXECUTING_UNIT:
        t = schema.client_month.c
        attended = (
            sa.select(t.municipality_id, t.attendances.label("value"), t.month)
            .join_from(schema.client_month, schema.municipality, m.id == t.municipality_id)
            .where(*contact_filters(schema.client_month, scope), m.uf.in_(known))
        )
        return sa.union_all(none, attended)
    a, place = schema.attendance_cell.c, executing_place()
    attended = (
        sa.select(place.c.municipality_id, a.attendances.label("value"), a.month)
        .join_from(schema.attendance_cell, place, place.c.uf == a.executing_uf)
        .where(*contact_filters(schema.attendance_cell, scope), a.executing_uf.in_(known))
    )
    return sa.union_all(none, attended)


def _is_complaint() -> Condition:
    return c.complaint


# Which contacts each measure counts.
CONDITIONS: dict[str, Callable[[], Condition]] = {
    "contatos": lambda: c.in_time.is_not(None),
    "contatos_com_resolucao_conhecida": lambda: c.first_contact.is_not(None),
    "resolvidos_no_primeiro_contato": lambda: c.first_contact,
    "respondidos_no_prazo": lambda: c.in_time,
    "contatos_do_robo": lambda: sa.and_(c.bot, c.kept_by_bot.is_not(None)),
    "retidos_pelo_robo": lambda: c.kept_by_bot,
    COMPLAINTS: _is_complaint,
}
MEASURES: dict[str, MeasureSelect] = {
    **{name: _cases(schema.contact_cell, c.contacts, condition) for name, condition in CONDITIONS.items()},
    "reclamacoes_de_fim_conhecido": _complaints(lambda: complaints.resolved.is_not(None)),
    "reclamacoes_resolvidas": _complaints(lambda: complaints.resolved),
    COMPLAINTS: _complaining,
    ATTENDANCES: _attendances,
}
# Unknown, not zero, of the UFs whose contacts never say what is a complaint.
KNOWN_BY_UF = frozenset({COMPLAINTS, ATTENDANCES})
