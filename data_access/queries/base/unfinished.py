"""Months that a source has begun and not ended: what is counted of them is no whole month, and is
neither compared nor judged (docs/adr/0038).
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from weakref import WeakKeyDictionary

import pandas as pd
import sqlalchemy as sa

from data_access.queries.base.question import Question
from data_access.queries.base.source_coverage import (
    places_of_rows,
    states_of_territory,
    visible_states,
)
from data_access.schema import tables as schema
from indicators.measure import Status
from indicators.scope import Month, Period

Unfinished = Mapping[tuple[str, str], Period]  # by source and UF
_asked: WeakKeyDictionary[sa.Engine, Unfinished] = WeakKeyDictionary()
JUDGED = (Status.MEASURED, Status.PARTIAL, Status.FEW)


def unfinished_months(connection: sa.Connection) -> Unfinished:
    """The unfinished months of each source and UF that has any; an edition is asked once."""
    if connection.engine not in _asked:
        e = schema.source_end.c
        rows = connection.execute(
            sa.select(e.source, e.uf, e.whole_month, e.last_month).where(
                e.last_month > e.whole_month
            )
        )
        _asked[connection.engine] = {
            (row.source, row.uf): Period(Month(row.whole_month + 1), Month(row.last_month))
            for row in rows
        }
    return _asked[connection.engine]


def with_unfinished(
    connection: sa.Connection, frame: pd.DataFrame, question: Question, sources: Iterable[str]
) -> pd.DataFrame:
    """Measured rows in which a window with an unfinished month of any UF of the territory is only
    partly recorded.
    """
    known = unfinished_months(connection)
    if not known or "periodo" not in question.definition.filters or frame.empty:
        return frame
    months = {uf: period for (source, uf), period in known.items() if source in sources}
    states = states_of_rows(connection, frame, question)
    periods = {scope.period.end.index: scope.period for scope in question.scopes}
    partly = [
        any(uf in months and months[uf].overlaps(periods[month]) for uf in ufs)
        for ufs, month in zip(states, frame["last_month"], strict=True)
    ]
    here = pd.Series(partly, index=frame.index) & frame["status"].isin(JUDGED)
    return frame.assign(status=frame["status"].mask(here, Status.PARTLY_RECORDED))


def states_of_rows(
    connection: sa.Connection, frame: pd.DataFrame, question: Question
) -> list[Mapping[str, int]]:
    """The UFs that the territory of each row lies in or is made of (see `states_of_territory`)."""
    states = visible_states(connection, question.access)
    places = places_of_rows(frame, question.level)
    found = {place: states_of_territory(states, place, question.level) for place in places.unique()}
    return [found[place] for place in places]


def last_whole_months(
    connection: sa.Connection, frame: pd.DataFrame, question: Question, sources: Iterable[str]
) -> pd.Series:
    """The last month (index) of the question's period that is whole in all the UFs of each row's
    territory; it may lie before the period.
    """
    period = question.scope.period
    begun = {
        uf: months.start.index
        for (source, uf), months in unfinished_months(connection).items()
        if source in sources and months.overlaps(period)
    }
    states = states_of_rows(connection, frame, question) if begun else [{}] * len(frame)
    first = [min((begun[uf] for uf in ufs if uf in begun), default=None) for ufs in states]
    whole = [period.end.index if month is None else month - 1 for month in first]
    return pd.Series(whole, index=frame.index, dtype=int)


def days_left_of_year(
    connection: sa.Connection, frame: pd.DataFrame, question: Question, sources: Iterable[str]
) -> pd.Series:
    """How many days of the year follow the last one that is counted: that of the question's period,
    or the last on which a source speaks of any UF of each row's territory.
    """
    e, end = schema.source_end.c, question.scope.period.end
    rows = connection.execute(sa.select(e.uf, e.last_day).where(e.source.in_(sorted(sources))))
    days: dict[str, date] = {}
    for uf, day in rows:
        days[uf] = max(day, days.get(uf, day))
    following = end + 1
    last = date(following.year, following.month, 1) - timedelta(days=1)
    new_year = date(end.year, 12, 31)
    counted = [
        min(last, max((days[uf] for uf in ufs if uf in days), default=last))
        for ufs in states_of_rows(connection, frame, question)
    ]
    return pd.Series([(new_year - day).days for day in counted], index=frame.index, dtype=float)
