"""Bands against every way of cutting, and what their error means."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.recognition.bands import pairs as pairs_module
from indicators.recognition.bands.curve import band_curve
from indicators.recognition.bands.pairs import pairs
from indicators.recognition.bands.partition import Programme
from tests.support.tiers import few


def _all_cuts(n: int):
    for size in range(n):
        for cuts in combinations(range(1, n), size):
            yield (0, *cuts)


def _value(firsts, chance, price: float) -> float:
    """Over pairs in different bands, 1 − price × chance of inversion, one by one."""
    n = len(chance)
    band = np.searchsorted(np.array(firsts), np.arange(n), side="right")
    return sum(
        1 - price * chance[i, j] for i in range(n) for j in range(i + 1, n) if band[i] != band[j]
    )


@given(
    st.lists(st.floats(0, 100), min_size=2, max_size=8, unique=True),
    st.lists(st.floats(0.5, 30), min_size=8, max_size=8),
    st.floats(2, 60),
)
def test_no_way_of_cutting_beats_the_programme(scores, errors, price):
    mean = np.sort(np.array(scores))[::-1]
    found = pairs(mean, mean, np.array(errors[: len(mean)]))
    chance = found.ahead.astype(float)
    best = Programme.of(found).best(price).firsts
    most = max(_value(firsts, chance, price) for firsts in _all_cuts(len(mean)))
    assert _value(best, chance, price) == pytest.approx(most, abs=1e-4)


def test_what_a_curve_says_is_what_its_cuts_do():
    random = np.random.default_rng(4)
    mean = np.sort(random.normal(60, 10, 60))[::-1]
    spread = random.uniform(1, 6, 60)
    curve = band_curve(mean, mean, spread, 0.05)
    drawn = random.normal(mean, spread, (few(4_000, everything=20_000), 60))
    for option in curve.points.itertuples():
        band = np.searchsorted(np.array(option.cuts), np.arange(60), side="right")
        apart = np.triu(band[:, None] != band[None, :], 1)
        assert option.separated == pytest.approx(apart.sum() / (60 * 59 / 2))
        if option.bands == 1:
            continue
        first, second = np.nonzero(apart)
        wrong = (drawn[:, second] > drawn[:, first]).mean()
        assert option.inverted == pytest.approx(wrong, abs=0.004)


def test_the_choice_tells_most_apart_within_what_is_allowed():
    random = np.random.default_rng(4)
    mean = np.sort(random.normal(60, 10, 200))[::-1]
    curve = band_curve(mean, mean, random.uniform(1, 6, 200), 0.05, enough=1.0)
    chosen = curve.points.iloc[curve.chosen]
    allowed = curve.points[curve.points["inverted"].le(0.05)]
    assert chosen["inverted"] <= 0.05
    assert chosen["separated"] == allowed["separated"].max()
    assert chosen["inverted"] > 0.04  # nearly all that is allowed is used


def test_a_band_for_nearly_each_unit_is_not_chosen_for_the_last_pairs():
    """Units that can nearly all be told apart, as 151 teams of São Paulo could."""
    random = np.random.default_rng(6)
    mean = np.sort(random.normal(55, 9, 150))[::-1]
    spread = random.uniform(0.6, 1.6, 150)
    all_apart = band_curve(mean, mean, spread, 0.05, enough=1.0)
    assert all_apart.points.iloc[all_apart.chosen]["bands"] > 140
    curve = band_curve(mean, mean, spread, 0.05)
    chosen = curve.points.iloc[curve.chosen]
    most = curve.points["separated"].max()
    assert chosen["bands"] < 40
    assert chosen["separated"] >= 0.95 * most
    fewer = curve.points[curve.points["bands"] < chosen["bands"]]
    assert (fewer["separated"] < 0.95 * most).all()


def test_units_of_one_score_are_never_told_apart():
    mean = np.array([90.0, 80, 80, 80, 70])
    curve = band_curve(mean, mean, np.zeros(5), 0.05)
    chosen = curve.points.iloc[curve.chosen]
    assert chosen["cuts"] == (1, 4)
    assert chosen["inverted"] == 0


def test_where_nobody_can_be_told_apart_there_is_one_band():
    mean = np.linspace(60.2, 60, 12)
    curve = band_curve(mean, mean, np.full(12, 20.0), 0.05)
    assert curve.points.iloc[curve.chosen]["bands"] == 1


def test_blocks_of_many_units_cost_little_of_what_is_told_apart(monkeypatch):
    random = np.random.default_rng(9)
    mean = np.sort(random.normal(60, 10, 900))[::-1]
    spread = random.uniform(2, 6, 900)
    exact = band_curve(mean, mean, spread, 0.05)
    monkeypatch.setattr(pairs_module, "MOST_BLOCKS", 100)
    coarse = band_curve(mean, mean, spread, 0.05)
    a, b = (curve.points.iloc[curve.chosen] for curve in (exact, coarse))
    assert b["separated"] == pytest.approx(a["separated"], abs=0.02)


@pytest.mark.parametrize("n", [1, 2])
def test_few_units(n):
    mean = np.array([70.0, 50.0])[:n]
    curve = band_curve(mean, mean, np.ones(n), 0.05)
    assert curve.points.iloc[curve.chosen]["bands"] == n
