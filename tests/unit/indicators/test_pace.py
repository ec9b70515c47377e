"""Whether a year is on the way to its target: against the definition written out with a library of
distributions, and by counting mistakes.
"""

from math import exp, log, sqrt
from statistics import mean

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, norm, t

from benchmarks.pace import BREAKS, WORLDS, called
from indicators.catalogue.definitions import indicator
from indicators.goals.pace import (
    NEAR,
    Basis,
    Standing,
    YearSoFar,
    basis_of,
    measure_pace,
    name_paces,
    stand_as_it_is,
    weekly,
)
from indicators.goals.season import PastYears, Season
from indicators.scope import Period
from tests.support.tiers import few


def so_far(value, target, *, base=1.0, months=6, kept=True):
    value, target, base = (np.atleast_1d(np.asarray(v, float)) for v in (value, target, base))
    base = np.broadcast_to(base, value.shape)
    return YearSoFar(value, target, value * base, base, months, kept)


def past(*pairs):
    """Years of one place as (to the month, whole year)."""
    part, whole = (np.array([[pair[side] for pair in pairs]], float) for side in (0, 1))
    return PastYears(part, whole, part, whole)


def by_hand(count, target, pairs, season):
    """p-value, expected and its bounds of one place, from the definition."""
    growth = [log(whole / part) for part, whole in pairs]
    expected = target * exp(-mean(growth))
    share = expected / target
    chance = (1 - share) / expected
    more = season.variance * (1 + 1 / len(pairs))
    more += mean(1 / part - 1 / whole for part, whole in pairs) / len(pairs)
    if expected < 1000:
        size = round(target)
        tail = min(binom.cdf(count, size, share), binom.sf(count - 1, size, share))
        deviate = -norm.ppf(min(tail, 0.5))
    else:
        deviate = abs(log(count / expected)) / sqrt(chance)
    shrunk = deviate * sqrt(chance / (chance + more))
    reach = t.ppf(0.975, season.freedom) * sqrt(chance + more)
    bounds = expected * exp(-reach), expected * exp(reach)
    return 2 * t.sf(shrunk, season.freedom), expected, *bounds


@pytest.mark.parametrize("count", [0, 50, 90, 100, 130, 170])
@pytest.mark.parametrize("season", [Season(0.0, 50), Season(0.001, 12)])
def test_it_is_the_binomial_part_of_a_year_shrunk_by_what_years_differ(count, season):
    pairs = [(50, 100), (100, 200), (60, 120)]  # half of the year by now
    found = measure_pace(so_far(count, 200), past(*pairs), season).iloc[0]
    p_value, expected, lower, upper = by_hand(count, 200, pairs, season)
    assert found["p_value"] == pytest.approx(min(p_value, 1.0), rel=1e-6)
    assert found["expected"] == pytest.approx(expected)
    assert (found["expected_lower"], found["expected_upper"]) == pytest.approx((lower, upper))


@given(
    st.integers(1500, 60_000),
    st.lists(st.tuples(st.integers(500, 9000), st.integers(1, 9000)), min_size=2, max_size=3),
    st.sampled_from([0.0, 0.0004, 0.01]),
)
def test_with_many_cases_it_is_the_logarithm_of_what_is_expected(count, years, variance):
    pairs = [(part, part + rest) for part, rest in years]
    season, target = Season(variance, 20), 100_000
    found = measure_pace(so_far(count, target), past(*pairs), season).iloc[0]
    p_value, expected, lower, upper = by_hand(count, target, pairs, season)
    assert found["expected"] == pytest.approx(expected)
    assert (found["expected_lower"], found["expected_upper"]) == pytest.approx((lower, upper))
    if expected > 1000:
        assert found["p_value"] == pytest.approx(p_value, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(
    ("count", "word"),
    [
        (35_000, Standing.BEHIND),
        (50_500, Standing.ON_PACE),
        (65_000, Standing.AHEAD),
        (100_000, Standing.AHEAD),
    ],
)
def test_the_words_of_a_year_that_had_half_by_now(count, word):
    found = measure_pace(
        so_far(count, 100_000), past((5000, 10_000), (6000, 12_000)), Season(0.0004, 30)
    )
    assert name_paces(found, listed=False) == [word]


def test_what_years_differ_by_too_much_cannot_be_told():
    years = past((5000, 10_000), (6000, 12_000))
    found = measure_pace(so_far(42_000, 100_000), years, Season(0.01, 30))
    assert name_paces(found, listed=False) == [Standing.UNTOLD]
    assert found["expected_lower"][0] < 42_000 < found["expected_upper"][0]


def test_on_pace_is_said_only_where_the_whole_range_ends_near_the_target():
    years = past((500_000, 1_000_000), (500_000, 1_000_000))
    edge = 500_000 * (1 - NEAR)
    words = [
        name_paces(measure_pace(so_far(count, 1e6), years, Season(1e-9, 99)), listed=False)[0]
        for count in (edge * 0.99, 499_000)
    ]
    assert words == [Standing.BEHIND, Standing.ON_PACE]


def test_no_history_is_a_target_of_the_whole_year_and_one_year_cannot_tell():
    nothing = PastYears(*(np.empty((1, 0)) for _ in range(4)))
    one = past((50, 100))
    season = Season(0.001, 10)
    assert name_paces(measure_pace(so_far(10, 90), nothing, None), listed=False) == [
        Standing.WHOLE_YEAR
    ]
    found = measure_pace(so_far(10, 90), one, season)
    assert name_paces(found, listed=False) == [Standing.UNTOLD]
    assert found["expected"][0] == pytest.approx(45)


def test_few_cases_in_past_years_are_not_the_lack_of_any():
    found = measure_pace(so_far(3, 30), past((4, 9), (3, 11)), Season(0.001, 10))
    assert name_paces(found, listed=False) == [Standing.UNTOLD]
    assert found["years"][0] == 0


def test_a_target_already_reached_needs_no_history_unless_it_may_be_lost():
    one = past((50, 100))
    kept, may_fall = (measure_pace(so_far(95, 90, kept=kept), one, None) for kept in (True, False))
    assert name_paces(kept, listed=False) == [Standing.AHEAD]
    assert name_paces(may_fall, listed=False) == [Standing.UNTOLD]


def test_a_rate_is_judged_by_its_cases():
    years = past((50, 100), (100, 200))
    rate = measure_pace(so_far(0.03, 0.1, base=1000.0), years, Season(0.001, 20))
    count = measure_pace(so_far(30, 100), years, Season(0.001, 20))
    assert rate["p_value"].tolist() == pytest.approx(count["p_value"].tolist())
    assert rate["expected"][0] * 1000 == pytest.approx(count["expected"][0])


def test_a_list_asks_more_of_each_of_its_places():
    rows = pd.DataFrame({
        "p_value": [0.0001, 0.03, 0.9, np.nan],
        "on_record": True,
        "below": [True, True, False, True],
        "near": [False, False, True, False],
        "reached": False,
    })  # fmt: skip
    behind, untold, on_pace = Standing.BEHIND, Standing.UNTOLD, Standing.ON_PACE
    assert name_paces(rows, listed=False) == [behind, behind, on_pace, untold]
    assert name_paces(rows, listed=True) == [behind, untold, on_pace, untold]


@pytest.mark.parametrize("name", list(WORLDS))
def test_few_that_end_at_their_target_were_called_behind(name):
    """World by world, with many more: `benchmarks.pace`."""
    random = np.random.default_rng(360)
    rounds = few(2, everything=12)
    alone = called(random, WORLDS[name], rounds, listed=False)
    sampled = 3 * sqrt(0.05 * 0.95 / len(alone))  # those of a round have a year in common
    for word in (Standing.BEHIND, Standing.AHEAD):
        assert (alone == word).mean() < 0.05 + sampled / 3
    lists = called(random, WORLDS[name], rounds, listed=True)
    assert (lists == Standing.BEHIND).any(axis=1).mean() < 0.05 + sampled


def test_a_growth_that_breaks_this_year_is_taken_for_pace():
    """The limit of what is claimed, and no more than it was when it was measured."""
    random = np.random.default_rng(360)
    broken = called(random, next(iter(BREAKS.values())), few(1, everything=6), listed=False)
    assert 0.05 < (broken == Standing.BEHIND).mean() < 0.25


@pytest.mark.parametrize(
    ("period", "accumulates", "basis"),
    [
        (("2026-01", "2026-03"), True, Basis.TO_DATE),
        (("2026-01", "2026-01"), True, Basis.TO_DATE),
        (("2026-01", "2026-12"), True, Basis.AS_IT_IS),
        (("2025-11", "2026-10"), True, Basis.AS_IT_IS),
        (("2026-03", "2026-03"), True, Basis.PART_OF_YEAR),
        (("2024-01", "2026-10"), True, Basis.PART_OF_YEAR),
        (("2026-03", "2026-03"), False, Basis.AS_IT_IS),
    ],
)
def test_what_a_window_may_be_held_against_a_years_target_for(period, accumulates, basis):
    assert basis_of(Period.parse(*period), accumulates=accumulates) is basis


def test_what_does_not_add_up_stands_as_it_is_by_its_polarity():
    rows = pd.DataFrame({
        "numerator": [900.0, 500.0, 400.0], "denominator": 1000.0,
        "value": [0.9, 0.5, 0.4], "target": 0.5, "n": 1000.0, "method": "wilson",
        "lower": [0.88, 0.47, 0.37], "upper": [0.92, 0.53, 0.43], "status": "medido",
    })  # fmt: skip
    for listed in (True, False):
        words = stand_as_it_is(indicator("csat"), rows, listed=listed)
        assert words == [Standing.BETTER, Standing.EQUAL, Standing.WORSE]
    minutes = rows.assign(method="estatisticas_de_ordem")
    words = stand_as_it_is(indicator("tma"), minutes, listed=True)
    assert words == [Standing.WORSE, Standing.EQUAL, Standing.BETTER]


@pytest.mark.parametrize("listed", [True, False])
def test_what_no_test_holds_against_its_target_is_not_equal_to_it(listed):
    rows = pd.DataFrame({
        "numerator": [0.0, 130.0, 50.0], "denominator": 100.0, "value": [0.0, 1.3, 0.5],
        "target": [0.4, 0.4, np.nan], "n": 100.0, "method": "wilson", "lower": np.nan,
        "upper": np.nan, "status": ["medido", "acima_do_universo", "medido"],
    })  # fmt: skip
    words = stand_as_it_is(indicator("permanencia_12m"), rows, listed=listed)
    assert words == [Standing.NOT_COMPARED, Standing.NOT_COMPARED, Standing.NONE]
    words = stand_as_it_is(indicator("cobertura_mei"), rows, listed=listed)
    assert words == [Standing.WORSE, Standing.NOT_COMPARED, Standing.NONE]


def test_how_many_a_week_close_the_gap():
    found = weekly(pd.Series([2832.0, 0.0, 5.0, np.nan]), pd.Series([56.0, 56.0, 6.0, 56.0]))
    assert found[0] == 354
    assert found[1:].isna().all()
