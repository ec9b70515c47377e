"""Clients and attendances as measures, of the establishment or of the executing unit."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from data_access.queries.base.question import SourcedQuestion
from data_access.queries.measures import counts
from data_access.queries.measures.counts import Counts, Portes
from data_access.queries.measures.crossing import by_unit
from data_access.queries.measures.measure import Measure, MeasureSelect
from data_access.queries.measures.sources import ATTENDANCES
from data_access.schema import tables as schema
from indicators.scope import PORTES, Attribution, Scope

COMPANIES = (*PORTES, schema.PORTE_UNKNOWN)
COMPANIES_AND_PEOPLE = (*COMPANIES, schema.PORTE_PERSON)


@dataclass(frozen=True)
class ClientCount:
    """How clients are counted, and the attendances that make a client count."""

    count: Callable[[Scope, Portes], Counts]
    at_least: int


CLIENT_COUNTS = {
    "clientes": ClientCount(counts.distinct_clients, 1),
    "clientes_recorrentes": ClientCount(counts.recurrent_clients, 2),
}


def _attended_count(
    count: Callable[[Scope, Portes], Counts], otherwise: Portes = (), *, at_least: int | None = None
) -> MeasureSelect:
    """A count of attendances, over the part of the period that the edition recorded: the rest holds
    none.

    The mart of windows has no window that reaches beyond it. `at_least` makes it one of clients.
    """

    def select(question: SourcedQuestion, scope: Scope, portes: Portes) -> Counts:
        scope = scope.with_period(scope.period.within(question.recorded))
        portes = portes or otherwise
        home = count(scope, portes)
        if scope.attribution is not Attribution.EXECUTING_UNIT:
            return home
        return by_unit(home, question, scope, portes, at_least=at_least)

    return select


def _clients(name: str) -> MeasureSelect:
    return _attended_count(CLIENT_COUNTS[name].count, at_least=CLIENT_COUNTS[name].at_least)


_of_attendances = partial(
    Measure,
    tables=frozenset({"atendimentos", "clientes"}),
    source=ATTENDANCES,
    by_rule=True,
    by_case=True,
    of_record=True,
    of_clients=True,
    switchable=True,
)
CLIENTS = _of_attendances("clientes", select=_clients("clientes"), cumulative=True)
MEASURES = (
    CLIENTS,
    _of_attendances("clientes_recorrentes", select=_clients("clientes_recorrentes"), matures=True),
    _of_attendances(
        "atendimentos", select=_attended_count(counts.attendances, COMPANIES), cumulative=True
    ),
    _of_attendances(
        "atendimentos_pf_pj", select=_attended_count(counts.attendances, COMPANIES_AND_PEOPLE)
    ),
)
