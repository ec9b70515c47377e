"""Rates lent strength by their neighbours, and how well each is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.territories.smoothing import smooth_shares


def on_a_line(places: int, reach: int = 4) -> np.ndarray:
    """Each place with those next to it, −1 beyond the ends."""
    steps = [step for step in range(-reach, reach + 1) if step]
    around = np.arange(places)[:, None] + np.array(steps)
    return np.where((around >= 0) & (around < places), around, -1)


@pytest.mark.parametrize("spread", [0.0, 0.05])
def test_smoothed_rates_are_nearer_to_the_truth_than_raw_ones(spread: float) -> None:
    random = np.random.default_rng(2)
    truth = 0.2 + spread * np.sin(np.arange(200) / 20)
    n = random.integers(5, 60, 200)
    x = random.binomial(n, truth)
    smoothed = smooth_shares(x, n, on_a_line(200, 2)).value
    assert np.mean((smoothed - truth) ** 2) < 0.6 * np.mean((x / n - truth) ** 2)


@pytest.mark.parametrize("places", [15, 400])
@pytest.mark.parametrize("rate", [0.02, 0.15])
@pytest.mark.parametrize(("far", "near"), [(0, 0), (0.25, 0), (0, 0.25), (0.2, 0.2)])
def test_the_truth_lies_in_nineteen_intervals_of_twenty(
    places: int, rate: float, far: float, near: float
) -> None:
    """Alike, or different from afar or from the next one, few or many, rare or not; the whole of
    it, at the seats of Brazil, is ``benchmarks smoothed``.
    """
    random = np.random.default_rng(79)
    maps, inside = 6000 // places, 0
    for _ in range(maps):
        odds = np.log(rate / (1 - rate)) + far * np.sin(np.arange(places) / 20 + random.normal())
        truth = 1 / (1 + np.exp(-odds - near * random.normal(size=places)))
        n = np.rint(np.exp(random.normal(5.2, 1.5, places))) + 1
        found = smooth_shares(random.binomial(n.astype(int), truth), n, on_a_line(places))
        inside += int(((found.lower <= truth) & (truth <= found.upper)).sum())
    assert inside / (maps * places) > 0.92


CASES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=12)


@given(CASES, st.randoms(use_true_random=False))
def test_smoothing_place_by_place_as_it_is_written(
    cases: list[tuple[int, int]], random: object
) -> None:
    """An oracle in loops; and the smoothed rate lies between the raw one and the neighbourhood."""
    x = [min(pair) for pair in cases]
    n = [max(pair) for pair in cases]
    size = len(n)
    near = np.array([[random.randrange(-1, size) for _ in range(3)] for _ in range(size)])
    groups = [[at, *(place for place in near[at] if place not in (-1, at))] for at in range(size)]
    groups = [[place for place in group if n[place]] for group in groups]
    means = [
        sum(x[p] for p in group) / sum(n[p] for p in group) if group else 0.0 for group in groups
    ]
    excess = weight = 0.0
    for group, mean in zip(groups, means, strict=True):
        total, chance = sum(n[p] for p in group), mean * (1 - mean)
        if len(group) < 2 or not chance:
            continue
        spread = sum(n[p] * (x[p] / n[p] - mean) ** 2 for p in group) / total
        excess += spread - chance * (len(group) - 1) / total
        weight += chance * (1 - sum(n[p] ** 2 for p in group) / total**2)
    between = max(excess / weight, 0.0) if weight else 0.0
    found = smooth_shares(x, n, near)
    for at, (group, mean) in enumerate(zip(groups, means, strict=True)):
        if not n[at]:
            assert np.isnan(found.value[at])
            continue
        kept = 1.0 if len(group) == 1 else between / (between + 1 / n[at])
        assert found.value[at] == pytest.approx(mean + kept * (x[at] / n[at] - mean))
        low, high = sorted((mean, x[at] / n[at]))
        assert low - 1e-9 <= found.value[at] <= high + 1e-9
        assert 0 <= found.lower[at] <= found.value[at] <= found.upper[at] <= 1


def test_fewer_cases_are_known_less_well() -> None:
    x, n = np.array([2, 45, 200, 5, 35]), np.array([10, 100, 1000, 100, 100])
    found = smooth_shares(x, n, on_a_line(5))
    width = found.upper - found.lower
    assert width[0] > width[1] > width[2] > 0


def test_nobody_of_all_is_not_known_to_be_nobody() -> None:
    found = smooth_shares([0, 0], [10, 20], np.array([[1], [0]]))
    assert (found.value == 0).all()
    assert (found.upper > 0.02).all()


def test_nothing_is_smoothed_where_nothing_was_counted() -> None:
    found = smooth_shares([1, np.nan, 0], [4, 5, 0], np.array([[1, 2], [0, 2], [0, 1]]))
    assert found.value[0] == 0.25
    for ends in (found.value, found.lower, found.upper):
        assert np.isnan(ends[1:]).all()
