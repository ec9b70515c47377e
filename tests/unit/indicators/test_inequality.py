"""Gradients by hand, against a regression of numpy's, and where there is none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.inequality import _Line, concentration, fifths, gradient, midpoints
from tests.support.tiers import few, some


def test_places_go_whole_to_the_fifth_of_their_middle_inhabitant():
    vulnerability = [0.1, 0.2, 0.3, 0.4, 0.5, np.nan, 0.6]
    assert fifths(vulnerability, [20, 20, 20, 20, 20, 10, 0]).tolist() == [1, 2, 3, 4, 5, 0, 0]
    # The first holds 60 of 100: its middle inhabitant is the 30th, of the second fifth.
    assert fifths([1, 2, 3], [60, 20, 20]).tolist() == [2, 4, 5]
    assert fifths([1, 1, 2], [30, 30, 40]).tolist() == [2, 2, 5]


def test_midpoints_are_of_the_cumulative_population():
    assert midpoints([10, 30, 60]) == pytest.approx([0.05, 0.25, 0.7])


def test_an_even_gradient_by_hand():
    # Five equal groups at 0.1, 0.3, …, 0.9 with rates 10 %, 20 %, …, 50 %: the line is 5 % + 50 % ×
    # place.
    found = gradient([10, 20, 30, 40, 50], [100] * 5, range(1, 6))
    assert found is not None
    assert found.slope == pytest.approx(0.5)
    assert found.relative is not None
    assert found.relative[0] == pytest.approx(0.55 / 0.05)
    assert found.fitted == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5])
    # All on the line, so that chance alone is left: 1.95996 × √(0.3 × 0.7 ÷ Σ 100·(place − 0.5)²)
    assert found.upper - found.slope == pytest.approx(1.959964 * np.sqrt(0.21 / 40), abs=1e-6)
    assert found.slope - found.lower == pytest.approx(found.upper - found.slope)


def test_places_off_the_line_widen_it_by_hand():
    # Two of 1,000 at 0.25 with rates 10 % and 30 %, two at 0.75 with 20 % and 40 %: slope 0.2, each
    # is 0.1 away, its leverage ½ and its part of the slope ∓1. √(4 × (0.1² ÷ 2 × 2 × …)) = 0.2·√2
    found = gradient([100, 300, 200, 400], [1000] * 4, [1, 1, 2, 2])
    assert found.slope == pytest.approx(0.2)
    assert found.upper - found.slope == pytest.approx(4.302653 * 0.2 * np.sqrt(2), abs=1e-5)


def test_the_degrees_of_freedom_are_those_of_the_whole_matrix():
    random = np.random.default_rng(360)
    n, place = random.integers(50, 5000, 12).astype(float), random.random(12)
    line = _Line.fit(random.binomial(n.astype(int), 0.2).astype(float), n, place)
    left = np.eye(12) - line.design @ line.solution
    scaled = line.solution[1] / np.sqrt(1 - line.leverage)
    whole = np.diag(scaled) @ left @ np.diag(line.chance) @ left.T @ np.diag(scaled)
    expected = np.trace(whole) ** 2 / np.trace(whole @ whole)
    assert line._freedom(scaled) == pytest.approx(expected)


# Regidor (2004), Measures of health inequalities, J. Epidemiol. Community Health 58, table 1:
# mortality per 100,000 by educational level, from the highest on, in two years; people, ranks,
# rates, concentration index, slope index.
PUBLISHED = [
    ([5000, 10000, 12500, 22500], [0.05, 0.20, 0.43, 0.78], [80, 110, 128, 160], -0.10, 104.4),
    ([7500, 12500, 12500, 17500], [0.08, 0.28, 0.53, 0.83], [40, 58, 80, 91], -0.14, None),
]


@pytest.mark.parametrize(("people", "ranks", "rates", "index", "slope"), PUBLISHED)
def test_a_published_example(people, ranks, rates, index, slope):
    """Its slope index is that of a line without weights; ours is weighted, and is held by other
    tests.
    """
    assert midpoints(people) == pytest.approx(ranks, abs=0.005 + 1e-9)
    deaths = np.array(people) * np.array(rates) / 100_000
    found = concentration([1, 2, 3, 4], deaths, people)
    assert found is not None
    # Published with two decimals, from rounded ranks.
    assert found.index == pytest.approx(index, abs=0.0076)
    if slope is not None:
        assert np.polyfit(midpoints(people), rates, 1)[0] == pytest.approx(slope, abs=0.05)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(51, 500)), min_size=3, max_size=8))
def test_the_slope_is_that_of_a_weighted_line(groups):
    reached, population = map(np.array, zip(*groups, strict=True))
    found = gradient(reached, population, range(1, len(groups) + 1))
    if reached.sum() == 0:
        assert found is None
        return
    slope, start = np.polyfit(midpoints(population), reached / population, 1, w=np.sqrt(population))
    assert found.slope == pytest.approx(slope, abs=1e-9)
    assert found.fitted == pytest.approx(start + slope * midpoints(population), abs=1e-9)


def towns_that_differ(random, count):
    """Sizes and fifths of so many municipalities, with somebody in each fifth."""
    while True:
        sizes = np.exp(random.normal(6.5, 1.2, count)).astype(int) + 20
        group = fifths(random.random(count), sizes)
        if len(set(group)) == 5:
            return sizes, group


def coverage_of_the_slope(towns, spread, samples):
    """How often the intervals of the slope and of the relative index hold the truth."""
    random = np.random.default_rng(360)
    held = []
    while len(held) < samples:
        sizes, group = towns_that_differ(random, towns)
        place = midpoints(np.bincount(group, sizes)[1:])[group - 1]
        for _ in range(20):
            rate = np.clip(0.25 - 0.1 * place + random.normal(0, spread, towns), 0, 1)
            found = gradient(random.binomial(sizes, rate), sizes, group)
            ratio = found.relative is None or found.relative[1] <= 0.6 <= found.relative[2]
            held.append((found.lower <= -0.1 <= found.upper, ratio))
    return np.mean(held, axis=0)


@pytest.mark.parametrize(
    "places",
    some([(60, 0.04), (60, 0.08), (15, 0.04), (300, 0.08), (300, 0.02)], (60, 0.04), (60, 0.08)),
)
def test_the_interval_holds_as_often_as_it_says_where_municipalities_differ(places):
    samples = few(1000, everything=6000)
    found = coverage_of_the_slope(*places, samples)
    margin = 3 * np.sqrt(0.05 * 0.95 / samples)  # of the simulation itself
    assert (found > 0.93 - margin).all()
    assert (found < 0.97 + margin).all()


def test_chance_alone_is_inside_the_interval_at_least_as_often_as_it_says():
    assert (coverage_of_the_slope(60, 0.0, few(600, everything=4000)) > 0.94).all()


@pytest.mark.parametrize(
    ("reached", "population"), [([3], [10]), ([0, 0], [5, 5]), ([5, 5], [5, 5]), ([1, 0], [5, 0])]
)
def test_without_variation_there_is_no_gradient(reached, population):
    assert gradient(reached, population, range(1, len(reached) + 1)) is None


def test_the_relative_index_is_unknown_where_the_line_starts_below_zero():
    found = gradient([0, 0, 40], [100, 100, 100], [1, 2, 3])
    assert found is not None
    assert found.relative is None


def test_the_concentration_curve_by_hand():
    # Most vulnerable first: 50 people with 30 reached, then 50 with 10. Area (0.5·0.75/2 +
    # 0.5·(0.75 + 1)/2) = 0.625
    found = concentration([0.9, 0.1], [30, 10], [50, 50])
    assert found is not None
    assert found.population.tolist() == [0, 0.5, 1]
    assert found.reached.tolist() == [0, 0.75, 1]
    assert found.index == pytest.approx(-0.25)


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 30), st.integers(30, 90)),
        min_size=1,
        max_size=9,
    )
)
def test_the_index_mirrors_and_does_not_depend_on_the_order_of_places(places):
    level, reached, population = map(np.array, zip(*places, strict=True))
    found = concentration(level, reached, population)
    if reached.sum() == 0:
        assert found is None
        return
    backwards = concentration(level[::-1], reached[::-1], population[::-1])
    mirrored = concentration(-level, reached, population)
    assert backwards.index == pytest.approx(found.index)
    assert mirrored.index == pytest.approx(-found.index, abs=1e-12)
    assert -1 < found.index < 1


def test_missing_figures_stay_out_of_the_curve():
    assert concentration([np.nan], [3], [10]) is None
    found = concentration([0.9, np.nan, 0.1], [30, 99, 10], [50, 99, 50])
    assert found is not None
    assert found.index == pytest.approx(-0.25)
