"""Pace to December: what past years grew, how far they differ, and how such projections would have
fared.
"""

from math import exp, log, sqrt
from statistics import mean, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.projection import backtest, project_year_end, record

# Student's t of 1, 2 and 3 degrees of freedom at 90 % (published tables).
STUDENT = {2: 3.0777, 3: 1.8856, 4: 1.6377}
years = st.dictionaries(
    st.integers(2015, 2025),
    st.tuples(st.integers(1, 5000), st.integers(0, 3000)).map(lambda p: (p[0], sum(p))),
    max_size=6,
)


def test_a_projection_uses_what_past_years_grew():
    found = project_year_end(800, [(500, 600), (1000, 1300)])
    assert found is not None
    assert found.value == pytest.approx(800 * sqrt(1.2 * 1.3))
    reach = STUDENT[2] * stdev([log(1.2), log(1.3)]) * sqrt(1.5)
    assert found.lower == pytest.approx(max(found.value * exp(-reach), 800), rel=1e-4)
    assert found.upper == pytest.approx(found.value * exp(reach), rel=1e-4)
    assert found.years == 2


def test_what_was_counted_is_not_lost():
    found = project_year_end(100, [(100, 101), (100, 400)])
    assert found is not None
    assert found.lower == 100
    assert found.upper > 400


def test_a_single_year_gives_no_interval_and_none_gives_nothing():
    one = project_year_end(800, [(500, 600)])
    assert one is not None
    assert (one.value, one.lower, one.upper) == (pytest.approx(960), None, None)
    assert project_year_end(800, [(0, 10)]) is None
    assert project_year_end(800, []) is None


@settings(max_examples=15)
@given(years)
def test_past_projections_are_those_made_from_the_years_before_them(history):
    """Worked out again, year by year, from the definition."""
    trials = {trial.year: trial for trial in backtest(history)}
    ordered = sorted(history)
    assert set(trials) == set(ordered[1:])
    for position, year in enumerate(ordered[1:], start=1):
        growth = [
            log(history[past][1] / history[past][0])
            for past in ordered[max(0, position - 3) : position]
        ]
        part, whole = history[year]
        trial = trials[year]
        assert trial.projection.value == pytest.approx(part * exp(mean(growth)))
        assert trial.error == pytest.approx(part * exp(mean(growth)) / whole - 1)
        if len(growth) == 1:
            assert trial.held is None
            continue
        reach = STUDENT[len(growth)] * stdev(growth) * sqrt(1 + 1 / len(growth))
        far = abs(log(whole / part) - mean(growth)) - reach
        if abs(far) > 1e-3 * (1 + reach):  # the published t has five digits
            assert trial.held is (far < 0)


def test_the_record_of_the_trials():
    history = {2022: (100, 200), 2023: (100, 220), 2024: (100, 210), 2025: (100, 400)}
    trials = backtest(history)
    assert [trial.held for trial in trials] == [None, True, False]
    found = record(trials)
    assert found is not None
    assert (found.trials, found.intervals, found.held) == (3, 2, 1)
    errors = [200 / 220 - 1, sqrt(2.0 * 2.2) / 2.1 - 1, (2.0 * 2.2 * 2.1) ** (1 / 3) / 4 - 1]
    assert found.mean_error == pytest.approx(mean(abs(e) for e in errors))
    assert record(backtest({2025: (1, 2)})) is None
    assert backtest({2024: (0, 5), 2025: (3, 4)}) == []
    assert backtest({2024: (2, 5), 2025: (0, 0)}) == []
