"""Rows of an indicator to work with:
added up, with what a score subtracts beside its numerator, or as they are.
"""

from collections.abc import Sequence

import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.places import require_seen
from data_access.queries.base.question import (
    Question,
    SourcedQuestion,
)
from data_access.queries.base.unfinished import with_unfinished
from data_access.queries.indicators.indicator import DEFAULT_REACH_KM, WINDOW_COLUMNS
from data_access.queries.indicators.measured_rows import (
    check_scope,
    measured_values,
    without_untold_answers,
)
from data_access.queries.measures.inclusion import GROUPS, group_tables
from data_access.queries.measures.measure import Special
from data_access.queries.measures.quotient_rows import quotient_rows
from data_access.queries.measures.registry import (
    is_special,
    measure_of,
    measures_of,
    with_source_months,
)
from indicators.catalogue.definitions import Indicator, indicator
from indicators.measure import with_basis
from indicators.scope import Access, Scope

COLUMNS = ["code", "name", "uf", *WINDOW_COLUMNS, "missing"]


def addable_rows(
    edition: Edition,
    indicator_id: str,
    *,
    scope: Scope,
    access: Access,
    level: str,
    reach_km: float = DEFAULT_REACH_KM,
) -> pd.DataFrame | None:
    """One row per territory of `level` inside the scope; None for what does not apply, or is no
    quotient of sums.

    Columns: code, name, uf, numerator (before anything is subtracted), subtracted (of a score),
    denominator, missing, value, lower, upper, status.
    """
    definition = indicator(indicator_id)
    check_scope(definition, scope, level)
    if is_special(definition):
        return None
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
        sourced = with_source_months(connection, question)
        rows = quotient_rows(connection, sourced, measures_of(definition))
        if rows is None:
            return None
        frame = measured_values(rows, question)
        frame = without_untold_answers(connection, frame, question)
        frame = with_unfinished(connection, frame, question, measure_of(definition).tables)
    frame = frame.dropna(subset=["code"])
    if definition.subtracted is not None:
        frame["numerator"] = frame["numerator"] + frame["subtracted"]
    return frame.reset_index(drop=True)


def special_rows(
    edition: Edition,
    indicator_ids: Sequence[str],
    *,
    scope: Scope,
    access: Access,
    level: str,
    reach_km: float = DEFAULT_REACH_KM,
) -> tuple[pd.DataFrame | None, ...]:
    """One row per territory of `level` of each indicator that is no quotient of sums; None for
    those that do not apply.

    Columns: those of `indicator_table` but of targets.
    """
    definitions = [indicator(name) for name in indicator_ids]
    for definition in definitions:
        check_scope(definition, scope, level)
    questions = [
        Question.about(
            edition,
            definition=definition,
            scopes=[scope],
            access=access,
            level=level,
            reach_km=reach_km,
        )
        for definition in definitions
    ]
    with edition.reading(access) as connection:
        require_seen(connection, scope.territory, access)
        found = _special_tables(
            connection, [with_source_months(connection, question) for question in questions]
        )
        tables = {
            each.definition.id: with_unfinished(
                connection,
                with_basis(found[each.definition.id], each.definition),
                each,
                measure_of(each.definition).tables,
            )[COLUMNS]
            for each in questions
            if each.definition.id in found
        }
    return tuple(tables.get(definition.id) for definition in definitions)


def _special_tables(
    connection: sa.Connection, questions: Sequence[SourcedQuestion]
) -> dict[str, pd.DataFrame]:
    """The table of each indicator that has one, by its id; those of groups of people from one
    reading.
    """
    of_people = [each for each in questions if each.definition.numerator.measure in GROUPS]
    tables = group_tables(connection, of_people) if of_people else []
    found = dict(zip((each.definition.id for each in of_people), tables, strict=True))
    for question in questions:
        if question.definition.id not in found:
            table = _special(question.definition).table(connection, question)
            found |= {} if table is None else {question.definition.id: table}
    return found


def _special(definition: Indicator) -> Special:
    special = measure_of(definition).special
    if special is None:
        raise TypeError(f"{definition.id} is a quotient of sums")
    return special
