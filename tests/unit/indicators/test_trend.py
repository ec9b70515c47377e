"""The trend of scores, which are no shares, over five periods."""

import numpy as np
import pytest

from indicators.trend import Direction, trend_of_estimates


def test_estimates_with_errors_follow_a_weighted_line() -> None:
    values, errors = (
        np.array([0.50, 0.52, 0.55, 0.57, 0.60]),
        np.array([0.02, 0.01, 0.02, 0.03, 0.02]),
    )
    found = trend_of_estimates(values, errors)
    slope, _ = np.polyfit(np.arange(5), values, 1, w=1 / errors)
    assert found.slope == pytest.approx(slope)
    assert found.direction is Direction.RISING
    assert trend_of_estimates(values, errors * 10).direction is Direction.STEADY
    assert trend_of_estimates(-values, errors).direction is Direction.FALLING


def test_estimates_that_are_missing_have_no_trend() -> None:
    assert trend_of_estimates([0.1] * 4, [0.1] * 4).direction is Direction.UNKNOWN
    assert (
        trend_of_estimates([0.1, np.nan, 0.1, 0.1, 0.1], [0.1] * 5).direction is Direction.UNKNOWN
    )
