"""Sums of municipalities in memory: what has a row, what has none, and in which months."""

import numpy as np
import pytest

from data_access.queries.measures.municipal_sums import Months, Standing, Sums
from indicators.scope import Month, Period

PLACES = np.array([11, 12, 15])
ASKED = np.array([15, 10, 11, 99])
NONE = float("nan")


def months(first: int, last: int) -> Period:
    return Period(Month(first), Month(last))


def test_a_place_without_a_row_is_not_zero():
    sums = Sums(PLACES, np.array([1.0, 2.0, 0.0]))
    assert sums.of(ASKED) == pytest.approx([0.0, NONE, 1.0, NONE], nan_ok=True)
    nothing = Sums(np.array([], dtype=np.int64), np.array([]))
    assert np.isnan(nothing.of(ASKED)).all()


def test_months_are_added_up_by_period():
    values = np.array([[1.0, 2.0, 4.0], [8.0, 0.0, 0.0], [0.0, 0.0, 3.0]])
    there = values > 0
    there[2, 0] = True  # a sum of zero, which is recorded
    found = Months(PLACES, 100, values, there)
    rows = found.of(ASKED, [months(100, 102), months(101, 101), months(90, 100), months(103, 110)])
    expected = [
        [3.0, NONE, 7.0, NONE],
        [NONE, NONE, 2.0, NONE],
        [0.0, NONE, 1.0, NONE],
        [NONE, NONE, NONE, NONE],
    ]
    assert rows == pytest.approx(np.array(expected), nan_ok=True)


def test_what_stands_is_that_of_the_month_in_which_a_period_ends():
    stock = Standing(
        places=np.array([11, 11, 15]),
        values=np.array([5.0, 6.0, 7.0]),
        since=np.array([0, 10, 12]),
        until=np.array([9, 99, 99]),
    )
    rows = stock.of(ASKED, [months(1, 9), months(1, 10), months(9, 12)])
    expected = [[NONE, NONE, 5.0, NONE], [NONE, NONE, 6.0, NONE], [7.0, NONE, 6.0, NONE]]
    assert rows == pytest.approx(np.array(expected), nan_ok=True)
