"""The months of the history, and when in them things happen:
trend, seasons, weekdays, holidays, hours.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from config import clock
from data_access.demo.chance import Array, Choice, load

MONTHS = 48
MINUTES_OF_DAY = 1440
# January to December: school holidays pull down, the weeks of the MEI (May) and of the small
# business (October) lift.
SEASON = np.array([0.72, 0.84, 1.04, 1.02, 1.20, 1.03, 0.90, 1.08, 1.08, 1.16, 1.03, 0.70])
WEEKDAY = np.array([0.95, 1.08, 1.10, 1.05, 0.90, 0.14, 0.03])
HOLIDAYS = {(1, 1), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15), (11, 20), (12, 25)}
YEARLY_TREND = 0.07
# Share of each hour of the day: in person, and through the other channels.
HOURS = np.array([
    [0, 0, 0, 0, 0, 0, 0, 1, 7, 12, 13, 9, 3, 6, 12, 12, 10, 6, 2, 1, 0, 0, 0, 0],
    [0.3, 0.1, 0.1, 0.1, 0.1, 0.2, 0.6, 2, 7, 10, 11, 9, 6, 7, 10, 10, 9, 6, 4, 3, 3, 2, 1, 0.6],
])  # fmt: skip


@dataclass(frozen=True)
class Timeline:
    """The days from the first to the last month, both whole. ``first`` is the first day."""

    first: date
    days: int
    month_of_day: Array  # 0 is the first month of the history
    year_of_day: Array

    @property
    def start(self) -> np.datetime64:
        return np.datetime64(self.first, "D")

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(int(year) for year in np.unique(self.year_of_day))

    @property
    def whole_years(self) -> tuple[int, ...]:
        """Years of which January is in the history; the last one may still be running."""
        return tuple(year for year in self.years if date(year, 1, 1) >= self.first)

    def label(self, month: int) -> str:
        """``2026-10`` of a month of the history."""
        index = self.first.year * 12 + self.first.month - 1 + month
        return f"{index // 12:04d}-{index % 12 + 1:02d}"


def build_timeline(end_month: str | None = None, *, today: date | None = None) -> Timeline:
    """`MONTHS` months up to `end_month` (YYYY-MM),
    by default the last complete month before `today`.
    """
    if end_month is None:
        last = (today or clock.today()).replace(day=1) - timedelta(days=1)
    else:
        last = date.fromisoformat(f"{end_month}-01")
    end = last.year * 12 + last.month
    first = date((end - MONTHS) // 12, (end - MONTHS) % 12 + 1, 1)
    days = (date(end // 12, end % 12 + 1, 1) - first).days
    calendar = np.datetime64(first, "D") + np.arange(days)
    months = calendar.astype("datetime64[M]").astype(np.int64)
    return Timeline(first, days, months - months[0], months // 12 + 1970)


def day_choice(timeline: Timeline, ufs: tuple[str, ...]) -> Choice:
    """Draws the day of an attendance by UF; those that slowed down have fewer at the end."""
    weight = np.broadcast_to(_day_weights(timeline), (len(ufs), timeline.days)).copy()
    slow = load("effects")["slowdown"]
    recent = timeline.month_of_day >= MONTHS - slow["months"]
    for place, uf in enumerate(ufs):
        if uf == slow["uf"]:
            weight[place, recent] *= slow["factor"]
    return Choice(weight)


def _day_weights(timeline: Timeline) -> Array:
    days = [timeline.first + timedelta(days=offset) for offset in range(timeline.days)]
    season = np.array([SEASON[day.month - 1] for day in days])
    weekday = np.array([WEEKDAY[day.weekday()] for day in days])
    holiday = np.array([0.05 if (day.month, day.day) in HOLIDAYS else 1.0 for day in days])
    trend = (1 + YEARLY_TREND) ** (np.arange(timeline.days) / 365.25)
    return np.asarray(season * weekday * holiday * trend)
