"""What each measure of the catalogue is in SQL: rows of ``municipality_id`` and ``value``, to be
added up.
"""

from collections.abc import Callable
from dataclasses import replace

import sqlalchemy as sa

from data_access.queries.base.setting import MeasureSelect, Setting
from data_access.queries.measures import attendances, contacts, counts, satisfaction, stock
from data_access.queries.measures.counts import Counts, Portes
from data_access.queries.measures.crossing import by_unit
from data_access.schema import tables as schema
from indicators.catalogue import Indicator
from indicators.scope import PORTES, Attribution, Scope

COMPANIES = (*PORTES, schema.PORTE_UNKNOWN)
COMPANIES_AND_PEOPLE = (*COMPANIES, schema.PORTE_PERSON)


def _municipalities(_scope: Scope, _portes: Portes, _setting: Setting) -> Counts:
    return sa.select(
        schema.municipality.c.id.label("municipality_id"), sa.literal_column("1").label("value")
    )


def _municipalities_with_sala(_scope: Scope, _portes: Portes, _setting: Setting) -> Counts:
    c = schema.municipality.c
    value = sa.case((c.active_salas > 0, 1), else_=0)
    return sa.select(c.id.label("municipality_id"), value.label("value"))


def _attended_count(
    count: Callable[[Scope, Portes], Counts], otherwise: Portes = (), *, at_least: int | None = None
) -> MeasureSelect:
    """A count of attendances, over the part of the period that the edition recorded: the rest holds
    none.

    The mart of windows has no window that reaches beyond it. `at_least` makes it one of clients.
    """

    def select(scope: Scope, portes: Portes, setting: Setting) -> Counts:
        scope, portes = (
            scope.with_period(scope.period.within(setting.recorded)),
            portes or otherwise,
        )
        home = count(scope, portes)
        if scope.attribution is not Attribution.EXECUTING_UNIT:
            return home
        return by_unit(home, scope, portes, setting, at_least=at_least)

    return select


MEASURES: dict[str, MeasureSelect] = {
    "clientes": _attended_count(counts.distinct_clients, at_least=1),
    "clientes_recorrentes": _attended_count(counts.recurrent_clients, at_least=2),
    "atendimentos": _attended_count(counts.attendances, COMPANIES),
    "atendimentos_pf_pj": _attended_count(counts.attendances, COMPANIES_AND_PEOPLE),
    **stock.MEASURES,
    "municipios": _municipalities,
    "municipios_com_sala": _municipalities_with_sala,
    **satisfaction.MEASURES,
    **contacts.MEASURES,
    **attendances.MEASURES,
}
# Measures of attendances, and of what else is recorded case by case, are zero where their source is
# and nothing was counted (`feeds`); the others are unknown where there is no row.
COUNTED_MEASURES = frozenset(
    {"clientes", "clientes_recorrentes", "atendimentos", "atendimentos_pf_pj"}
)
RECORDED_MEASURES = (
    COUNTED_MEASURES
    | satisfaction.MEASURES.keys()
    | contacts.MEASURES.keys()
    | attendances.MEASURES.keys()
)
# What is divided by what another source records: a month that its own source lacks would count in
# the base alone.
MEASURES_OF_TWO_SOURCES = frozenset({"atendimentos_respondidos", contacts.COMPLAINTS})
# What is unknown, not zero, outside the months of the edition.
ATTENDANCE_MEASURES = COUNTED_MEASURES | attendances.NUMERATORS
# What can be counted for the client's establishment and for the executing unit alike.
SWITCHABLE_MEASURES = (RECORDED_MEASURES - attendances.MEASURES.keys()) | {satisfaction.INCOME}


def scope_it_can_answer(definition: Indicator, scope: Scope) -> Scope:
    """The scope as an indicator can answer it: by its rule, where it is not counted in the other
    way too.
    """
    other = definition.attributed(scope) is not definition.attribution
    if other and definition.numerator.measure not in SWITCHABLE_MEASURES:
        return replace(scope, attribution=None)
    return scope
