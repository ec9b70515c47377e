"""Funnel of NPS: against the formula written out, against a funnel of shares, and on planted
outliers.
"""

import numpy as np
import pytest
from scipy.stats import norm

from indicators.funnel import ALARM, WARNING
from indicators.score_funnel import Place, ScoreFunnel, _exact_deviate, places, score_funnel
from tests.support.tiers import few


def test_a_unit_is_judged_by_the_variance_of_answers_like_the_whole() -> None:
    found = score_funnel([60, 30], [20, 30], [100, 100])
    assert found is not None
    share_p, share_d = 90 / 200, 50 / 200
    assert found.centre == pytest.approx(0.2)
    assert found.single == pytest.approx(share_p + share_d - 0.2**2)
    low, high = found.limits([100], ALARM)
    reach = ALARM * np.sqrt(found.single / 100 + found.spread)
    assert (low[0], high[0]) == (pytest.approx(0.2 - reach), min(0.2 + reach, 1.0))
    assert found.z == pytest.approx(
        np.array([0.2, -0.2]) / np.sqrt(found.single / 100 + found.spread)
    )


def test_without_neutrals_it_is_the_z_of_a_share() -> None:
    promoters, answers = np.array([52, 48, 50]), np.array([100, 100, 100])
    found = score_funnel(promoters, answers - promoters, answers)
    assert found is not None
    assert found.spread == 0  # they differ less than chance makes them
    assert found.z == pytest.approx((promoters / 100 - 0.5) / np.sqrt(0.25 / 100))


def test_units_that_differ_anyway_widen_the_limits() -> None:
    rng = np.random.default_rng(4)
    answers = np.full(300, 400)
    share = np.clip(rng.normal(0.7, 0.06, 300), 0, 1)
    promoters = rng.binomial(answers, share)
    found = score_funnel(promoters, answers - promoters, answers)
    assert found is not None
    assert found.spread > 0
    assert np.mean(np.abs(found.z) > WARNING) < 0.12
    assert (
        np.mean(
            np.abs(found.z) * np.sqrt((found.single / 400 + found.spread) / (found.single / 400))
            > WARNING
        )
        > 0.3
    )


def test_a_planted_outlier_is_found_and_luck_with_few_answers_is_not() -> None:
    rng = np.random.default_rng(11)
    answers = np.full(100, 500)
    promoters, neutral = rng.multinomial(500, [0.7, 0.2, 0.1], 100).T[:2]
    promoters[0], neutral[0] = 250, 50
    detractors = answers - promoters - neutral
    answers, promoters, detractors = (
        np.append(old, new) for old, new in ((answers, 12), (promoters, 12), (detractors, 0))
    )
    found = score_funnel(promoters, detractors, answers, minimum=30)
    judged = places(found, np.zeros(101, bool))
    assert judged[0] == Place.BELOW
    assert judged[100] == Place.FEW
    assert set(judged[1:100]) == {Place.INSIDE}


def test_withheld_units_are_told_apart_and_nothing_is_judged_without_evidence() -> None:
    found = score_funnel([np.nan, 40, 45], [np.nan, 5, 5], [np.nan, 60, 60], minimum=30)
    assert list(places(found, np.array([True, False, False]))) == [
        Place.WITHHELD,
        Place.INSIDE,
        Place.INSIDE,
    ]
    assert score_funnel([3], [0], [3], minimum=30) is None
    assert score_funnel([50], [0], [50]) is None
    assert list(places(None, np.array([True, False]))) == [Place.WITHHELD, Place.FEW]


@pytest.mark.parametrize("shares", [(0.75, 0.1), (0.3, 0.3), (0.9, 0.0)])
def test_the_p_value_is_that_of_the_exact_distribution_of_a_score(shares) -> None:
    up, down = shares
    answers, one = 60, np.array([down, 1 - up - down, up])
    exact = np.ones(1)
    for _ in range(answers):
        exact = np.convolve(exact, one)
    below, above = np.cumsum(exact), np.cumsum(exact[::-1])[::-1]
    net = np.arange(-answers, answers + 1)
    found = 2 * norm.sf(np.abs(_exact_deviate(net.astype(float), np.full(121, 60.0), up, down)))
    expected = np.minimum(2 * np.minimum(below, above), 1)
    seen = (expected < 0.9) & (expected > 1e-12)
    assert found[seen] == pytest.approx(expected[seen], rel=0.1)


def alike(random, units: int, spread: float) -> ScoreFunnel | None:
    """Teams that are all like the whole, but for an ordinary spread among them."""
    answers = np.maximum(30, np.exp(random.normal(5, 1, units))).astype(int)
    away = random.normal(0, spread, units) / 2
    shares = np.clip(np.column_stack([0.75 + away, np.full(units, 0.15), 0.1 - away]), 0.001, None)
    drawn = random.multinomial(answers, shares / shares.sum(axis=1, keepdims=True))
    return score_funnel(drawn[:, 0], drawn[:, 2], answers, minimum=30)


@pytest.mark.parametrize("spread", [0.0, 0.05])
@pytest.mark.parametrize("units", [27, 100, 700])
def test_where_all_units_are_alike_few_funnels_flag_any(units, spread) -> None:
    """It was 6.5 to 31 % of them, and 30 to 90 % with an ordinary spread."""
    random = np.random.default_rng(360)
    screens = few({27: 150, 100: 120, 700: 60}[units], everything=1000)
    flagged = []
    for _ in range(screens):
        judged = places(alike(random, units, spread), np.zeros(units, bool))
        flagged.append(set(judged) != {Place.INSIDE})
    assert np.mean(flagged) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / screens)


def test_limits_stay_within_the_scale_and_need_answers() -> None:
    found = score_funnel([90, 80], [2, 10], [100, 100])
    assert found is not None
    low, high = found.limits([1, 0])
    assert -1 <= low[0] <= high[0] <= 1
    assert np.isnan([low[1], high[1]]).all()
