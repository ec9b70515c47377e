"""Every indicator over the territories of a level, with the year before and with their whole."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.places import require_visible
from data_access.queries.base.question import Question, closed_period, recorded_period
from data_access.queries.indicators.indicator import DEFAULT_REACH_KM
from data_access.queries.indicators.measured_rows import check_scope, measured_rows
from data_access.queries.indicators.targets import with_targets
from data_access.queries.measures.registry import is_special, scope_it_can_answer
from indicators.catalogue.definitions import Indicator, catalogue, indicator
from indicators.measure import MeasuredValue, Status, as_value
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
    with edition.engine.connect() as connection:
        require_visible(connection, scope.territory, access)
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
    question = Question(
        recorded=recorded_period(edition),
        closed=closed_period(edition),
        definition=definition,
        scopes=[scope],
        access=access,
        level=level,
        reach_km=reach_km,
    )
    with edition.engine.connect() as connection:
        require_visible(connection, scope.territory, access)
        return next(_lines(connection, iter([question])), None)


def _asked(
    edition: Edition, scope: Scope, access: Access, level: str, reach_km: float
) -> Iterator[Question]:
    recorded, closed = recorded_period(edition), closed_period(edition)
    for definition in catalogue().values():
        own = scope_it_can_answer(definition, scope)
        check_scope(definition, own, level)
        yearly = "periodo" in definition.filters
        yield Question(
            recorded=recorded,
            closed=closed,
            definition=definition,
            scopes=[own, own.previous_year] if yearly else [own],
            access=access,
            level=level,
            reach_km=reach_km,
        )


def _lines(connection: sa.Connection, asked: Iterator[Question]) -> Iterator[Line]:
    for question in asked:
        found = measured_rows(connection, question)
        if found is not None and not found["status"].eq(Status.NOT_APPLICABLE).all():
            yield _line(connection, question, found.dropna(subset=["code"]))


def _line(connection: sa.Connection, question: Question, found: pd.DataFrame) -> Line:
    definition, month = question.definition, question.scope.period.end.index
    own = found["last_month"] == month
    now = found[own].sort_values(KEYS, kind="stable").reset_index(drop=True)
    then = found[~own].sort_values(KEYS, kind="stable").reset_index(drop=True)
    additive = not is_special(definition)
    whole = (
        _sum(definition, now)
        if additive and definition.suppression == "none"
        else _asked_whole(connection, question)
    )
    alone = replace(question, scopes=[question.scope])
    return Line(
        definition,
        with_targets(connection, now, alone),
        None if then.empty else then,
        whole,
        additive,
    )


def _sum(definition: Indicator, rows: pd.DataFrame) -> MeasuredValue:
    """The whole of territories that add up to it."""
    if definition.subtracted is not None:
        rows = rows.assign(numerator=rows["numerator"] + rows["subtracted"])
    return pooled_value(rows, definition)


def _asked_whole(connection: sa.Connection, question: Question) -> MeasuredValue:
    """The whole of what does not add up, or of which some parts are not told."""
    level = question.scope.territory.level
    found = measured_rows(connection, replace(question, level=level, scopes=[question.scope]))
    return NOTHING if found is None or found.empty else as_value(found.iloc[0])
