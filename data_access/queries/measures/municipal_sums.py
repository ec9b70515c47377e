"""Sums of a measure by municipality, over the whole country, which an edition is asked for once.

Whoever asks of a place asks of the same windows as whoever asks of another: the thirteen that end
in the last months. Its municipalities are then picked out of what is in memory, and the database
is not asked again. Nothing here is shown to anybody: `quotient_rows` adds up what the access
allows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from data_access.editions.server.sight import Shared
from data_access.queries.base.frames import read_frame
from data_access.queries.base.known import Known
from data_access.queries.base.question import SourcedQuestion
from data_access.queries.base.source_months import ALWAYS
from data_access.queries.measures.counts import Counts, Portes, Source, source_for
from data_access.queries.measures.measure import Measure
from indicators.scope import Access, Attribution, Period, Scope, TerritoryRef

Ids = NDArray[np.int64]
Window = tuple[tuple[object, ...], Period]  # all that rows depend on but the window, and the window
Values = NDArray[np.float64]
EVERYTHING = Access.everything()


@dataclass(frozen=True)
class Sums:
    """Municipalities that have a row, in order, and the sum of each."""

    places: Ids
    values: Values

    def of(self, places: Ids) -> Values:
        """Of each of the municipalities; NaN where there is no row."""
        at, known = _positions(self.places, places)
        found = np.full(len(places), np.nan)
        found[known] = self.values[at]
        return found


@dataclass(frozen=True)
class Months:
    """Municipalities that have a row, in order; their sums by month (one row each), from `first`
    on; which of them have a row in the month.
    """

    places: Ids
    first: int
    values: Values
    there: NDArray[np.bool_]

    def of(self, places: Ids, periods: Sequence[Period]) -> Values:
        """Periods × municipalities; NaN where there is no row in the period."""
        at, known = _positions(self.places, places)
        values, there = self.values[at], self.there[at]
        found = np.full((len(periods), len(places)), np.nan)
        for number, period in enumerate(periods):
            first, after = (max(0, m.index - self.first) for m in (period.start, period.end + 1))
            sums = values[:, first:after].sum(axis=1)
            found[number, known] = np.where(there[:, first:after].any(axis=1), sums, np.nan)
        return found


@dataclass(frozen=True)
class Standing:
    """Rows of a municipality, in their order, the value, and the months from one to another that it
    stands for.
    """

    places: Ids
    values: Values
    since: Ids
    until: Ids

    def of(self, places: Ids, periods: Sequence[Period]) -> Values:
        """What stands where each period ends: periods × municipalities; NaN where nothing does."""
        asked = np.isin(self.places, places)
        rows = Standing(
            self.places[asked], self.values[asked], self.since[asked], self.until[asked]
        )
        ends = [period.end.index for period in periods]
        return np.array([rows._at(end).of(places) for end in ends])

    def _at(self, month: int) -> Sums:
        stands = (self.since <= month) & (month <= self.until)
        return Sums(self.places[stands], self.values[stands])


def _positions(known: Ids, places: Ids) -> tuple[Ids, NDArray[np.bool_]]:
    """Where the places stand among those that are known, in order, and which of them do."""
    at = np.searchsorted(known, places)
    there = at < len(known)
    there[there] = known[at[there]] == places[there]
    return at[there], there


# An edition of the country has some 45 kB of each window, and some 2 MB of all months.
_windows: Known[Sums] = Known(2_000, Shared.SUMS)
_months: Known[Months] = Known(100, Shared.SUMS)
_standing: Known[Standing] = Known(100, Shared.SUMS)


def is_shared(measure: Measure, scope: Scope) -> bool:
    """Whether the whole country costs hardly more than a part of it: months and stocks are read
    once for all windows, and the windows of `window_sum` lie together.
    """
    return measure.monthly or measure.standing is not None or source_for(scope) is Source.WINDOWS


def municipal_sums(
    connection: sa.Connection,
    measure: Measure,
    portes: Portes,
    question: SourcedQuestion,
    places: Ids,
) -> Values:
    """The sums of each scope of the question, whose attributions are told, in each municipality:
    scopes × municipalities; NaN where there is no row.

    Neither the territory of the scopes nor the access narrows it: `places` are those of whoever
    asks.
    """
    key, standing = _key(measure, portes, question), measure.standing
    periods = [scope.period for scope in question.scopes]
    if measure.monthly:
        months = _months.answer(
            connection, key, lambda: _read_months(connection, measure, portes, question)
        )
        return months.of(places, periods)
    if standing is not None:
        country = _of_country(measure, question)
        stock = _standing.answer(
            connection,
            key,
            lambda: _read_standing(connection, standing(country, country.scope, portes)),
        )
        return stock.of(places, periods)
    found = _windows.answers(
        connection,
        [(key, period) for period in periods],
        lambda unknown: _read_windows(connection, measure, portes, question, unknown),
    )
    return np.array([found[key, period].of(places) for period in periods])


def _key(measure: Measure, portes: Portes, question: SourcedQuestion) -> tuple[object, ...]:
    """All that the rows of a measure depend on, but the window."""
    scope, known = question.scope, question.source_months
    units = (question.level, question.access.ufs) if _by_level(measure, scope) else None
    sources = None if known is None else frozenset(known.items())
    filters = (scope.channel, scope.partner, scope.stock, scope.attribution)
    return (measure.name, portes, filters, units, sources, question.reach_km)


def _by_level(measure: Measure, scope: Scope) -> bool:
    """Whether the rows depend on the territories that are asked for: a client whom two UFs of a
    region attended is one client of it (`crossing`).
    """
    return scope.attribution is Attribution.EXECUTING_UNIT and not measure.monthly


def _of_country(measure: Measure, question: SourcedQuestion) -> SourcedQuestion:
    scopes = [scope.with_territory(TerritoryRef()) for scope in question.scopes]
    access = question.access if _by_level(measure, question.scope) else EVERYTHING
    return replace(question, scopes=scopes, access=access)


def _read_windows(
    connection: sa.Connection,
    measure: Measure,
    portes: Portes,
    question: SourcedQuestion,
    unknown: Sequence[Window],
) -> Mapping[Window, Sums]:
    country, parts = _of_country(measure, question), []
    for number, (_, period) in enumerate(unknown):
        rows = measure.rows(country, country.scope.with_period(period), portes).subquery().c
        ordinal = sa.literal(number, sa.Integer).label("window")
        parts.append(sa.select(ordinal, rows.municipality_id, rows.value))
    every = sa.union_all(*parts).subquery("counted").c
    sums = sa.func.sum(every.value).label("value")
    keys = every.window, every.municipality_id
    frame = read_frame(connection, sa.select(*keys, sums).group_by(*keys))
    window, place, value = _ordered(frame, "window")
    ends = np.searchsorted(window, np.arange(len(unknown) + 1))
    return {
        asked: Sums(place[ends[number] : ends[number + 1]], value[ends[number] : ends[number + 1]])
        for number, asked in enumerate(unknown)
    }


def _read_months(
    connection: sa.Connection, measure: Measure, portes: Portes, question: SourcedQuestion
) -> Months:
    country = _of_country(measure, question)
    rows = measure.rows(country, country.scope.with_period(ALWAYS), portes).subquery().c
    keys = rows.month, rows.municipality_id
    sums = sa.func.sum(rows.value).label("value")
    frame = read_frame(connection, sa.select(*keys, sums).group_by(*keys))
    month, place, value = _ordered(frame, "month")
    places, row = np.unique(place, return_inverse=True)
    first = int(month.min(initial=ALWAYS.end.index))
    shape = (len(places), int(month.max(initial=first)) - first + 1)
    values, there = np.full(shape, np.nan), np.zeros(shape, dtype=bool)
    values[row, month - first], there[row, month - first] = value, True
    return Months(places, first, np.nan_to_num(values), there)


def _read_standing(connection: sa.Connection, rows: Counts) -> Standing:
    stock = rows.subquery().c
    columns = stock.municipality_id, stock.value, stock.since, stock.until
    frame = read_frame(connection, sa.select(*columns))
    since, place, value = _ordered(frame, "since")
    order = np.argsort(place, kind="stable")
    until = _ordered(frame.assign(value=frame["until"]), "since")[2].astype(np.int64)
    return Standing(place[order], value[order], since[order], until[order])


def _ordered(frame: pd.DataFrame, first: str) -> tuple[Ids, Ids, Values]:
    """The columns by the first of them and then by municipality."""
    ends, place = (frame[name].to_numpy(np.int64) for name in (first, "municipality_id"))
    order = np.lexsort((place, ends))
    return ends[order], place[order], _numbers(frame["value"])[order]


def _numbers(column: "pd.Series[Any]") -> Values:
    return column.to_numpy(np.float64)
