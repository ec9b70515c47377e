"""Until when a source speaks, which month is the last whole one, and how it is said."""

from datetime import date, timedelta

import pandas as pd
import pytest

from indicators.scope import Month, Period
from indicators.unfinished import SourceEnd, end_of_source, last_month_to_show, until_words

TODAY = date(2026, 11, 29)
SEPTEMBER, OCTOBER, NOVEMBER = (Month.of(2026, month) for month in (9, 10, 11))


def rows_until(last, *stray, every=1, rows=40, weekends=False):
    """Rows on each working day of a year until `last`, and one on each stray day."""
    days = [last - timedelta(days=back) for back in range(0, 365, every)]
    kept = {day: rows for day in days if weekends or day.weekday() < 5}
    return pd.Series({**kept, **dict.fromkeys(stray, 1)})


@pytest.mark.parametrize(
    ("days", "last_day", "whole", "last"),
    [
        (rows_until(date(2026, 10, 10), weekends=True), date(2026, 10, 10), SEPTEMBER, OCTOBER),
        # The 31st is a Saturday: nobody works after Friday the 30th.
        (rows_until(date(2026, 10, 31)), date(2026, 10, 30), OCTOBER, OCTOBER),
        (rows_until(date(2026, 10, 28)), date(2026, 10, 28), OCTOBER, OCTOBER),
        # An extract of the 10th and a row of November by mistake: it goes until the 10th.
        (
            rows_until(date(2026, 10, 9), date(2026, 11, 12)),
            date(2026, 10, 9),
            SEPTEMBER,
            NOVEMBER,
        ),
        # The month of the build is running, whatever its last day.
        (rows_until(date(2026, 11, 29), weekends=True), date(2026, 11, 29), OCTOBER, NOVEMBER),
        # One that works every third week has ended no month on the 12th.
        (rows_until(date(2026, 10, 12), every=21, weekends=True),) * 1
        + (date(2026, 10, 12), OCTOBER, OCTOBER),
        # Of a few days nobody knows the rhythm.
        (
            rows_until(date(2026, 10, 5), every=30, weekends=True),
            date(2026, 10, 5),
            OCTOBER,
            OCTOBER,
        ),
    ],
)
def test_the_end_of_a_source(days, last_day, whole, last):
    assert end_of_source(days, TODAY) == SourceEnd(last_day, whole, last)


def end(whole, last, day=date(2026, 10, 10)):
    return SourceEnd(day, whole, last)


@pytest.mark.parametrize(
    ("ends", "shown"),
    [
        ({"SP": end(OCTOBER, OCTOBER)}, OCTOBER),
        ({"SP": end(SEPTEMBER, OCTOBER)}, SEPTEMBER),
        # A twentieth of the cases keeps the month from nobody else.
        ({"SP": end(OCTOBER, OCTOBER), "AC": end(SEPTEMBER, OCTOBER)}, OCTOBER),
        ({"SP": end(SEPTEMBER, OCTOBER), "AC": end(OCTOBER, OCTOBER)}, SEPTEMBER),
        # Who ended before is not waited for; one stray row of November is November of nobody.
        ({"SP": end(SEPTEMBER, SEPTEMBER), "AC": end(OCTOBER, OCTOBER)}, OCTOBER),
        ({"SP": end(OCTOBER, NOVEMBER), "AC": end(OCTOBER, OCTOBER)}, OCTOBER),
    ],
)
def test_periods_end_in_the_last_month_that_is_whole(ends, shown):
    cases = {"SP": 990.0, "AC": 10.0}
    last = max(each.last for each in ends.values())
    assert last_month_to_show(ends, cases, Month.of(2025, 1), last) == shown


def test_an_edition_of_one_unfinished_month_shows_it():
    ends = {"SP": end(SEPTEMBER, OCTOBER)}
    assert last_month_to_show(ends, {"SP": 9.0}, OCTOBER, OCTOBER) == OCTOBER


def test_the_sentence_says_until_when():
    ends = {"SP": end(SEPTEMBER, OCTOBER), "RJ": end(SEPTEMBER, OCTOBER, date(2026, 10, 12))}
    year = Period.parse("2026-01", "2026-10")
    assert until_words(year, ends, frozenset({"SP"})) == "até 10/out"
    assert until_words(year, ends, None) == "até 12/out em RJ e 10/out em SP"
    assert until_words(Period.parse("2026-01", "2026-09"), ends, None) == ""
    assert until_words(year, ends, frozenset({"MG"})) == ""
    many = {uf: end(SEPTEMBER, OCTOBER) for uf in ("AC", "AM", "RO", "RR")}
    assert until_words(year, many, None) == "até 10/out em 4 UFs"
