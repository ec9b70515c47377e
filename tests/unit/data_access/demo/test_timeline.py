"""Months of the history, and when attendances fall in them."""

from datetime import date

import numpy as np

from data_access.demo.chance import stream
from data_access.demo.timeline import MONTHS, build_timeline, day_choice


def test_the_history_ends_with_the_last_complete_month() -> None:
    timeline = build_timeline(today=date(2026, 3, 1))
    assert timeline.label(MONTHS - 1) == "2026-02"
    assert timeline.label(0) == "2022-03"
    assert timeline.first == date(2022, 3, 1)


def test_a_history_up_to_december_has_whole_years_only() -> None:
    timeline = build_timeline("2025-12")
    assert timeline.years == timeline.whole_years == (2022, 2023, 2024, 2025)
    assert timeline.days == 365 + 365 + 366 + 365


def test_a_year_that_began_before_the_history_is_not_whole() -> None:
    timeline = build_timeline("2026-10")
    assert timeline.years == (2022, 2023, 2024, 2025, 2026)
    assert timeline.whole_years == (2023, 2024, 2025, 2026)


def test_days_have_seasons_and_weekends() -> None:
    timeline = build_timeline("2025-12")
    days = day_choice(timeline, ("MG",)).draw(stream(1, "days"), 0, 200_000)
    dates = timeline.start + days
    month = dates.astype("datetime64[M]").astype(int) % 12
    counts = np.bincount(month, minlength=12)
    assert counts[4] > 1.4 * counts[0]  # May against January
    weekday = (dates.astype(int) + 3) % 7  # 1970-01-01 was a Thursday
    assert (weekday == 6).mean() < 0.01  # Sundays
