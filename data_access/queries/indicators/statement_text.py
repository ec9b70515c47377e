"""The SQL of an indicator, to be read."""

from dataclasses import replace

from data_access.editions.reading import Edition
from data_access.queries.base.question import (
    Question,
    SourcedQuestion,
)
from data_access.queries.base.source_coverage import months_of_states_seen
from data_access.queries.indicators.indicator import DEFAULT_REACH_KM
from data_access.queries.measures.measure import Statement
from data_access.queries.measures.quotient import quotient_statement
from data_access.queries.measures.registry import measure_of, measures_of, with_source_months
from indicators.catalogue.definitions import indicator
from indicators.scope import Access, Scope


def statement_text(
    edition: Edition,
    indicator_id: str,
    scope: Scope,
    access: Access,
    level: str,
    reach_km: float = DEFAULT_REACH_KM,
) -> str | None:
    """The SQL of an indicator with its values in place, to be read and not to be run; None where it
    has none. Of which months a UF has it says nothing to whoever sees nothing of that UF: no place
    that is read is there.
    """
    question = Question.about(
        edition,
        definition=indicator(indicator_id),
        scopes=[scope],
        access=access,
        level=level,
        reach_km=reach_km,
    )
    with edition.reading(access) as connection:
        sourced = with_source_months(connection, question)
        known = months_of_states_seen(sourced.source_months, access)
        statement = _statement(replace(sourced, source_months=known))
    if statement is None:
        return None
    return str(statement.compile(edition.engine, compile_kwargs={"literal_binds": True}))


def _statement(question: SourcedQuestion) -> Statement | None:
    special = measure_of(question.definition).special
    if special is not None:
        return special.statement(question)
    return quotient_statement(question, measures_of(question.definition))
