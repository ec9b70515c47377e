"""Contacts as measures: rows of ``municipality_id``, ``value`` and ``month``, to be added up."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa

from data_access.queries.base.question import SourcedQuestion
from data_access.queries.base.source_coverage import within_source
from data_access.queries.base.source_months import source_of
from data_access.queries.measures.counts import Counts, Portes
from data_access.queries.measures.measure import Measure, MeasureSelect
from data_access.queries.measures.satisfaction import executing_place, home_of
from data_access.queries.measures.sources import ATTENDANCES as ATTENDANCE_SOURCE
from data_access.schema import tables as schema
from indicators.scope import Attribution, Scope

Condition = sa.ColumnElement[bool]
c, complaints, m = schema.contact_cell.c, schema.complaint_cell.c, schema.municipality.c
COMPLAINTS, ATTENDANCES = "reclamacoes", "atendimentos_da_unidade"


def contact_filters(table: sa.Table, scope: Scope) -> list[Condition]:
    """Month and channel of a scope; contacts know neither partner nor porte."""
    conditions: list[Condition] = [
        table.c.month.between(scope.period.start.index, scope.period.end.index)
    ]
    if scope.channel:
        conditions.append(table.c.channel.in_(scope.channel))
    return conditions


def _complaints(condition: Callable[[], Condition]) -> MeasureSelect:
    return _cases(schema.complaint_cell, complaints.complaints, condition)


def _cases(
    table: sa.Table, value: sa.Column[Any], condition: Callable[[], Condition]
) -> MeasureSelect:
    def select(_question: SourcedQuestion, scope: Scope, _portes: Portes) -> Counts:
        kept = [*contact_filters(table, scope), condition()]
        if scope.attribution is not Attribution.EXECUTING_UNIT:
            return sa.select(home_of(table), value.label("value"), table.c.month).where(*kept)
        place = executing_place()
        here = place.c.uf == table.c.executing_uf
        found = sa.select(place.c.municipality_id, value.label("value"), table.c.month)
        return found.join_from(table, place, here).where(*kept)

    return select


def _attendances(question: SourcedQuestion, scope: Scope, _portes: Portes) -> Counts:
    """Counted attendances, of companies and people, of the territory or of its executing units: the
    base of complaints.

    Those of the UFs and months whose contacts say what is a complaint, and no other.
    """
    if scope.attribution is not Attribution.EXECUTING_UNIT:
        t = schema.client_month.c
        return (
            sa.select(t.municipality_id, (t.attendances * t.copies).label("value"), t.month)
            .join_from(schema.client_month, schema.municipality, m.id == t.municipality_id)
            .where(
                *contact_filters(schema.client_month, scope),
                within_source(question.source_months, m.uf, t.month),
            )
        )
    a, place = schema.attendance_cell.c, executing_place()
    return (
        sa.select(place.c.municipality_id, a.attendances.label("value"), a.month)
        .join_from(schema.attendance_cell, place, place.c.uf == a.executing_uf)
        .where(
            *contact_filters(schema.attendance_cell, scope),
            within_source(question.source_months, a.executing_uf, a.month),
        )
    )


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
COMPLAINT_SOURCE = source_of(schema.contact_cell, lambda: c.complaint.is_not(None))
SOURCES = {
    "resolvidos_no_primeiro_contato": source_of(
        schema.contact_cell, lambda: c.first_contact.is_not(None)
    ),
    "respondidos_no_prazo": source_of(schema.contact_cell, lambda: c.in_time.is_not(None)),
    "retidos_pelo_robo": source_of(
        schema.contact_cell, lambda: sa.and_(c.bot.is_not(None), c.kept_by_bot.is_not(None))
    ),
    COMPLAINTS: replace(COMPLAINT_SOURCE, over=ATTENDANCE_SOURCE),
}
_of_contacts = partial(
    Measure, tables=frozenset({"contatos"}), monthly=True, by_case=True, switchable=True
)
MEASURES = (
    *(
        _of_contacts(
            name,
            select=_cases(schema.contact_cell, c.contacts, condition),
            source=SOURCES.get(name),
            two_sources=name == COMPLAINTS,
        )
        for name, condition in CONDITIONS.items()
    ),
    _of_contacts(
        "reclamacoes_de_fim_conhecido",
        select=_complaints(lambda: complaints.resolved.is_not(None)),
    ),
    _of_contacts(
        "reclamacoes_resolvidas",
        select=_complaints(lambda: complaints.resolved),
        source=source_of(
            schema.contact_cell,
            lambda: sa.and_(c.complaint.is_not(None), c.kept_by_bot.is_not(None)),
        ),
    ),
    _of_contacts(
        ATTENDANCES,
        select=_attendances,
        tables=frozenset({"atendimentos", "clientes"}),
        by_rule=True,
    ),
)
