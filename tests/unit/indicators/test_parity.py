"""Parity by hand, against a brute-force bootstrap, and where there is none."""

import numpy as np
import pytest
from scipy.stats import binomtest

from indicators.parity import parity, significance_of_disparity


def test_a_share_against_the_population_by_hand():
    found = parity([30], [100], [500], [1000])
    assert found.value == pytest.approx([0.6])  # 30 % of the attended, 50 % of the people


@pytest.mark.parametrize(("members", "people"), [(30, 100), (6, 40), (450, 900)])
def test_the_interval_is_that_of_a_brute_force_bootstrap(members, people):
    random = np.random.default_rng(360)
    attended = np.repeat([1, 0], [members, people - members])
    replicates = random.choice(attended, size=(20_000, people)).mean(axis=1) / 0.4
    found = parity(members, people, 400, 1000)
    step = 1 / people / 0.4  # a replicate moves by one person
    assert found.lower == pytest.approx(np.quantile(replicates, 0.025), abs=1.01 * step)
    assert found.upper == pytest.approx(np.quantile(replicates, 0.975), abs=1.01 * step)


def test_without_people_or_reference_there_is_no_parity():
    found = parity([0, 3, 3, 0], [0, 10, 10, 10], [5, 0, np.nan, 5], [10, 10, 10, 10])
    assert np.isnan(found.value).tolist() == [True, True, True, False]
    assert (found.value[3], found.lower[3], found.upper[3]) == (0, 0, 0)
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
