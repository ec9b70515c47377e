"""Pace to December: what past years grew, how far they differ, and how such projections would have
fared.
"""

from math import exp, log, sqrt
from statistics import mean, stdev

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.projection import CHANGING, held
from indicators.projection import backtest, narrower_than_said, project_year_end, record
from tests.support.tiers import few

# Student's t of 3 and 4 degrees of freedom at 90 %, by past years, and the normal (tables).
STUDENT, NORMAL = {2: 1.6377, 3: 1.5332}, 1.2816
years = st.dictionaries(
    st.integers(2015, 2025),
    st.tuples(st.integers(1, 5000), st.integers(0, 3000)).map(lambda p: (p[0], sum(p))),
    max_size=6,
)


def reach_by_hand(so_far, history, months):
    """Half of the interval of the logarithm of the growth, from its three parts."""
    growth, years = [log(whole / part) for part, whole in history], len(history)
    left = 1 - exp(-mean(growth))
    chance = left / so_far + mean((1 - p / w) / p for p, w in history) / years
    between = (stdev(growth) ** 2 * (years - 1) * (1 + 1 / years) + 2 * chance) / (years + 1)
    before, last = (part for part, _ in history[-2:])
    change = log(so_far / last) - log(last / before)
    noise = 1 / so_far + 4 / last + 1 / before
    pace = NORMAL * left * 12 / months * sqrt(max(change**2 - noise, 0))
    spread = max(STUDENT[years] ** 2 * between, NORMAL**2 * chance)
    return sqrt(spread + pace**2)


@pytest.mark.parametrize("so_far", [800, 2500])
def test_a_projection_uses_what_past_years_grew(so_far):
    history = [(500, 600), (1000, 1300)]
    found = project_year_end(so_far, history, 9)
    assert found is not None
    assert found.value == pytest.approx(so_far * sqrt(1.2 * 1.3))
    reach = reach_by_hand(so_far, history, 9)
    assert found.lower == pytest.approx(max(found.value * exp(-reach), so_far), rel=1e-4)
    assert found.upper == pytest.approx(found.value * exp(reach), rel=1e-4)
    assert found.years == 2


def test_years_that_grew_alike_do_not_make_a_range_of_no_width():
    """Two years of 1,000 whose last quarter brought the same: the next quarter is chance still."""
    found = project_year_end(750, [(750, 1000), (750, 1000)], 9)
    assert found.upper / found.value == pytest.approx(
        exp(STUDENT[2] * sqrt(0.25 / 750 * 1.5 * 2 / 3)), rel=1e-4
    )


def test_a_pace_that_changed_this_year_widens_the_range():
    history = [(9000, 12_000), (9000, 12_000), (9000, 12_000)]
    same, slower = (project_year_end(so_far, history, 9) for so_far in (9000, 8000))
    assert (slower.upper - slower.lower) / slower.value > 3 * (same.upper - same.lower) / same.value


def test_the_range_holds_four_of_five_years_also_where_growth_changes():
    """It held from none to six of ten of them; kind by kind: `benchmarks.projection`."""
    random = np.random.default_rng(360)
    found = [held(random, kind, few(4, everything=60)) for kind in CHANGING]
    sampled = 3 * sqrt(0.16 / sum(map(len, found)))
    assert 0.75 - sampled < np.concatenate(found).mean() < 0.85 + sampled


def test_what_was_counted_is_not_lost():
    found = project_year_end(100, [(100, 101), (100, 400)], 9)
    assert found is not None
    assert found.lower == 100
    assert found.upper > 400


def test_a_single_year_gives_no_interval_and_none_gives_nothing():
    one = project_year_end(800, [(500, 600)], 9)
    assert one is not None
    assert (one.value, one.lower, one.upper) == (pytest.approx(960), None, None)
    assert project_year_end(800, [(0, 10)], 9) is None
    assert project_year_end(800, [], 9) is None


@settings(max_examples=15)
@given(years)
def test_past_projections_are_those_made_from_the_years_before_them(history):
    """Worked out again, year by year, from the definition."""
    trials = {trial.year: trial for trial in backtest(history, 9)}
    ordered = sorted(history)
    assert set(trials) == set(ordered[1:])
    for position, year in enumerate(ordered[1:], start=1):
        known = [history[past] for past in ordered[max(0, position - 3) : position]]
        growth = [log(whole / part) for part, whole in known]
        part, whole = history[year]
        trial = trials[year]
        assert trial.projection.value == pytest.approx(part * exp(mean(growth)))
        assert trial.error == pytest.approx(part * exp(mean(growth)) / whole - 1)
        if len(growth) == 1:
            assert trial.held is None
            continue
        reach = reach_by_hand(part, known, 9) if mean(growth) > 0 else 0
        far = abs(log(whole / part) - mean(growth)) - reach
        if abs(far) > 1e-3 * (1 + reach):  # the published t has five digits
            assert trial.held is (far < 0)


def test_the_record_of_the_trials():
    history = {2022: (100, 200), 2023: (100, 220), 2024: (100, 210), 2025: (100, 400)}
    trials = backtest(history, 9)
    assert [trial.held for trial in trials] == [None, True, False]
    found = record(trials)
    assert found is not None
    assert (found.trials, found.intervals, found.held) == (3, 2, 1)
    errors = [200 / 220 - 1, sqrt(2.0 * 2.2) / 2.1 - 1, (2.0 * 2.2 * 2.1) ** (1 / 3) / 4 - 1]
    assert found.mean_error == pytest.approx(mean(abs(e) for e in errors))
    assert record(backtest({2025: (1, 2)}, 9)) is None
    assert backtest({2024: (0, 5), 2025: (3, 4)}, 9) == []
    assert backtest({2024: (2, 5), 2025: (0, 0)}, 9) == []


@pytest.mark.parametrize(
    ("intervals", "held", "narrow"),
    [
        (0, 0, False),
        (1, 0, False),  # one in five of the intervals that hold four times of five
        (2, 0, True),  # 0.2 ** 2 = 0.04
        (3, 0, True),
        (4, 1, True),  # 0.2 ** 4 + 4 * 0.8 * 0.2 ** 3 = 0.0272
        (4, 2, False),  # and 6 * 0.64 * 0.04 more: 0.1808
        (10, 5, True),
        (10, 6, False),
    ],
)
def test_a_record_is_doubted_where_chance_would_hardly_make_it(intervals, held, narrow):
    assert narrower_than_said(intervals, held) is narrow
