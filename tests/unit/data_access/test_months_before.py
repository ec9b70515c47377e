"""Months of retention are counted as a calendar does."""

from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from data_access.staging.retention import months_before


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.integers(1, 300))
def test_months_before_a_day(day: date, months: int) -> None:
    assert months_before(day, months) == (pd.Timestamp(day) - pd.DateOffset(months=months)).date()
