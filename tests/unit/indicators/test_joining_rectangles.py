"""What a rectangle is not joined with, because of the sums alone, would not have made it safe."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from indicators.disclosure.rectangles import Rectangle, Table
from indicators.disclosure.rules import Members, Opinions

ROWS, COLUMNS = 5, 3
COUNTS = arrays(np.int64, (ROWS, COLUMNS, 2), elements=st.integers(0, 9))
SPLITS = st.integers(1, ROWS - 1)


@pytest.mark.parametrize("rule", [Opinions(2), Members(2)], ids=["opinions", "members"])
@given(counts=COUNTS, first=SPLITS)
def test_a_safe_whole_is_never_passed_over(rule, counts, first):
    table = Table(counts, [np.zeros(ROWS, np.int64)], rule)
    columns = frozenset(range(COLUMNS))
    found = Rectangle(frozenset(range(first)), columns)
    whole = found | Rectangle(frozenset(range(first, ROWS)), columns)
    sums = counts.sum(axis=0)[None]
    passed_over = table.any_unsafe(sums)[0] or table.still_exposed(found, sums)[0]
    assert not (passed_over and table.lack(whole) is None)


def test_one_that_stays_exposed_is_passed_over():
    """Three people, in a column that has nobody else, or twenty more."""
    counts = np.array([[[2, 1], [9, 9]], [[0, 0], [30, 30]]])
    table = Table(counts, [np.zeros(2, np.int64)], Opinions(2))
    found = Rectangle(frozenset({0}), frozenset({0, 1}))
    alone = counts.sum(axis=0)
    sums = np.stack([alone, alone + np.array([[10, 10], [0, 0]])])
    assert table.still_exposed(found, sums).tolist() == [True, False]
