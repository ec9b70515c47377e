"""Parity by hand, how often its interval holds, and where there is none."""

import numpy as np
import pytest
from scipy.stats import binom, binomtest

from indicators.parity import parity, significance_of_disparity


def test_a_share_against_the_population_by_hand():
    found = parity([30], [100], [500], [1000])
    assert found.value == pytest.approx([0.6])  # 30 % of the attended, 50 % of the people


@pytest.mark.parametrize(("members", "people"), [(30, 100), (6, 40), (0, 60), (40, 40)])
def test_the_interval_is_clopper_and_pearsons_over_the_reference(members, people):
    exact = binomtest(members, people).proportion_ci(0.95, method="exact")
    found = parity(members, people, 400, 1000)
    assert (found.lower, found.upper) == pytest.approx((exact.low / 0.4, exact.high / 0.4))


def test_nobody_of_sixty_is_not_nobody_for_sure():
    found = parity(0, 60, 35, 1000)
    assert (found.value, found.lower) == (0, 0)
    assert found.upper == pytest.approx((1 - 0.025 ** (1 / 60)) / 0.035)  # 1 − (α/2)^(1/n)


@pytest.mark.parametrize("share", [0.035, 0.1, 0.51])
@pytest.mark.parametrize("people", [5, 30, 60, 400])
def test_the_interval_holds_the_truth_at_least_as_often_as_it_says(people, share):
    members = np.arange(people + 1)
    found = parity(members, people, 300, 1000)
    truth = share / 0.3
    held = (found.lower <= truth) & (truth <= found.upper)
    assert binom.pmf(members, people, share)[held].sum() >= 0.95


def test_parity_is_outside_the_interval_where_the_test_tells_it_apart():
    members = np.arange(61)
    found = parity(members, 60, 300, 1000)
    apart = (found.lower > 1) | (found.upper < 1)
    assert (apart == (significance_of_disparity(members, 60, 300, 1000) < 0.05)).all()


def test_without_people_or_reference_there_is_no_parity():
    found = parity([0, 3, 3, 0], [0, 10, 10, 10], [5, 0, np.nan, 5], [10, 10, 10, 10])
    assert np.isnan(found.value).tolist() == [True, True, True, False]
    assert (found.value[3], found.lower[3]) == (0, 0)
    assert np.isnan(found.lower).tolist() == [True, True, True, False]


@pytest.mark.parametrize(
    ("members", "people", "share"), [(30, 100, 0.5), (12, 100, 0.1), (0, 9, 0.3), (9, 9, 0.9)]
)
def test_significance_is_twice_the_smaller_exact_tail(members, people, share):
    found = significance_of_disparity(members, people, share * 1000, 1000)
    tails = [
        binomtest(members, people, share, alternative=side).pvalue for side in ("less", "greater")
    ]
    assert found == pytest.approx(min(2 * min(tails), 1.0))
