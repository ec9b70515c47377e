"""Intervals against a statistics library, at the ends, and where there is nothing to say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest, false_discovery_control, norm

from indicators.uncertainty import (
    Z95,
    byar,
    false_discovery_keep,
    family_wise_keep,
    quantile_ranks,
    wilson,
)
from tests.support.quantiles import quantile_interval


@given(total=st.integers(1, 10_000), data=st.data())
def test_wilson_equals_scipy(total, data):
    successes = data.draw(st.integers(0, total))
    expected = binomtest(successes, total).proportion_ci(method="wilson")
    found = wilson(successes, total)
    assert float(found.lower) == pytest.approx(expected.low, abs=1e-12)
    assert float(found.upper) == pytest.approx(expected.high, abs=1e-12)


def test_wilson_touches_the_ends_and_says_nothing_where_it_cannot():
    found = wilson([0, 5, 3, 1, np.nan], [5, 5, 0, np.nan, 9])
    assert found.lower[0] == 0.0
    assert found.upper[1] == 1.0
    assert np.isnan(found.lower[2:]).all()
    assert np.isnan(found.upper[2:]).all()
    assert np.isnan(wilson(7, 5).lower)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_false_discovery_agrees_with_scipy(p_values):
    expected = false_discovery_control(p_values) <= 0.05
    assert false_discovery_keep(p_values).tolist() == expected.tolist()


def test_false_discovery_never_keeps_what_is_unknown():
    assert false_discovery_keep([0.001, np.nan]).tolist() == [True, False]
    assert false_discovery_keep([np.nan]).tolist() == [False]


def test_the_family_is_kept_step_by_step():
    # Of four: 0.05 ÷ 4 = 0.0125, ÷ 3 = 0.0167, ÷ 2 = 0.025; the first that fails stops the rest.
    assert family_wise_keep([0.012, 0.016, 0.03, 0.04]).tolist() == [True, True, False, False]
    assert family_wise_keep([0.03, np.nan, 0.024]).tolist() == [True, False, True]
    assert family_wise_keep([0.02, 0.02, 0.02]).tolist() == [False] * 3
    assert family_wise_keep([np.nan]).tolist() == [False]


@pytest.mark.parametrize(
    ("events", "lower", "upper"),
    # The exact Poisson limits (chi-square), which Byar's approximates: to 0.03 from one event on.
    [(0, 0.0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.390), (100, 81.364, 121.627)],
)
def test_byar_is_near_the_exact_limits_of_a_count(events, lower, upper):
    found = byar(events)
    assert float(found.lower) == pytest.approx(lower, abs=0.03)
    assert float(found.upper) == pytest.approx(upper, abs=0.06)


def test_byar_divides_by_the_exposure_and_says_nothing_without_one():
    found, unit = byar([10, 10, -1, np.nan], [2000, 0, 5, 5]), byar(10)
    assert float(found.lower[0]) == pytest.approx(float(unit.lower) / 2000)
    assert float(found.upper[0]) == pytest.approx(float(unit.upper) / 2000)
    assert np.isnan(found.lower[1:]).all()
    assert np.isnan(found.upper[1:]).all()


@pytest.mark.parametrize(
    ("n", "share", "expected"),
    # Ranks of the 95 % interval of the median: 2 and 9 of 10, 6 and 15 of 20 (Conover 1999, table
    # A3).
    [
        (10, 0.5, (5, 2, 9)),
        (20, 0.5, (10, 6, 15)),
        (5, 0.5, (3, np.nan, np.nan)),
        (0, 0.5, (np.nan,) * 3),
    ],
)
def test_the_interval_of_a_median_is_between_order_statistics(n, share, expected):
    assert quantile_interval(np.arange(1, n + 1), share) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_the_interval_of_a_quantile_covers_it(share):
    random = np.random.default_rng(360)
    samples = np.sort(random.exponential(size=(3000, 80)), axis=1)
    truth = -np.log(1 - share)
    bounds = [quantile_interval(sample, share)[1:] for sample in samples]
    covered = np.mean([low <= truth and (np.isnan(high) or truth <= high) for low, high in bounds])
    assert covered >= 0.945


@given(st.integers(1, 10_000_000), st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9, 0.95]))
def test_the_ranks_of_a_quantile_are_those_of_a_statistics_library(n: int, share: float) -> None:
    tail = norm.sf(Z95)
    low, high = int(binom.ppf(tail, n, share)), int(binom.ppf(1 - tail, n, share)) + 1
    assert quantile_ranks(n, share) == (max(int(np.ceil(share * n)), 1), low, high)
