"""Contacts as measures: rows of ``municipality_id`` and ``value``, to be added up."""

from collections.abc import Callable

import sqlalchemy as sa

from data_access import schema
from data_access.queries.counts import Counts, Portes
from data_access.queries.satisfaction import executing_place
from data_access.queries.setting import MeasureSelect, Setting
from indicators.scope import Attribution, Scope

Condition = sa.ColumnElement[bool]
c = schema.contact_cell.c


def contact_filters(table: sa.Table, scope: Scope) -> list[Condition]:
    """Month and channel of a scope; contacts know neither partner nor porte."""
    conditions: list[Condition] = [table.c.month.between(scope.period.start.index, scope.period.end.index)]
    if scope.channel:
        conditions.append(table.c.channel.in_(scope.channel))
    return conditions


def _contacts(condition: Callable[[], Condition]) -> MeasureSelect:
    def select(scope: Scope, _portes: Portes, _setting: Setting) -> Counts:
        kept = [*contact_filters(schema.contact_cell, scope), condition()]
        if scope.attribution is not Attribution.EXECUTING_UNIT:
            return sa.select(c.municipality_id, c.contacts.label("value")).where(*kept)
        place = executing_place()
        here = place.c.uf == c.executing_uf
        return (
            sa.select(place.c.municipality_id, c.contacts.label("value"))
            .join_from(schema.contact_cell, place, here)
            .where(*kept)
        )

    return select


def _attendances(scope: Scope, _portes: Portes, _setting: Setting) -> Counts:
    """Counted attendances, of companies and people, of the territory or of its executing units."""
    t = schema.client_month.c
    kept = contact_filters(schema.client_month, scope)
    if scope.attribution is not Attribution.EXECUTING_UNIT:
        return sa.select(t.municipality_id, t.attendances.label("value")).where(*kept)
    place = executing_place()
    return (
        sa.select(place.c.municipality_id, t.attendances.label("value"))
        .join_from(schema.client_month, place, place.c.uf == t.executing_uf)
        .where(*kept)
    )


MEASURES: dict[str, MeasureSelect] = {
    "contatos": _contacts(sa.true),
    "contatos_com_resolucao_conhecida": _contacts(lambda: c.first_contact.is_not(None)),
    "resolvidos_no_primeiro_contato": _contacts(lambda: c.first_contact),
    "respondidos_no_prazo": _contacts(lambda: c.in_time),
    "contatos_do_robo": _contacts(lambda: c.bot),
    "retidos_pelo_robo": _contacts(lambda: c.kept_by_bot),
    "reclamacoes": _contacts(lambda: c.complaint),
    "atendimentos_da_unidade": _attendances,
}
