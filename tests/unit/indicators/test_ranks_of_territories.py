"""Places of a list, and between which ones each may be."""

import numpy as np
import pytest

from indicators.territories.ranks import ranks
from indicators.uncertainty import wilson


def test_values_without_an_interval_are_where_they_are_and_ties_share_a_place() -> None:
    nothing = [np.nan] * 4
    found = ranks([0.5, 0.9, 0.5, np.nan], nothing, nothing)
    assert np.array_equal(found.place, [2, 1, 2, np.nan], equal_nan=True)
    assert np.array_equal(found.first, [2, 1, 2, np.nan], equal_nan=True)
    assert np.array_equal(found.last, [3, 1, 3, np.nan], equal_nan=True)


def test_the_least_comes_first_where_less_is_better() -> None:
    found = ranks([30.0, 10.0, 20.0], [29, 9, 19], [31, 11, 21], greatest_first=False)
    assert list(found.place) == [3, 1, 2]
    assert list(found.first) == list(found.last) == [3, 1, 2]


def test_intervals_that_touch_leave_the_order_open() -> None:
    found = ranks([0.5, 0.6, 0.9], [0.4, 0.5, 0.85], [0.6, 0.7, 0.95])
    assert list(found.place) == [3, 2, 1]
    assert list(zip(found.first, found.last, strict=True)) == [(2, 3), (2, 3), (1, 1)]


def test_counted_one_by_one_the_places_are_the_same() -> None:
    """An oracle that knows nothing of sorting, with the widening of Šidák by its formula."""
    from scipy.stats import norm

    random = np.random.default_rng(5)
    n = random.integers(5, 400, 40)
    x = random.binomial(n, random.uniform(0.2, 0.6, 40))
    low, high = wilson(x, n)
    found = ranks(x / n, low, high)
    wide = norm.ppf((1 + 0.95 ** (1 / 40)) / 2) / norm.ppf(0.975)
    spans = [
        ((a + b) / 2 - (b - a) / 2 * wide, (a + b) / 2 + (b - a) / 2 * wide)
        for a, b in zip(low, high, strict=True)
    ]
    for at, (own_low, own_high) in enumerate(spans):
        others = [span for place, span in enumerate(spans) if place != at]
        assert found.first[at] == 1 + sum(span[0] > own_high for span in others)
        assert found.last[at] == 40 - sum(span[1] < own_low for span in others)


@pytest.mark.parametrize("spread", [0.0, 0.03])
def test_in_95_of_100_lists_every_territory_is_between_its_places(spread: float) -> None:
    random = np.random.default_rng(11)
    truth = 0.3 + spread * np.linspace(-1, 1, 27)
    order = np.searchsorted(np.sort(-truth), -truth, side="left") + 1
    last = np.searchsorted(np.sort(-truth), -truth, side="right")
    held = 0
    for _ in range(300):
        n = random.integers(60, 4000, 27)
        x = random.binomial(n, truth)
        found = ranks(x / n, *wilson(x, n))
        held += bool(((found.first <= last) & (found.last >= order)).all())
    assert held >= 300 * 0.93  # 95 % but for the chance of 300 lists
