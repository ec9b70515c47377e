"""Every indicator over the territories of a level, with the year before and with their whole."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.partly_covered import with_partly_recorded
from data_access.queries.base.places import require_seen
from data_access.queries.base.question import Question
from data_access.queries.indicators.indicator import DEFAULT_REACH_KM
from data_access.queries.indicators.measured_rows import check_scope, measured_rows
from data_access.queries.indicators.pace import with_standings
from data_access.queries.indicators.targets import with_targets
from data_access.queries.measures.inclusion import GROUPS, group_tables
from data_access.queries.measures.registry import (
    is_special,
    measure_of,
    scope_it_can_answer,
    with_source_months,
)
from indicators.catalogue.definitions import Indicator, catalogue, indicator
from indicators.measure import MeasuredValue, Status, as_value, with_basis
from indicators.pooling import NOTHING, pooled_value
from indicators.scope import Access, Scope
from indicators.territories.matrix import Line

KEYS = ["code", "name"]


def matrix_lines(
    edition: Edition,
    *,
    scope: Scope,
    access: Access,
    level: str,
    reach_km: float = DEFAULT_REACH_KM,
) -> list[Line]:
    """A line for each indicator that applies to some territory of `level` inside the scope.

    One query answers for both years of an indicator; what cannot be added up asks for the whole,
    the territory of the scope, too. Raises ScopeError for a level that does not nest,
    AccessDeniedError.
    """
    with edition.reading(access) as connection:
        require_seen(connection, scope.territory, access)
        return list(_lines(connection, _asked(edition, scope, access, level, reach_km)))


def indicator_line(
    edition: Edition,
    indicator_id: str,
    *,
    scope: Scope,
    access: Access,
    level: str,
    reach_km: float = DEFAULT_REACH_KM,
) -> Line | None:
    """The line of one indicator, of the period of the scope alone; None where it applies to no
    territory.
    """
    definition = indicator(indicator_id)
    check_scope(definition, scope, level)
    question = Question.about(
        edition,
        definition=definition,
        scopes=[scope],
        access=access,
        level=level,
        reach_km=reach_km,
    )
    with edition.reading(access) as connection:
        require_seen(connection, scope.territory, access)
        return next(_lines(connection, [question]), None)


def _asked(
    edition: Edition, scope: Scope, access: Access, level: str, reach_km: float
) -> Iterator[Question]:
    for definition in catalogue().values():
        own = scope_it_can_answer(definition, scope)
        check_scope(definition, own, level)
        yearly = "periodo" in definition.filters
        yield Question.about(
            edition,
            definition=definition,
            scopes=[own, own.previous_year] if yearly else [own],
            access=access,
            level=level,
            reach_km=reach_km,
        )


def _lines(connection: sa.Connection, asked: Iterable[Question]) -> Iterator[Line]:
    questions = list(asked)
    rows = _rows_of_each(connection, questions)
    needing = [q for q in questions if q.definition.id in rows and not _adds_up(q.definition)]
    wholes = _rows_of_each(connection, [_of_whole(question) for question in needing])
    for question in questions:
        found = rows.get(question.definition.id)
        if found is not None and not found["status"].eq(Status.NOT_APPLICABLE).all():
            whole = wholes.get(question.definition.id)
            yield _line(connection, question, found, whole)


def _rows_of_each(
    connection: sa.Connection, questions: Sequence[Question]
) -> dict[str, pd.DataFrame]:
    """Measured rows by indicator; of all groups of people from one reading."""
    people = [q for q in questions if q.definition.numerator.measure in GROUPS]
    found: dict[str, pd.DataFrame | None] = {}
    if people:
        sourced = [with_source_months(connection, question) for question in people]
        for own, table in zip(sourced, group_tables(connection, sourced), strict=True):
            told = with_basis(table, own.definition)
            tables = measure_of(own.definition).tables
            found[own.definition.id] = with_partly_recorded(connection, told, own, tables)
    for question in questions:
        if question.definition.id not in found:
            found[question.definition.id] = measured_rows(connection, question)
    return {name: rows for name, rows in found.items() if rows is not None}


def _adds_up(definition: Indicator) -> bool:
    """Whether its territories add up to their whole, all of them told."""
    return not is_special(definition) and definition.suppression == "none"


def _of_whole(question: Question) -> Question:
    """The territory of the scope itself, in its period alone."""
    level = question.scope.territory.level
    return replace(question, level=level, scopes=[question.scope])


def _line(
    connection: sa.Connection, question: Question, found: pd.DataFrame, whole: pd.DataFrame | None
) -> Line:
    definition, month = question.definition, question.scope.period.end.index
    own = found["last_month"] == month
    total = _sum(definition, found[own]) if _adds_up(definition) else None
    own, found = own[found["code"].notna()], found.dropna(subset=["code"])
    now = found[own].sort_values(KEYS, kind="stable").reset_index(drop=True)
    then = found[~own].sort_values(KEYS, kind="stable").reset_index(drop=True)
    asked = NOTHING if whole is None or whole.empty else as_value(whole.iloc[0])
    alone = replace(question, scopes=[question.scope])
    return Line(
        definition,
        with_standings(connection, with_targets(connection, now, alone), alone),
        None if then.empty else then,
        asked if total is None else total,
        additive=not is_special(definition),
    )


def _sum(definition: Indicator, rows: pd.DataFrame) -> MeasuredValue:
    """The whole of territories that add up to it, with what is of none of them."""
    if definition.subtracted is not None:
        rows = rows.assign(numerator=rows["numerator"] + rows["subtracted"])
    return pooled_value(rows, definition)
