"""Kaplan–Meier against a published example, a library's figures for it, and a product taken client
by client.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, chi2, logrank

from indicators.survival import (
    durations,
    kaplan_meier,
    log_rank,
    share_back_within,
    shares_back_within,
    still_away,
)

# Weeks in remission with 6-MP (Freireich et al. 1963), the example of Kalbfleisch and Prentice,
# section 1.1.
TIMES = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
SEEN = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
DRUG = durations(TIMES, SEEN)
# The other arm of the same trial.
PLACEBO = durations(
    [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], np.ones(21)
)


def test_the_published_example():
    curve = kaplan_meier(DRUG)
    assert curve["time"].tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve["at_risk"].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve["returned"].tolist() == [3, 1, 1, 1, 1, 1, 1]
    assert curve["censored"].tolist() == [1, 0, 2, 1, 0, 3, 0]
    # S and its bounds as lifelines 0.30.3 gives them (KaplanMeierFitter, exponential Greenwood).
    assert curve["away"].round(6).tolist() == [
        0.857143,
        0.806723,
        0.752941,
        0.690196,
        0.627451,
        0.537815,
        0.448179,
    ]
    assert curve["lower"].round(6).tolist() == [
        0.619718,
        0.563147,
        0.5032,
        0.43161,
        0.367511,
        0.267779,
        0.188052,
    ]
    assert curve["upper"].round(6).tolist() == [
        0.951552,
        0.922809,
        0.889362,
        0.849066,
        0.804912,
        0.746791,
        0.680143,
    ]


def test_the_share_back_is_what_is_not_away():
    found = share_back_within(DRUG, 12)
    assert found.value == pytest.approx(1 - 0.752941, abs=1e-6)
    assert (found.lower, found.upper) == pytest.approx((1 - 0.889362, 1 - 0.5032), abs=1e-6)
    assert found.at_risk == 12


def test_beyond_the_last_day_on_record_nothing_is_known():
    assert share_back_within(DRUG, 36).value is None
    assert share_back_within(DRUG, 35).value == pytest.approx(1 - 0.448179, abs=1e-6)
    assert share_back_within(durations([], []), 12).value is None


def test_when_all_are_back_it_is_known_for_ever():
    found = share_back_within(durations([2, 3], [1, 1]), 12)
    assert found.value == 1.0
    assert (found.lower, found.upper) == (None, None)


def test_nobody_back_is_zero_without_bounds():
    found = share_back_within(durations([20, 30], [0, 0]), 12)
    assert (found.value, found.lower, found.upper, found.at_risk) == (0.0, None, None, 2)


def test_who_is_back_by_a_time_is_not_away_at_it():
    """Three left at 6, where one more was last seen; one left at 7; nobody at 20."""
    assert still_away(DRUG, [0, 5, 6, 7, 20, 35, 36]) == [21, 21, 18, 16, 8, 1, 0]


def test_a_negative_duration_is_refused():
    with pytest.raises(ValueError, match="negative"):
        durations([-1], [1])


@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.booleans(), st.integers(1, 4)), min_size=1, max_size=40
    )
)
def test_rows_of_counts_equal_clients_one_by_one(rows):
    time, seen, clients = map(list, zip(*rows, strict=True))
    one_by_one = [(t, s) for t, s, n in rows for _ in range(n)]
    curve = kaplan_meier(durations(time, seen, clients))
    away, expected = 1.0, []
    for moment in sorted({t for t, s in one_by_one if s}):
        watched = [t for t, _ in one_by_one if t >= moment]
        away *= 1 - sum(s for t, s in one_by_one if t == moment) / len(watched)
        expected.append((moment, len(watched), away))
    assert curve["time"].tolist() == [moment for moment, _, _ in expected]
    assert curve["at_risk"].tolist() == [watched for _, watched, _ in expected]
    assert curve["away"].to_numpy() == pytest.approx(
        np.array([share for _, _, share in expected]), abs=1e-12
    )
    bounds = curve.dropna(subset=["lower"])
    assert ((bounds["lower"] <= bounds["away"]) & (bounds["away"] <= bounds["upper"])).all()


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 20), st.booleans(), st.integers(1, 4)),
        min_size=1,
        max_size=40,
    )
)
def test_many_groups_at_once_equal_each_alone(rows):
    within = 12
    back, left = np.zeros((3, within + 2)), np.zeros((3, within + 2))
    for group, time, seen, clients in rows:
        (back if seen and time <= within else left)[group, min(time, within + 1)] += clients
    together = shares_back_within(back, left)
    for group in range(3):
        own = [(time, seen, clients) for place, time, seen, clients in rows if place == group]
        alone = share_back_within(
            durations(*(zip(*own, strict=True) if own else ([], [], []))), within
        )
        row = together.iloc[group]
        for name in ("value", "lower", "upper"):
            expected = getattr(alone, name)
            assert row[name] == pytest.approx(
                np.nan if expected is None else expected, abs=1e-12, nan_ok=True
            )
        assert row["at_risk"] == alone.at_risk


def test_the_log_rank_of_the_published_example():
    """Observed 9 and 21, expected 19.25 and 10.75, χ² 16.79: Kalbfleisch and Prentice, 1.5."""
    drug, placebo = log_rank(DRUG, PLACEBO), log_rank(PLACEBO, DRUG)
    assert (drug.returned, placebo.returned) == (9, 21)
    assert (drug.expected, placebo.expected) == (
        pytest.approx(19.25, abs=0.005),
        pytest.approx(10.75, abs=0.005),
    )
    assert drug.p_value == placebo.p_value == pytest.approx(chi2.sf(16.793, 1), rel=2e-3)


COUNTED = st.lists(
    st.tuples(st.integers(0, 9), st.booleans(), st.integers(1, 4)), min_size=1, max_size=25
)


@given(COUNTED, COUNTED)
def test_the_log_rank_is_that_of_a_library(one, other):
    sides = [[(t, s) for t, s, n in rows for _ in range(n)] for rows in (one, other)]
    found = log_rank(*(durations(*map(list, zip(*side, strict=True))) for side in sides))
    events = [
        CensoredData(uncensored=[t for t, s in side if s], right=[t for t, s in side if not s])
        for side in sides
    ]
    with np.errstate(all="ignore"):
        expected = logrank(*events)
    if np.isnan(found.p_value):
        assert not np.isfinite(expected.statistic)
    else:
        assert found.p_value == pytest.approx(expected.pvalue, abs=1e-9)
