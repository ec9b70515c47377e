"""NPS: published formulas by hand, coverage of the interval, and the edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import nps


def test_the_score_is_promoters_minus_detractors_over_answers():
    assert nps.score([9, 0, 5], [1, 0, 5], [10, 4, 10]).tolist() == [0.8, 0.0, 0.0]


def test_the_interval_at_fifteen_answers_by_hand():
    # 10 promoters, 2 detractors, n = 15: n' = 18, p' = 10.75/18, d' = 2.75/18, centre 0.44444;
    # variance (0.75 − 0.19753)/18 = 0.030693; 0.44444 ± 1.95996·0.175195
    found = nps.interval(10, 2, 15)
    assert float(found.lower) == pytest.approx(0.10107, abs=1e-5)
    assert float(found.upper) == pytest.approx(0.78782, abs=1e-5)


def test_the_interval_covers_at_fifteen_answers_where_plain_wald_does_not():
    random = np.random.default_rng(360)
    draws = random.multinomial(15, [0.7, 0.2, 0.1], size=40_000)
    truth = 0.6
    found = nps.interval(draws[:, 0], draws[:, 2], 15)
    covered = np.mean((found.lower <= truth) & (truth <= found.upper))
    p, d = draws[:, 0] / 15, draws[:, 2] / 15
    spread = 1.959964 * np.sqrt((p + d - (p - d) ** 2) / 15)
    plain = np.mean((p - d - spread <= truth) & (truth <= p - d + spread))
    assert covered == pytest.approx(0.95, abs=0.02)
    assert plain < 0.93


@given(st.integers(1, 500), st.data())
def test_the_interval_is_within_the_scale_and_mirrors_its_ends(answers, data):
    promoters = data.draw(st.integers(0, answers))
    detractors = data.draw(st.integers(0, answers - promoters))
    found, mirrored = (
        nps.interval(promoters, detractors, answers),
        nps.interval(detractors, promoters, answers),
    )
    assert -1 <= found.lower < found.upper <= 1
    assert float(found.lower) == pytest.approx(-float(mirrored.upper))


@pytest.mark.parametrize(("p", "d", "n"), [(0, 0, 0), (3, 3, 5), (-1, 0, 5), (np.nan, 1, 5)])
def test_there_is_no_score_without_answers_nor_with_impossible_ones(p, d, n):
    assert np.isnan(nps.score(p, d, n))
    assert np.isnan(nps.interval(p, d, n).lower)
    assert np.isnan(nps.interval(p, d, n).upper)
    assert np.isnan(nps.significance_of_difference((p, d, n), (1, 0, 2)))


def test_a_difference_by_hand():
    # 0.44444 (V 0.030693) against 30/10/50: n' = 53, p' = 30.75/53, d' = 10.75/53, centre 0.377358,
    # V 0.012085 z = 0.067086/√0.042778 = 0.32435; two-sided 0.74567
    found = nps.significance_of_difference((10, 2, 15), (30, 10, 50))
    assert float(found) == pytest.approx(0.7457, abs=2e-4)


def test_with_the_answers_needed_the_difference_shows_four_times_in_five():
    first, second = (60, 20, 100), (50, 25, 100)
    needed = nps.answers_needed(first, second)
    assert needed is not None
    random = np.random.default_rng(360)
    draws = [
        random.multinomial(needed, [p, 1 - p - d, d], size=4000)
        for p, d in ((0.6, 0.2), (0.5, 0.25))
    ]
    sides = [(counts[:, 0], counts[:, 2], np.full(4000, needed)) for counts in draws]
    assert np.mean(nps.significance_of_difference(*sides) < 0.05) == pytest.approx(0.8, abs=0.03)


def test_no_number_of_answers_shows_a_difference_that_is_not_there():
    assert nps.answers_needed((5, 5, 20), (10, 10, 30)) is None
    assert nps.answers_needed((0, 0, 0), (10, 10, 30)) is None
