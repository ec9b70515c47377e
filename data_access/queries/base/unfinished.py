"""Months that a source has begun and not ended: what is counted of them is no whole month, and is
neither compared nor judged (docs/adr/0038).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data_access.editions.server.sight import Shared
from data_access.queries.base.known import Known
from data_access.queries.base.question import Question
from data_access.queries.base.source_coverage import (
    places_of_rows,
    states_of_territory,
    visible_states,
)
from data_access.schema import tables as schema
from indicators.measure import Status
from indicators.scope import Month, Period
from indicators.unfinished import SHARE

JUDGED = (Status.MEASURED, Status.PARTIAL, Status.FEW)


@dataclass(frozen=True)
class Unfinished:
    """The unfinished months of each UF that has any, and the cases of every UF, of some sources."""

    months: Mapping[str, Period]
    cases: Mapping[str, float]

    def of(self, ufs: Iterable[str], period: Period) -> list[Period]:
        """Those of a territory made of these UFs that touch the period; none where the UFs that
        have them are a small part of it (`SHARE`).
        """
        here = list(ufs)
        late = [uf for uf in here if uf in self.months and self.months[uf].overlaps(period)]
        part = sum(self.cases.get(uf, 0.0) for uf in late)
        small = part <= SHARE * sum(self.cases.get(uf, 0.0) for uf in here)
        return [] if small else [self.months[uf] for uf in late]


_ends: Known[Sequence[sa.Row[*tuple[Any, ...]]]] = Known(1, Shared.SOURCE_ENDS)


def _source_ends(connection: sa.Connection) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """source, uf, whole_month, last_month, rows and last_day of every UF."""
    e = schema.source_end.c
    columns = e.source, e.uf, e.whole_month, e.last_month, e.rows, e.last_day
    return _ends.answer(connection, (), lambda: connection.execute(sa.select(*columns)).all())


def unfinished_months(connection: sa.Connection, sources: Iterable[str]) -> Unfinished:
    """Of all sources together; an edition is asked once."""
    named, months, cases = frozenset(sources), dict[str, Period](), Counter[str]()
    for source, uf, whole, last, rows, _ in _source_ends(connection):
        if source not in named:
            continue
        cases[uf] += rows
        if last > whole:
            begun = months[uf].start.index if uf in months else whole + 1
            ended = months[uf].end.index if uf in months else last
            months[uf] = Period(Month(min(begun, whole + 1)), Month(max(ended, last)))
    return Unfinished(months, cases)


def with_unfinished(
    connection: sa.Connection, frame: pd.DataFrame, question: Question, sources: Iterable[str]
) -> pd.DataFrame:
    """Measured rows in which a window with an unfinished month, of more than a small part of the
    territory, is only partly recorded.
    """
    known = unfinished_months(connection, sources)
    if not known.months or "periodo" not in question.definition.filters or frame.empty:
        return frame
    states = states_of_rows(connection, frame, question)
    periods = {scope.period.end.index: scope.period for scope in question.scopes}
    partly = [
        bool(known.of(ufs, periods[month]))
        for ufs, month in zip(states, frame["last_month"], strict=True)
    ]
    if not any(partly):
        return frame
    here = pd.Series(partly, index=frame.index) & frame["status"].isin(JUDGED)
    return frame.assign(status=frame["status"].mask(here, Status.PARTLY_RECORDED))


def states_of_rows(
    connection: sa.Connection, frame: pd.DataFrame, question: Question
) -> list[Mapping[str, int]]:
    """The UFs that the territory of each row lies in or is made of (see `states_of_territory`)."""
    states = visible_states(connection, question.access)
    places = places_of_rows(frame, question.level)
    found = {
        place: states_of_territory(states, place, question.level) for place in dict.fromkeys(places)
    }
    return [found[place] for place in places]


def last_whole_months(
    connection: sa.Connection, frame: pd.DataFrame, question: Question, sources: Iterable[str]
) -> pd.Series:
    """The last month (index) of the question's period that is whole in each row's territory, but
    for a small part of it; it may lie before the period.
    """
    period, known = question.scope.period, unfinished_months(connection, sources)
    states = states_of_rows(connection, frame, question) if known.months else [{}] * len(frame)
    whole = [
        min((months.start.index - 1 for months in known.of(ufs, period)), default=period.end.index)
        for ufs in states
    ]
    return pd.Series(whole, index=frame.index, dtype=int)


def days_left_of_year(
    connection: sa.Connection, frame: pd.DataFrame, question: Question, sources: Iterable[str]
) -> pd.Series:
    """How many days of the year follow the last one that is counted: that of the question's period,
    or the last on which a source speaks of any UF of each row's territory.
    """
    end, named = question.scope.period.end, frozenset(sources)
    days: dict[str, date] = {}
    for source, uf, *_, day in _source_ends(connection):
        if source in named:
            days[uf] = max(day, days.get(uf, day))
    following = end + 1
    last = date(following.year, following.month, 1) - timedelta(days=1)
    new_year = date(end.year, 12, 31)
    counted = [
        min(last, max((days[uf] for uf in ufs if uf in days), default=last))
        for ufs in states_of_rows(connection, frame, question)
    ]
    return pd.Series([(new_year - day).days for day in counted], index=frame.index, dtype=float)
