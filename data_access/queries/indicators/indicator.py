"""Indicators of an edition: by territory, as one value, and along the months."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import CODE_COLUMNS, places, require_visible
from data_access.queries.base.setting import Setting
from data_access.queries.base.source_months import informed
from data_access.queries.indicators.inapplicable import empty_series, not_applicable
from data_access.queries.indicators.targets import with_targets
from data_access.queries.measures.clients import (
    ATTENDANCE_MEASURES,
    MEASURES_OF_TWO_SOURCES,
    SWITCHABLE_MEASURES,
)
from data_access.queries.measures.quotient import indicator_statement
from data_access.queries.measures.special import SPECIAL
from indicators.catalogue import Indicator, indicator
from indicators.measure import measure_ratios, with_basis, withhold_small_groups
from indicators.scope import Access, Month, Period, Scope, ScopeError, nests

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
    setting = Setting(recorded_period(edition), reach_km)
    with edition.engine.connect() as connection:
        require_visible(connection, scope.territory, access)
        frame = measured_rows(connection, definition, [scope], access, level, setting)
        if frame is None:
            frame = places_without(connection, definition, scope, access, level)
        return with_targets(connection, frame, definition, scope, access, level)[TABLE_COLUMNS]


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
    definition = indicator(indicator_id)
    check_scope(definition, scope, scope.territory.level)
    with edition.engine.connect() as connection:
        frame = _windows(connection, edition, definition, scope, access, periods, reach_km)
    return (empty_series(periods, definition) if frame is None else frame)[SERIES_COLUMNS]


def indicator_headline(
    edition: Edition,
    indicator_id: str,
    *,
    scope: Scope,
    access: Access,
    months: int = 13,
    reach_km: float = DEFAULT_REACH_KM,
) -> tuple[pd.Series, pd.DataFrame]:
    """`indicator_total` and `indicator_series`, from one reading: the total is the last window of
    the series.
    """
    definition = indicator(indicator_id)
    level = scope.territory.level
    check_scope(definition, scope, level)
    periods = _windows_before(scope, months)
    with edition.engine.connect() as connection:
        frame = _windows(connection, edition, definition, scope, access, periods, reach_km)
        if frame is None:
            total = places_without(connection, definition, scope, access, level)
        else:
            total = frame[frame["last_month"] == scope.period.end.index].reset_index(drop=True)
        total = with_targets(connection, total, definition, scope, access, level)[TABLE_COLUMNS]
    series = (empty_series(periods, definition) if frame is None else frame)[SERIES_COLUMNS]
    return total.iloc[0], series


def _windows_before(scope: Scope, months: int) -> list[Period]:
    return [scope.period.shifted(-back) for back in range(months - 1, -1, -1)]


def _windows(
    connection: sa.Connection,
    edition: Edition,
    definition: Indicator,
    scope: Scope,
    access: Access,
    periods: Sequence[Period],
    reach_km: float,
) -> pd.DataFrame | None:
    """The scope's territory in each period, by last month, with ``start`` and ``end``; None where
    it does not apply.
    """
    require_visible(connection, scope.territory, access)
    periods = sorted(periods, key=lambda period: period.end)
    scopes = [scope.with_period(period) for period in periods]
    setting = Setting(recorded_period(edition), reach_km)
    frame = measured_rows(connection, definition, scopes, access, scope.territory.level, setting)
    if frame is None:
        return None
    frame = frame.sort_values("last_month").reset_index(drop=True)
    return frame.assign(
        start=[str(period.start) for period in periods], end=[str(period.end) for period in periods]
    )


def places_without(
    connection: sa.Connection, definition: Indicator, scope: Scope, access: Access, level: str
) -> pd.DataFrame:
    """The territories of a scope that the indicator does not apply to."""
    return not_applicable(
        read_frame(connection, _as_rows(places(level, scope, access))), definition
    )


def _as_rows(statement: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    place = statement.cte("place")
    return sa.select(place.c.code, place.c.name, place.c.uf).order_by(place.c.code)


def recorded_period(edition: Edition) -> Period:
    """The months that the attendances of the edition span."""
    return Period(Month(edition.manifest.first_month), Month(edition.manifest.last_month))


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
    if switched and definition.numerator.measure not in SWITCHABLE_MEASURES:
        raise ScopeError(
            f"{definition.title} só é contado pela sua regra, o território de"
            f" {definition.attribution}; a atribuição pedida foi {scope.attribution}."
        )


def measured_rows(
    connection: sa.Connection,
    definition: Indicator,
    scopes: Sequence[Scope],
    access: Access,
    level: str,
    setting: Setting,
) -> pd.DataFrame | None:
    """Measured rows of each scope and territory; None where the indicator does not apply to the
    scope.
    """
    special = SPECIAL.get(definition.numerator.measure)
    if special is not None:
        frame = special(connection, definition, scopes, access, level, setting)
        return None if frame is None else with_basis(frame, definition)
    setting = informed(connection, definition, scopes[0], setting)
    statement = indicator_statement(definition, scopes, access, level, setting)
    if statement is None:
        return None
    frame = measured_values(
        read_frame(connection, statement), definition, setting.recorded, [s.period for s in scopes]
    )
    return withhold_small_groups(frame, definition)


def measured_values(
    frame: pd.DataFrame, definition: Indicator, known: Period, periods: Sequence[Period]
) -> pd.DataFrame:
    """Values and statuses; counts of attendances outside the months of the edition are unknown, not
    zero.

    `frame` may say ``covered``: whether the source of the numerator is there in the whole window.
    """
    covered = (
        frame.pop("covered").astype(bool)
        if "covered" in frame
        else pd.Series(True, index=frame.index)
    )
    frame = frame.assign(
        numerator=frame["numerator"].astype(float),
        denominator=frame["denominator"].astype(float),
        partly_recorded=False,
    )
    if definition.numerator.measure in ATTENDANCE_MEASURES:
        for period in periods:
            rows = frame["last_month"] == period.end.index
            if not period.overlaps(known):
                frame.loc[rows, ["numerator", "denominator"]] = float("nan")
            elif period.within(known) != period:
                frame.loc[rows, "partly_recorded"] = True
    if definition.numerator.measure in MEASURES_OF_TWO_SOURCES:
        frame["partly_recorded"] |= ~covered
    return measure_ratios(frame, definition)
