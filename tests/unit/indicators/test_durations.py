"""Quantiles from counts by minute are those of the cases one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.durations import histogram_quantile
from tests.support.quantiles import quantile_interval


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5)), max_size=30),
    st.sampled_from([0.1, 0.5, 0.9]),
)
def test_counts_by_minute_are_cases_one_by_one(rows, share):
    minutes, cases = ([row[side] for row in rows] for side in (0, 1))
    one_by_one = np.sort(np.repeat(minutes, cases)) if rows else []
    assert histogram_quantile(minutes, cases, share) == pytest.approx(
        quantile_interval(one_by_one, share), nan_ok=True
    )


def test_nobody_waited_no_time():
    assert np.isnan(histogram_quantile([], [], 0.5)).all()
    assert np.isnan(histogram_quantile([3], [0], 0.5)).all()
