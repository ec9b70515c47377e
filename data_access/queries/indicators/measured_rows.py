"""A question becomes measured rows: one for each scope and territory."""

from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_access.queries.base.frames import read_frame
from data_access.queries.base.partly_covered import with_partly_recorded
from data_access.queries.base.places import CODE_COLUMNS, WITHOUT_PLACE, places
from data_access.queries.base.question import Question
from data_access.queries.base.told_answers import AskedAnswers, without_untold
from data_access.queries.indicators.inapplicable import not_applicable
from data_access.queries.measures.quotient_rows import quotient_rows
from data_access.queries.measures.registry import measure_of, measures_of, with_source_months
from indicators.catalogue.definitions import Indicator
from indicators.measure import Status, measure_ratios, with_basis
from indicators.scope import Scope, ScopeError, nests


def check_scope(definition: Indicator, scope: Scope, level: str) -> None:
    if level not in CODE_COLUMNS:
        raise ScopeError(
            f"Não conheço o nível “{level}”. Os níveis são: {', '.join(CODE_COLUMNS)}."
        )
    if not nests(level, scope.territory.level):
        raise ScopeError(
            f"Um território de nível {level} pode não caber inteiro em {scope.territory}: "
            f"escolha {scope.territory.level} ou um nível contido nele."
        )
    switched = definition.attributed(scope) != definition.attribution
    if switched and not measure_of(definition).switchable:
        raise ScopeError(
            f"{definition.title} só é contado pela sua regra, o território de"
            f" {definition.attribution}; a atribuição pedida foi {scope.attribution}."
        )


def measured_rows(connection: sa.Connection, question: Question) -> pd.DataFrame | None:
    """Measured rows of each scope and territory; None where the indicator does not apply to the
    scope.
    """
    definition, sourced = question.definition, with_source_months(connection, question)
    special, sources = measure_of(definition).special, measure_of(definition).tables
    if special is not None:
        frame = special.table(connection, sourced)
        if frame is None:
            return None
        told = with_basis(without_empty_nowhere(frame), definition)
        return with_partly_recorded(connection, told, sourced, sources)
    rows = quotient_rows(connection, sourced, measures_of(definition))
    if rows is None:
        return None
    frame = measured_values(rows, question)
    told = without_untold_answers(connection, without_empty_nowhere(frame), question)
    return with_partly_recorded(connection, told, sourced, sources)


def without_untold_answers(
    connection: sa.Connection, frame: pd.DataFrame, question: Question
) -> pd.DataFrame:
    """Measured rows without the figures of answers that are not told (docs/adr/0040)."""
    subject = measure_of(question.definition).told_as
    if subject is None:
        return frame
    return without_untold(connection, frame, AskedAnswers.of(question, subject))


def without_empty_nowhere(frame: pd.DataFrame) -> pd.DataFrame:
    """Measured rows without those of no territory in windows in which everything has one."""
    placeless = frame["name"] == WITHOUT_PLACE
    if not placeless.any():
        return frame.reset_index(drop=True)
    cases = frame["denominator"].where(frame["denominator"].notna(), frame["numerator"]) > 0
    empty = placeless & ~cases & (frame["status"] != Status.SUPPRESSED)
    return frame[~empty].reset_index(drop=True)


def measured_values(frame: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Values and statuses; counts of attendances outside the months of the edition are unknown, not
    zero.

    `frame` may say ``covered``: whether the source of the numerator is there in the whole window.
    """
    numerator, denominator = (
        frame[name].astype(float).to_numpy(copy=True) for name in ("numerator", "denominator")
    )
    partly = np.zeros(len(frame), dtype=bool)
    measure, recorded = measure_of(question.definition), question.recorded
    if measure.of_record:
        months = frame["last_month"].to_numpy()
        for period in (scope.period for scope in question.scopes):
            rows = months == period.end.index
            if not period.overlaps(recorded):
                numerator[rows] = denominator[rows] = np.nan
            elif period.within(recorded) != period:
                partly[rows] = True
    if "covered" in frame:
        covered = frame.pop("covered").to_numpy(bool)
        partly |= measure.two_sources & ~covered
    frame = frame.assign(numerator=numerator, denominator=denominator, partly_recorded=partly)
    return measure_ratios(frame, question.definition)


def places_without(connection: sa.Connection, question: Question) -> pd.DataFrame:
    """The territories of a scope that the indicator does not apply to."""
    found = places(question.level, question.scope, question.access)
    return not_applicable(read_frame(connection, _as_rows(found)), question.definition)


def _as_rows(statement: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    place = statement.cte("place")
    return sa.select(place.c.code, place.c.name, place.c.uf).order_by(place.c.code)
