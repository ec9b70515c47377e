"""Funnel of NPS: against the formula written out, against a funnel of shares, and on planted
outliers.
"""

import numpy as np
import pytest

from indicators.funnel import ALARM, WARNING
from indicators.score_funnel import Place, places, score_funnel


def test_a_unit_is_judged_by_the_variance_of_answers_like_the_whole() -> None:
    found = score_funnel([60, 30], [20, 30], [100, 100])
    assert found is not None
    share_p, share_d = 90 / 200, 50 / 200
    assert found.centre == pytest.approx(0.2)
    assert found.single == pytest.approx(share_p + share_d - 0.2**2)
    low, high = found.limits([100], ALARM)
    reach = ALARM * np.sqrt(found.single / 100 + found.spread)
    assert (low[0], high[0]) == (pytest.approx(0.2 - reach), pytest.approx(0.2 + reach))
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


def test_limits_stay_within_the_scale_and_need_answers() -> None:
    found = score_funnel([90, 80], [2, 10], [100, 100])
    assert found is not None
    low, high = found.limits([1, 0])
    assert -1 <= low[0] <= high[0] <= 1
    assert np.isnan([low[1], high[1]]).all()
