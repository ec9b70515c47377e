"""Until which day a source speaks, and which months it has whole.

An extract ends on some day. What is left of that month is not zero: a month counted until the 10th
is no month to compare, to judge or to project. Where a source works on few days, the days without a
row at its end may be its own rhythm, and not its end.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from config.formatting import MONTHS, enumerate_words, plural
from indicators.scope import Month, Period

WEEKEND = 3  # days without a row that end no month: a weekend, and a holiday beside it
USUAL = 0.95  # of the pauses between two days with rows, how many are no longer than the tolerated
FORTNIGHT, THIN = 14, 0.1  # days, and the part of its usual rows below which a source has ended
LOOKED_BACK = 400  # days
FEWEST = 20  # days with rows: of fewer, nobody knows the rhythm, and the months stand as whole
NAMED = 3
SHARE = 0.05  # of the cases: states of fewer keep a month unfinished for nobody but themselves


@dataclass(frozen=True)
class SourceEnd:
    """``last_day`` on which a source speaks as it usually does; ``whole``, the last month that it
    has whole; ``last``, that of its last row, which may be a stray one.
    """

    last_day: date
    whole: Month
    last: Month

    @property
    def unfinished(self) -> Period | None:
        """The months that have rows and are not whole."""
        return Period(self.whole + 1, self.last) if self.last > self.whole else None


def end_of_source(days: pd.Series, today: date) -> SourceEnd:
    """The end of a source by its rows on each day (index: dates until `today`, at least one)."""
    ordered = days.sort_index()
    last = ordered.index[-1]
    recent = ordered[ordered.index > last - timedelta(days=LOOKED_BACK)]
    if len(recent) < FEWEST:
        return SourceEnd(last, _month(last), _month(last))
    numbers = np.array([day.toordinal() for day in recent.index])
    total = np.concatenate([[0], recent.to_numpy(float).cumsum()])
    begins = np.searchsorted(numbers, numbers - FORTNIGHT, side="right")
    fortnight = total[1:] - total[begins]
    speaks = np.flatnonzero(fortnight >= THIN * np.median(fortnight))[-1]
    usual = float(np.quantile(np.diff(numbers[: speaks + 1]), USUAL)) if speaks else 0.0
    end = recent.index[speaks]
    month_end = _last_day(end)
    silent = (month_end - end).days > max(WEEKEND, usual)
    running = _month(end) == _month(today) and today < month_end
    month = _month(end)
    return SourceEnd(end, month + (-1) if silent or running else month, _month(last))


def last_month_to_show(
    ends: Mapping[str, SourceEnd], cases: Mapping[str, float], first: Month, last: Month
) -> Month:
    """The last month that is whole in all but a few of the states that have rows in it; `last`
    where none is.

    `cases` says how large each state is.
    """
    for index in range(last.index, first.index - 1, -1):
        here = {uf: end for uf, end in ends.items() if end.last.index >= index}
        known = sum(cases.get(uf, 0.0) for uf in here)
        unfinished = sum(cases.get(uf, 0.0) for uf, end in here.items() if end.whole.index < index)
        if unfinished <= SHARE * known:
            return Month(index)
    return last


def until_words(period: Period, ends: Mapping[str, SourceEnd], ufs: Collection[str] | None) -> str:
    """Until when what is shown goes, where the period has an unfinished month: “até 10/out”, with
    the states that it is said of if there are others; "" where all its months are whole.

    `ends` has the states with unfinished months; `ufs` are those of the territory, None for all.
    """
    named = {
        uf: end.last_day
        for uf, end in sorted(ends.items())
        if (ufs is None or uf in ufs) and end.unfinished and end.unfinished.overlaps(period)
    }
    if not named:
        return ""
    days = sorted(set(named.values()))
    if ufs is not None and len(ufs) == 1:
        return f"até {_told(days[0])}"
    if len(named) <= NAMED:
        return "até " + enumerate_words(f"{_told(day)} em {uf}" for uf, day in named.items())
    where = f"em {plural(len(named), 'UF', 'UFs')}"
    if len(days) == 1:
        return f"até {_told(days[0])} {where}"
    return f"até {_told(days[0])} ou mais tarde, não além de {_told(days[-1])}, {where}"


def _told(day: date) -> str:
    return f"{day.day}/{MONTHS[day.month - 1]}"


def _month(day: date) -> Month:
    return Month.of(day.year, day.month)


def _last_day(day: date) -> date:
    following = _month(day) + 1
    return date(following.year, following.month, 1) - timedelta(days=1)
