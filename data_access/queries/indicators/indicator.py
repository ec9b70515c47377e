"""Indicators of an edition: by territory, as one value, and along the months."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.places import require_seen
from data_access.queries.base.question import Question
from data_access.queries.indicators.inapplicable import empty_series
from data_access.queries.indicators.measured_rows import (
    check_scope,
    measured_rows,
    places_without,
)
from data_access.queries.indicators.targets import with_targets
from indicators.catalogue.definitions import indicator
from indicators.scope import Access, Period, Scope

DEFAULT_REACH_KM = 30.0
TABLE_COLUMNS = [
    "code",
    "name",
    "uf",
    "numerator",
    "denominator",
    "value",
    "lower",
    "upper",
    "n",
    "method",
    "status",
    "target",
    "target_from",
    "target_parts",
    "gap",
    "missing",
]
WINDOW_COLUMNS = ["numerator", "denominator", "value", "lower", "upper", "n", "method", "status"]
SERIES_COLUMNS = ["last_month", "start", "end", *WINDOW_COLUMNS]


def indicator_table(
    edition: Edition,
    indicator_id: str,
    *,
    scope: Scope,
    access: Access,
    level: str,
    reach_km: float = DEFAULT_REACH_KM,
) -> pd.DataFrame:
    """One row per territory of `level` inside the scope, with or without data, ordered by code.

    Columns: TABLE_COLUMNS. ``value``, ``lower``, ``upper`` and ``target`` are fractions for ratios;
    ``n`` and ``method`` are those of `measure.with_basis`; ``gap`` is how many are missing to the
    target; ``missing`` counts municipalities without a denominator. NaN = not measured. Raises
    ScopeError for a territory that does not exist or a level that does not nest, AccessDeniedError.
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
        frame = measured_rows(connection, question)
        if frame is None:
            frame = places_without(connection, question)
        return with_targets(connection, frame, question)[TABLE_COLUMNS]


def indicator_total(
    edition: Edition,
    indicator_id: str,
    *,
    scope: Scope,
    access: Access,
    reach_km: float = DEFAULT_REACH_KM,
) -> pd.Series:
    """The row of `indicator_table` for the scope's own territory."""
    table = indicator_table(
        edition,
        indicator_id,
        scope=scope,
        access=access,
        level=scope.territory.level,
        reach_km=reach_km,
    )
    return table.iloc[0]


def indicator_series(
    edition: Edition,
    indicator_id: str,
    *,
    scope: Scope,
    access: Access,
    months: int = 13,
    reach_km: float = DEFAULT_REACH_KM,
) -> pd.DataFrame:
    """`indicator_windows` as long as the scope's period, ending in each of the last `months`
    months.
    """
    periods = _windows_before(scope, months)
    return indicator_windows(
        edition, indicator_id, scope=scope, access=access, periods=periods, reach_km=reach_km
    )


def indicator_windows(
    edition: Edition,
    indicator_id: str,
    *,
    scope: Scope,
    access: Access,
    periods: Sequence[Period],
    reach_km: float = DEFAULT_REACH_KM,
) -> pd.DataFrame:
    """The scope's territory in several periods, in one query; no two of them may end in the same
    month.

    Columns: last_month (index), start, end (YYYY-MM) and WINDOW_COLUMNS; by last month. A window
    that begins before the first month of the edition is partly recorded.
    """
    definition, level = indicator(indicator_id), scope.territory.level
    check_scope(definition, scope, level)
    question = Question.about(
        edition,
        definition=definition,
        scopes=_windows(scope, periods),
        access=access,
        level=level,
        reach_km=reach_km,
    )
    with edition.reading(access) as connection:
        frame = _measured_windows(connection, question)
    return (empty_series(periods, definition) if frame is None else frame)[SERIES_COLUMNS]


def indicator_headline(
    edition: Edition,
    indicator_id: str,
    *,
    scope: Scope,
    access: Access,
    months: int = 13,
    reach_km: float = DEFAULT_REACH_KM,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The `indicator_table` of the scope's own territory and its `indicator_series`, from one
    reading: the total is the last window of the series.
    """
    definition, level = indicator(indicator_id), scope.territory.level
    check_scope(definition, scope, level)
    periods = _windows_before(scope, months)
    question = Question.about(
        edition,
        definition=definition,
        scopes=_windows(scope, periods),
        access=access,
        level=level,
        reach_km=reach_km,
    )
    with edition.reading(access) as connection:
        frame = _measured_windows(connection, question)
        if frame is None:
            total = places_without(connection, question)
        else:
            total = frame[frame["last_month"] == scope.period.end.index].reset_index(drop=True)
        total = with_targets(connection, total, replace(question, scopes=[scope]))[TABLE_COLUMNS]
    series = (empty_series(periods, definition) if frame is None else frame)[SERIES_COLUMNS]
    return total, series


def _windows_before(scope: Scope, months: int) -> list[Period]:
    return [scope.period.shifted(-back) for back in range(months - 1, -1, -1)]


def _windows(scope: Scope, periods: Sequence[Period]) -> list[Scope]:
    """The scope in each period, by last month."""
    return [scope.with_period(period) for period in sorted(periods, key=lambda period: period.end)]


def _measured_windows(connection: sa.Connection, question: Question) -> pd.DataFrame | None:
    """The scope's territory in each period, by last month, with ``start`` and ``end``; None where
    it does not apply.
    """
    require_seen(connection, question.scope.territory, question.access)
    frame = measured_rows(connection, question)
    if frame is None:
        return None
    periods = [scope.period for scope in question.scopes]
    frame = frame.sort_values("last_month").reset_index(drop=True)
    return frame.assign(
        start=[str(period.start) for period in periods], end=[str(period.end) for period in periods]
    )
