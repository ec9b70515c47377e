"""What a map paints, and how often by mistake; and rates lent strength by their neighbours."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue.definitions import indicator
from indicators.goals.pace import Standing
from indicators.measure import Status
from indicators.territories.judgement import JUDGED, Judgement, fewest_cases, judge_standings
from indicators.territories.map_judgement import judge_map, judge_targets
from indicators.territories.matrix import TARGET, WHOLE
from indicators.territories.smoothing import smooth_shares
from tests.support.measured_lines import line, measured

COVERAGE, SCORE = indicator("cobertura_me_epp"), indicator("nps")

PAINTED = [*JUDGED, Judgement.NOBODY]


def judged(x: list[int], n: list[int], **more: object) -> list[str]:
    return list(judge_map(line(COVERAGE, measured(COVERAGE, x, n).assign(**more)), WHOLE))


def test_few_and_nobody_are_classes_of_their_own_only_where_they_are_true() -> None:
    x = [300, 100, 0, 0, 2, 15]
    n = [1000, 1000, 400, 29, 10, 100]
    assert judged(x, n) == [
        Judgement.BETTER,
        Judgement.WORSE,
        Judgement.NOBODY,  # none of 400 is no chance
        Judgement.FEW,  # none of 29 says nothing
        Judgement.FEW,
        Judgement.ALIKE,
    ]


def test_none_of_forty_is_pale_where_chance_may_have_brought_it() -> None:
    assert judged([4, 4, 0, 4], [100, 100, 40, 100])[2] == Judgement.ALIKE


def test_the_minimum_is_that_of_the_indicator_where_it_asks_for_more() -> None:
    assert fewest_cases(COVERAGE) == fewest_cases(SCORE) == 30
    assert fewest_cases(indicator("reclamacoes_mil")) == 1000
    assert fewest_cases(indicator("capilaridade_salas")) == 0  # places are what they are


def test_against_a_target_who_has_none_is_not_judged() -> None:
    now = measured(COVERAGE, [300, 100, 200], [1000, 1000, 1000]).assign(target=[0.2, 0.2, np.nan])
    assert list(judge_map(line(COVERAGE, now), TARGET)) == [
        Judgement.BETTER,
        Judgement.WORSE,
        Judgement.NOT_COMPARED,
    ]


def test_the_standing_to_a_running_target_is_said_unless_cases_are_few() -> None:
    now = measured(COVERAGE, [300, 100, 2, 0, 200, 0], [1000, 1000, 10, 10, 1000, 400])
    words = [Standing.AHEAD, Standing.BEHIND, Standing.UNTOLD, Standing.BEHIND]
    rows = now.assign(standing=[*words, Standing.ON_PACE, Standing.BEHIND])
    assert list(judge_targets(COVERAGE, rows)) == [
        Judgement.AHEAD,
        Judgement.BEHIND,
        Judgement.FEW,
        Judgement.NOBODY,  # told behind by a test: none of ten is enough for that
        Judgement.ON_PACE,
        Judgement.NOBODY,
    ]


def test_every_standing_has_its_words_on_a_map() -> None:
    now = measured(COVERAGE, [300] * len(Standing), [1000] * len(Standing))
    found = judge_standings(COVERAGE, now.assign(standing=list(Standing)))
    assert len(found) == len(Standing)
    hidden = now.assign(standing=list(Standing), status=Status.SUPPRESSED, value=np.nan)
    assert set(judge_standings(COVERAGE, hidden)) == {Judgement.WITHHELD}


def test_where_all_are_alike_hardly_any_map_paints_anybody() -> None:
    """The whole of it, a thousand maps of all municipalities, is ``benchmarks nullmaps``."""
    random = np.random.default_rng(21)
    sizes = np.exp(random.normal(4.5, 1.5, 300)).astype(int) + 1
    painted = 0
    for _ in range(60):
        now = measured(COVERAGE, random.binomial(sizes, 0.12), sizes)
        painted += bool(judge_map(line(COVERAGE, now), WHOLE).isin(PAINTED).any())
    assert painted <= 7  # 5 of 100, but for the chance of sixty


@pytest.mark.parametrize("spread", [0.0, 0.05])
def test_smoothed_rates_are_nearer_to_the_truth_than_raw_ones(spread: float) -> None:
    random = np.random.default_rng(2)
    truth = 0.2 + spread * np.sin(np.arange(200) / 20)
    n = random.integers(5, 60, 200)
    x = random.binomial(n, truth)
    around = np.arange(200)[:, None] + np.array([-2, -1, 1, 2])
    smoothed = smooth_shares(x, n, np.where((around >= 0) & (around < 200), around, -1))
    assert np.mean((smoothed - truth) ** 2) < 0.6 * np.mean((x / n - truth) ** 2)


CASES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=12)


@given(CASES, st.randoms(use_true_random=False))
def test_smoothing_place_by_place_as_marshall_writes_it(
    cases: list[tuple[int, int]], random: object
) -> None:
    """An oracle in loops; and the smoothed rate lies between the raw one and the neighbourhood."""
    x = [min(pair) for pair in cases]
    n = [max(pair) for pair in cases]
    size = len(n)
    near = np.array([[random.randrange(-1, size) for _ in range(3)] for _ in range(size)])
    found = smooth_shares(x, n, near)
    for at in range(size):
        group = [at, *(place for place in near[at] if place not in (-1, at))]
        total = sum(n[place] for place in group)
        if not n[at]:
            assert np.isnan(found[at])
            continue
        mean = sum(x[place] for place in group) / total
        there = [place for place in group if n[place]]
        if len(there) == 1:
            assert found[at] == pytest.approx(x[at] / n[at])
            continue
        variance = sum(n[p] * (x[p] / n[p] - mean) ** 2 for p in there) / total
        chance = mean * (1 - mean)
        between = max(variance - chance * len(there) / total, 0.0)
        kept = between / (between + chance / n[at]) if chance else 1.0
        assert found[at] == pytest.approx(mean + kept * (x[at] / n[at] - mean))
        low, high = sorted((mean, x[at] / n[at]))
        assert low - 1e-9 <= found[at] <= high + 1e-9


def test_nothing_is_smoothed_where_nothing_was_counted() -> None:
    found = smooth_shares([1, np.nan, 0], [4, 5, 0], np.array([[1, 2], [0, 2], [0, 1]]))
    assert found[0] == 0.25
    assert np.isnan(found[1:]).all()
