"""The matrix of indicators and territories: who is told apart, and how often by mistake."""

import numpy as np
import pandas as pd
import pytest

from indicators.catalogue.definitions import indicator
from indicators.goals.pace import Standing
from indicators.measure import MeasuredValue, Status
from indicators.territories.judgement import JUDGED, Judgement, rest_of_whole
from indicators.territories.matrix import TARGET, WHOLE, YEAR_BEFORE, Line, matrix
from tests.support.measured_lines import line, measured

COVERAGE, SCORE = indicator("cobertura_me_epp"), indicator("nps")
COMPLAINTS, PARITY = indicator("reclamacoes_mil"), indicator("paridade_mulheres")
COUNT, SALAS = indicator("pequenos_negocios_atendidos"), indicator("capilaridade_salas")
NAMED = (COVERAGE, indicator("recorrencia"), indicator("csat"), indicator("nivel_servico"))


def told(found: pd.DataFrame) -> list[str]:
    return [str(word) for word in found["judgement"]]


def test_a_part_is_compared_with_the_others_and_shown_beside_the_whole() -> None:
    now = measured(COVERAGE, [300, 200, 200], [1000, 1000, 1000])
    found = matrix([line(COVERAGE, now)], WHOLE)
    assert told(found) == [Judgement.BETTER, Judgement.WORSE, Judgement.WORSE]
    assert found["reference"].tolist() == pytest.approx([700 / 3000] * 3)
    assert found["place"].tolist() == [1, 2, 2]


def test_the_rest_of_a_score_is_all_the_others_before_and_after_the_subtraction() -> None:
    now = measured(SCORE, [80, 60, 30], [100, 100, 60], [10, 20, 20])
    rest = rest_of_whole(now, SCORE)
    alone = measured(SCORE, [90, 110, 140], [160, 160, 200], [40, 30, 30])
    pd.testing.assert_series_equal(rest["value"], alone["value"])
    pd.testing.assert_series_equal(rest["upper"], alone["upper"])


def test_what_is_withheld_is_in_no_sum_and_few_cases_are_not_judged() -> None:
    now = measured(SCORE, [90, 10, 500, 450], [100, 12, 1000, 1000], [5, 1, 300, 320])
    hidden = now["code"] == "03"
    figures = ["numerator", "subtracted", "denominator", "value", "lower", "upper"]
    now.loc[hidden, figures] = np.nan
    now.loc[hidden, "status"] = Status.SUPPRESSED
    found = matrix([line(SCORE, now)], WHOLE)
    assert told(found) == [Judgement.BETTER, Judgement.FEW, Judgement.WORSE, Judgement.WITHHELD]
    assert rest_of_whole(now, SCORE)["denominator"].tolist() == [1012, 1100, 112, 1112]


def test_less_is_better_where_the_catalogue_says_so_and_neither_where_it_is_neutral() -> None:
    complaints = measured(COMPLAINTS, [10, 60], [10_000, 10_000])
    assert told(matrix([line(COMPLAINTS, complaints)], WHOLE)) == [
        Judgement.BETTER,
        Judgement.WORSE,
    ]
    parity = measured(PARITY, [80, 120], [100, 100]).assign(
        lower=[0.75, 1.1], upper=[0.85, 1.3], value=[0.8, 1.2], status=Status.MEASURED
    )
    whole = MeasuredValue(100, 100, 1.0, 0.99, 1.01, status=Status.MEASURED)
    found = matrix([Line(PARITY, parity, None, whole, additive=False)], WHOLE)
    assert told(found) == [Judgement.LOWER, Judgement.HIGHER]


def test_a_total_is_no_measure_for_its_parts_but_for_itself_a_year_before() -> None:
    now = measured(COUNT, [1000, 50], [np.nan, np.nan])
    before = measured(COUNT, [500, 49], [np.nan, np.nan])
    found = matrix([line(COUNT, now, before)], WHOLE)
    assert told(found) == [Judgement.NOT_COMPARED] * 2
    assert found["trend"].tolist() == [Judgement.HIGHER, Judgement.ALIKE]
    assert found["place"].isna().all()
    assert told(matrix([line(COUNT, now, before)], YEAR_BEFORE))[0] == Judgement.HIGHER


def test_places_simply_are_what_they_are() -> None:
    now = measured(SALAS, [6, 5], [10, 10])
    assert told(matrix([line(SALAS, now)], WHOLE)) == [Judgement.BETTER, Judgement.WORSE]


def test_what_no_digit_shows_has_no_verdict_and_no_arrow() -> None:
    """98,7 % of 10 million and some more: 0,00007 p.p. of them; and one that chance explains not,
    but that reads 0,0 p.p.
    """
    reach = indicator("alcance_salas")
    now, before = (measured(reach, [x, 5], [10**7, 10]) for x in (9_869_817, 9_869_824))
    found = matrix([line(reach, now, before)], WHOLE)
    assert found["trend"].tolist() == [Judgement.ALIKE] * 2
    assert told(found)[0] == Judgement.ALIKE
    now, before = (measured(COVERAGE, [x], [10**8]) for x in (10_000_000, 10_030_000))
    assert matrix([line(COVERAGE, now, before)], WHOLE)["trend"].tolist() == [Judgement.ALIKE]


def test_windows_of_unequal_months_are_not_compared() -> None:
    now = measured(COVERAGE, [300, 200], [1000, 1000])
    before = measured(COVERAGE, [30, 20], [1000, 1000]).assign(status=Status.PARTLY_RECORDED)
    assert set(matrix([line(COVERAGE, now, before)], WHOLE)["trend"]) == {Judgement.NOT_COMPARED}


def test_a_year_that_is_not_over_is_beside_what_its_target_asks_for_by_now() -> None:
    """A quarter of the target in March is not worse, and a month alone is beside nothing."""
    now = measured(COVERAGE, [50, 20, 50], [1000, 1000, 1000]).assign(
        target=0.2, expected=[0.05, 0.05, np.nan], pace_p_value=[0.99, 0.0001, np.nan],
        standing=[Standing.ON_PACE, Standing.BEHIND, Standing.WHOLE_YEAR],
    )  # fmt: skip
    found = matrix([line(COVERAGE, now)], TARGET)
    assert found["judgement"].tolist() == ["sem diferença", "pior", "sem comparação"]
    assert found["reference"].tolist()[:2] == [0.05, 0.05]


def test_a_target_is_exact_and_only_some_have_one() -> None:
    now = measured(COVERAGE, [300, 200, 240], [1000, 1000, 1000]).assign(target=[0.2, 0.3, np.nan])
    found = matrix([line(COVERAGE, now)], TARGET)
    assert told(found) == [Judgement.BETTER, Judgement.WORSE, Judgement.NOT_COMPARED]


def null_lines(random: np.random.Generator, territories: int) -> list[Line]:
    lines = []
    for definition in NAMED:
        n = random.integers(40, 3000, territories)
        now, before = (measured(definition, random.binomial(n, 0.35), n) for _ in range(2))
        lines.append(line(definition, now, before))
    return lines


@pytest.mark.parametrize(
    ("territories", "partly", "reference"),
    [(27, False, WHOLE), (27, False, YEAR_BEFORE), (60, True, WHOLE)],
)
def test_where_all_are_alike_hardly_any_matrix_tells_anybody_apart(
    territories: int, reference: str, *, partly: bool
) -> None:
    random = np.random.default_rng(3)
    wrong = sum(
        bool(
            matrix(null_lines(random, territories), reference, partly_shown=partly)["judgement"]
            .isin(JUDGED)
            .any()
        )
        for _ in range(20)
    )
    assert wrong <= 4  # 5 of 100, but for the chance of twenty; all would be, judged one by one


def test_most_of_what_is_told_is_so() -> None:
    """Nine of 27 really lie apart: of all that is told, few are others."""
    random = np.random.default_rng(8)
    told_apart, mistaken = 0, 0
    truth = np.where(np.arange(27) < 9, 0.45, 0.35)
    for _ in range(40):
        n = random.integers(300, 3000, 27)
        now = measured(COVERAGE, random.binomial(n, truth), n)
        better = matrix([line(COVERAGE, now)], WHOLE)["judgement"] == Judgement.BETTER
        told_apart += int(better.sum())
        mistaken += int(better[9:].sum())
    assert told_apart > 200
    assert mistaken <= 0.05 * told_apart
