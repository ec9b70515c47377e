"""Tests of shares: against a statistics library, at the ends, and where all is chance."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, hypergeom

from indicators.catalogue.definitions import indicator
from indicators.changes import largest_changes
from indicators.comparison import Verdict, verdicts_against_targets
from indicators.exact_tests import significance_from_share, significance_of_difference
from indicators.measure import measure_ratios
from tests.support.tiers import few

COVERAGE = indicator("cobertura_mei")
SIZES = st.integers(1, 3000)


@given(n=SIZES, target=st.floats(0, 1), data=st.data())
def test_a_share_against_a_target_is_twice_the_smaller_exact_tail(n, target, data):
    x = data.draw(st.integers(0, n))
    tails = [binomtest(x, n, target, alternative=side).pvalue for side in ("less", "greater")]
    assert significance_from_share(x, n, target) == pytest.approx(min(2 * min(tails), 1.0))


def test_without_a_share_or_a_target_nothing_is_known():
    found = significance_from_share([1, 3, 1, 1], [0, 2, 5, 5], [0.2, 0.2, np.nan, 1.2])
    assert np.isnan(found).all()


@given(n1=SIZES, n2=SIZES, data=st.data())
def test_few_cases_are_judged_by_the_hypergeometric_distribution(n1, n2, data):
    x1, x2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    pooled = (x1 + x2) / (n1 + n2)
    found = float(significance_of_difference(x1, n1, x2, n2))
    drawn = hypergeom(n1 + n2, x1 + x2, n1)
    exact = min(2 * min(drawn.cdf(x1), drawn.sf(x1 - 1)), 1.0)
    if min(pooled, 1 - pooled) * min(n1, n2) < 50:
        assert found == pytest.approx(exact, rel=1e-6, abs=1e-12)
    elif exact > 1e-4:
        assert found == pytest.approx(exact, rel=0.35, abs=0.08)


@pytest.mark.parametrize("own", [75, 85, 100])
@pytest.mark.parametrize(("cases", "others"), [(340, 9_000), (2_000, 800_000)])
def test_what_chance_hardly_brings_is_judged_exactly_among_many_cases_too(own, cases, others):
    """The normal distribution has tails several times as small."""
    x1, x2 = own + (300 if cases > 340 else 0), round(0.15 * others)
    drawn = hypergeom(cases + others, x1 + x2, cases)
    found = float(significance_of_difference(x1, cases, x2, others))
    assert found == pytest.approx(min(2 * drawn.sf(x1 - 1), 1.0), rel=1e-5)


def test_many_cases_are_judged_by_the_score():
    # z = (0.55 − 0.50) / √(0.525·0.475·(2/1000)) = 2.2388; two-sided 0.02517
    assert float(significance_of_difference(550, 1000, 500, 1000)) == pytest.approx(
        0.02517, abs=1e-5
    )


@pytest.mark.parametrize("sides", [(1, 0, 1, 2), (3, 2, 1, 2), (np.nan, 2, 1, 2)])
def test_a_difference_is_unknown_without_a_share(sides):
    assert np.isnan(significance_of_difference(*sides))


def test_no_cases_and_all_cases_are_no_difference():
    assert (
        significance_of_difference([0, 10, 10], [10, 10, 20], [0, 7, 10], [9, 7, 20]).tolist()
        == [1] * 3
    )


def measured(cases, base):
    frame = pd.DataFrame({"numerator": cases, "denominator": base}).astype(float)
    names = [f"{place:07d}" for place in range(len(frame))]
    frame = frame.assign(missing=0, partly_recorded=False, code=names, name=names, uf=None)
    return measure_ratios(frame, COVERAGE)


@pytest.mark.parametrize(("target", "places"), [(0.02, 300), (0.2, 300)])
def test_where_every_place_is_on_target_few_lists_have_any_mistake(target, places):
    """By the normal distribution some place was called different in 35 to 100 % of them."""
    random = np.random.default_rng(360)
    wrong = []
    for _ in range(few(90, everything=2000)):
        base = np.exp(random.normal(4, 1.5, places)).astype(int) + 1
        rows = measured(random.binomial(base, target), base).assign(target=target)
        verdicts = verdicts_against_targets(COVERAGE, rows)
        wrong.append(any(word in (Verdict.HIGHER, Verdict.LOWER) for word in verdicts))
    assert np.mean(wrong) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / len(wrong))


@pytest.mark.parametrize("places", [27, 645])
def test_of_the_largest_changes_that_are_listed_few_are_chance(places):
    """The larger places really change a little; the largest changes that chance brings are of small
    ones. Of the five largest that a control of false discoveries keeps, one in five is chance.
    """
    random = np.random.default_rng(360)
    shares = []
    for _ in range(few(40, everything=1000)):
        base = np.exp(random.normal(6.5, 1.5, places)).astype(int) + 30
        rate, real = random.beta(4, 16, places), base > np.quantile(base, 0.6)
        later = np.clip(rate + np.where(real, random.normal(0, 0.03, places), 0), 0, 1)
        now, before = (measured(random.binomial(base, side), base) for side in (later, rate))
        listed = largest_changes(COVERAGE, now, before, 5)
        chance = [not real[int(change.code)] for change in listed]
        shares.append(np.mean(chance) if chance else 0.0)
    assert np.mean(shares) <= 0.05
