"""What the page says of bands: what they claim, and that a band for each unit is a list."""

import re
from types import SimpleNamespace

import pandas as pd
import pytest

from indicators.recognition.scoring import evaluate
from indicators.recognition_rules.measurable import UnitKind
from pages.reconhecimento.judging import _curve_words
from pages.reconhecimento.results import _scores, _what_can_be_said
from tests.support.recognition_field import rate, rate_field, rules

SURE = [(100 + 90 * place, 2000) for place in range(20)]


def standing(pairs: list[tuple[int, int]], bands: int) -> SimpleNamespace:
    """A result with as many of the bands of its curve as are asked for, or the most there are."""
    result = evaluate(rules(rate()), rate_field(pairs))
    found = result.curve.points["bands"]
    return SimpleNamespace(
        result=result,
        scored=SimpleNamespace(choice=int(found[found <= bands].to_numpy().argmax())),
        competing=result.units.loc[result.ids],
        category=SimpleNamespace(unit=UnitKind.TEAM),
    )


def test_where_nearly_each_unit_is_a_band_it_is_called_a_list():
    told = _what_can_be_said(standing(SURE, 20))
    assert "Quase cada uma é uma faixa" in told
    assert "uma lista em ordem" in told
    assert "Entre vizinhas na lista, não" in told


def test_of_few_bands_it_is_said_what_they_claim():
    told = _what_can_be_said(standing([(x, 60) for x in range(15, 45)], 4))
    assert "Quase cada uma" not in told
    assert "dentro de uma faixa nenhuma ordem é afirmada" in told


def test_neighbours_are_less_sure_than_any_two():
    told = _what_can_be_said(standing([(x, 400) for x in range(100, 300, 5)], 400))
    any_two, neighbours = _shares(told)
    assert neighbours > 4 * max(any_two, 1)


def _shares(told: str) -> tuple[int, int]:
    """Inverted of 100 comparisons of any two, and of neighbours."""
    any_two, neighbours = re.findall(r"cerca de (\d+)", told)
    return int(any_two), int(neighbours)


@pytest.mark.parametrize(
    ("scores", "told"), [([75.944, 75.936], "75,94"), ([70.1, 75.9], "70,10 a 75,90")]
)
def test_scores_of_a_band_are_one_number_where_they_read_alike(scores, told):
    assert _scores(pd.Series(scores)) == told


@pytest.mark.parametrize(("most", "listed"), [(1, False), (26, False), (148, True)])
def test_the_curve_says_where_bands_would_be_nearly_one_for_each(most, listed):
    told = _curve_words(pd.Series([1, most]), 151)
    assert (f"{most} faixas seriam quase uma por unidade" in told) is listed
