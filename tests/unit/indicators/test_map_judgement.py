"""What a map paints, and how often by mistake."""

import numpy as np

from indicators.catalogue.definitions import indicator
from indicators.goals.pace import Standing
from indicators.measure import Status
from indicators.territories.judgement import JUDGED, Judgement, fewest_cases, judge_standings
from indicators.territories.map_judgement import judge_map, judge_targets
from indicators.territories.matrix import TARGET, WHOLE
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


def test_a_score_of_nought_is_not_of_nobody() -> None:
    """As many promoters as detractors: worse than the others, and of four hundred people."""
    now = measured(SCORE, [150, 800], [400, 1000], [150, 100])
    assert list(judge_map(line(SCORE, now), WHOLE)) == [Judgement.WORSE, Judgement.BETTER]
    behind = now.assign(standing=[Standing.WORSE, Standing.BETTER])
    assert list(judge_targets(SCORE, behind)) == [Judgement.WORSE, Judgement.BETTER]


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
