"""Two counts are compared exactly: against enumeration, the library and the small cases that anyone
can check.
"""

from fractions import Fraction
from math import comb, exp, factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from indicators.exact_tests import significance_from_target, significance_of_counts

COUNTS = st.integers(0, 60)


@pytest.mark.parametrize(
    ("now", "before", "p_value"),
    [
        (0, 0, 1.0),  # nothing to explain
        (5, 5, 1.0),
        (0, 5, 2 / 32),  # five tosses, all tails: not yet a difference
        (0, 6, 2 / 64),
        (1, 9, 2 * 11 / 1024),
        (110, 100, 0.53466),  # a tenth more of a hundred is what chance brings
        (1100, 1000, 0.0307),
    ],
)
def test_small_cases_that_can_be_checked_by_hand(now, before, p_value):
    assert float(significance_of_counts(now, before)) == pytest.approx(p_value, abs=5e-5)
    assert float(significance_of_counts(before, now)) == pytest.approx(p_value, abs=5e-5)


@given(x=COUNTS, y=COUNTS, t=st.integers(1, 9), u=st.integers(1, 9))
def test_it_equals_the_enumeration_of_every_way_to_share_the_sum(x, y, t, u):
    n, share = x + y, Fraction(t, t + u)
    odds = [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]
    expected = min(2 * min(sum(odds[: x + 1]), sum(odds[x:])), Fraction(1))
    assert float(significance_of_counts(x, y, t, u)) == pytest.approx(float(expected), rel=1e-9)


@given(x=st.integers(0, 4_000_000), y=st.integers(0, 4_000_000))
def test_of_equal_exposures_it_is_the_binomial_test_of_the_library(x, y):
    expected = binomtest(x, x + y).pvalue if x + y else 1.0
    assert float(significance_of_counts(x, y)) == pytest.approx(expected, rel=1e-6, abs=1e-300)


@given(x=COUNTS, y=COUNTS, both=st.integers(0, 200))
def test_who_is_in_both_counts_only_makes_it_more_cautious(x, y, both):
    assert significance_of_counts(x + both, y + both) >= significance_of_counts(x, y) - 1e-12


def test_equal_rates_seem_to_differ_at_most_one_time_in_twenty():
    for mean in (2, 20, 300):
        counts = np.random.default_rng(7).poisson(mean, (2, 20_000))
        assert (significance_of_counts(*counts) < 0.05).mean() <= 0.052


@given(x=st.integers(0, 40), mean=st.integers(1, 30))
def test_a_count_beside_its_target_equals_the_sum_of_the_poisson_law(x, mean):
    odds = [exp(-mean) * mean**k / factorial(k) for k in range(150)]
    expected = min(2 * min(sum(odds[: x + 1]), sum(odds[x:])), 1.0)
    assert float(significance_from_target(x, mean)) == pytest.approx(expected, rel=1e-7, abs=1e-12)


def test_the_unknown_is_no_evidence():
    nan = float("nan")
    for arguments in ((nan, 3), (3, nan), (-1, 3), (3, 3, 0, 1)):
        assert np.isnan(significance_of_counts(*arguments))
    for arguments in ((nan, 3), (3, nan), (3, 0)):
        assert np.isnan(significance_from_target(*arguments))
