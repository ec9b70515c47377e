"""How past years differ, learnt from many places: planted variances come back, with what is known
of them.
"""

import numpy as np
import pytest

from indicators.goals.season import LEAST, PastYears, learn_season
from tests.support.tiers import few

RANDOM = np.random.default_rng(360)


def years(part, whole):
    part, whole = np.array(part, float), np.array(whole, float)
    return PastYears(part, whole, part, whole)


def planted(own, common, past=3, size=1e6):
    """Places whose growth of two differs by the place and by the year that all have in common."""
    places = few(400, everything=2000)
    apart = RANDOM.normal(0, own, (places, past)) + RANDOM.normal(0, common, (1, past))
    part = RANDOM.poisson(np.full((places, past), size))
    return years(part, part * 2 * np.exp(apart))


def test_growth_is_of_years_with_cases_enough():
    growth = years([[100, LEAST - 1, np.nan]], [[200, 50, 10]]).growth()
    assert growth[0, 0] == pytest.approx(np.log(2))
    assert np.isnan(growth[0, 1:]).all()


@pytest.mark.parametrize("own", [0.02, 0.1])
def test_a_planted_variance_comes_back_with_the_freedom_of_places_and_years(own):
    found = learn_season(planted(own, 0.0))
    assert np.sqrt(found.variance) == pytest.approx(own, rel=0.1)
    assert found.freedom > 100


def test_what_the_places_have_in_common_was_seen_once_a_year():
    found = learn_season(planted(0.0, 0.05))
    assert found.freedom == pytest.approx(2, rel=0.05)


def test_chance_alone_is_no_variance_of_years():
    part = RANDOM.poisson(500, (300, 3))
    found = learn_season(years(part, part + RANDOM.poisson(500, (300, 3))))
    assert np.sqrt(found.variance) < 0.02  # of 0.045 that they differ by


def test_a_place_alone_knows_as_many_years_as_it_has():
    found = learn_season(years([[1e6, 1e6, 1e6]], [[2e6, 2.2e6, 1.9e6]]))
    assert found.freedom == 2
    growth = np.log([2, 2.2, 1.9])
    chance = np.mean([1 / 1e6 - 1 / whole for whole in (2e6, 2.2e6, 1.9e6)])
    assert found.variance == pytest.approx(growth.var(ddof=1) - chance, rel=1e-6)


def test_one_year_says_nothing_of_how_years_differ():
    assert learn_season(years([[100], [200]], [[300], [500]])) is None
    assert learn_season(years(np.empty((0, 3)), np.empty((0, 3)))) is None
