"""Every measure, by its name in the catalogue, and what follows from it for an indicator."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from types import MappingProxyType

import sqlalchemy as sa

from data_access.queries.base.question import Question, SourcedQuestion, SourceMonths
from data_access.queries.base.source_months import source_months
from data_access.queries.measures import (
    attendances,
    clients,
    conformity,
    contacts,
    durations,
    inclusion,
    income,
    inequality,
    municipalities,
    reputation,
    returns,
    satisfaction,
    stock,
)
from data_access.queries.measures.measure import Measure
from indicators.catalogue.definitions import CatalogueError, Indicator
from indicators.scope import Attribution, Scope

SUBJECTS = (
    *(attendances, clients, conformity, contacts, durations, inclusion, income, inequality),
    *(municipalities, reputation, returns, satisfaction, stock),
)


def by_name(measures: Iterable[Measure]) -> Mapping[str, Measure]:
    """Measures by their names, none of which may be said twice."""
    found: dict[str, Measure] = {}
    for measure in measures:
        if measure.name in found:
            raise CatalogueError(f"two measures are called {measure.name}")
        found[measure.name] = measure
    return MappingProxyType(found)


MEASURES = by_name(measure for subject in SUBJECTS for measure in subject.MEASURES)


def measures_of(definition: Indicator) -> dict[str, Measure]:
    """What an indicator is made of, by the column that holds it: numerator, denominator,
    subtracted.
    """
    parts = {
        "numerator": definition.numerator,
        "denominator": definition.denominator,
        "subtracted": definition.subtracted,
    }
    try:
        return {name: MEASURES[part.measure] for name, part in parts.items() if part}
    except KeyError as error:
        raise CatalogueError(f"{definition.id}.toml: nobody counts the measure {error}") from None


def measure_of(definition: Indicator) -> Measure:
    """That of the numerator, which says how the indicator is had."""
    return measures_of(definition)["numerator"]


def is_special(definition: Indicator) -> bool:
    """Whether it is no quotient of sums."""
    return measure_of(definition).special is not None


def accumulates(definition: Indicator) -> bool:
    """Whether it grows along the year, so that a target for the year is not yet due in March: a
    count that grows, also over a base that does not, or a share that grows with those counted.
    """
    parts = measures_of(definition)
    base = parts.get("denominator")
    adds_up = parts["numerator"].cumulative and not (base is not None and base.cumulative)
    return adds_up or parts["numerator"].matures


def scope_it_can_answer(definition: Indicator, scope: Scope) -> Scope:
    """The scope as an indicator can answer it: by its rule, where it is not counted in the other
    way too.
    """
    other = definition.attributed(scope) is not definition.attribution
    if other and not measure_of(definition).switchable:
        return replace(scope, attribution=None)
    return scope


def source_months_of(
    connection: sa.Connection, definition: Indicator, scope: Scope
) -> SourceMonths | None:
    """The months of the source of an indicator by UF, of the unit or of the client as the scope
    counts. None where the indicator has no source of cases: the rules of the programme are judged
    by initiatives.
    """
    source = measure_of(definition).source
    if source is None:
        return None
    by_unit = definition.attributed(scope) is Attribution.EXECUTING_UNIT
    return source_months(connection, source, scope, by_unit=by_unit)


def with_source_months(connection: sa.Connection, question: Question) -> SourcedQuestion:
    """The question, and where and when the source of its indicator says anything."""
    asked = {field.name: getattr(question, field.name) for field in fields(Question)}
    known = source_months_of(connection, question.definition, question.scope)
    return SourcedQuestion(**asked, source_months=known)
