"""Where no chance moves a value, chance explains nothing of it."""

import pandas as pd

from config.palette import load_palette
from indicators.catalogue.definitions import indicator
from indicators.comparison import Change, Verdict
from indicators.territories.matrix import WHOLE
from pages.components import numbers
from pages.components.interval_words import AMONG_THESE
from pages.components.list_order import judged_words
from pages.components.maps.layers import PACE_RULE, _nobody, _rule
from pages.components.maps.shading import shade_judgements
from pages.matriz.page import _explanation as matrix_words
from pages.municipio import side_by_side, spine

PROGRAMME, COVERAGE = indicator("conformidade_programa"), indicator("cobertura_me_epp")


def test_where_chance_moves_nothing_it_explains_nothing() -> None:
    judged = pd.Series(["sem diferença"] * 3)
    palette = load_palette("light")
    moved, still = (
        shade_judgements(judged, "", palette, neutral=False, by_chance=by_chance)
        for by_chance in (True, False)
    )
    assert ("o acaso explica a diferença", 3) in [item[1:] for item in moved[1].items]
    assert ("igual", 3) in [item[1:] for item in still[1].items]
    assert "o acaso explica a diferença" not in still[0].words
    rows = pd.DataFrame({"value": [1.0, 1.0, 1.0]})
    assert _nobody(PROGRAMME, rows, "uf", "o Brasil") == (
        "Por UF, os valores comparados são todos 100,0 %, e ninguém difere do Brasil. "
    )
    assert _nobody(PROGRAMME, rows[:0], "uf", "o Brasil") == (
        "Nenhum território pode ser comparado. "
    )
    near = _nobody(COVERAGE, pd.DataFrame({"value": [0.1, 0.12]}), "uf", "o Brasil")
    assert "vão de 10,0 % a 12,0 %, e o acaso explica toda a diferença: ninguém" in near


def test_equal_by_counting_is_not_equal_within_chance() -> None:
    same = Change(Verdict.NO_DIFFERENCE, 0.0)
    assert numbers.show_verdict(PROGRAMME, same) == "= igual"
    assert numbers.show_verdict(COVERAGE, same) == "= igual, dentro do acaso"
    assert "= igual<" in spine._verdict(PROGRAMME, same)
    assert "= igual, dentro do acaso<" in spine._verdict(COVERAGE, same)
    row = pd.Series({"verdict": str(same.verdict), "difference": 0.0})
    assert 'title="igual"' in side_by_side._sign(PROGRAMME, row)
    assert 'title="igual, dentro do acaso"' in side_by_side._sign(COVERAGE, row)


def test_a_list_of_what_chance_does_not_move_does_not_speak_of_it() -> None:
    assert judged_words(PROGRAMME, "o Brasil") == (
        "Comparado com o Brasil: qualquer diferença conta, por menor que seja."
    )
    assert "que o acaso não explica" in judged_words(COVERAGE, "o Brasil")


def test_wherever_many_are_judged_together_a_word_is_said_to_be_for_these() -> None:
    """In a list, on a map, in the matrix, and by the pace of a year."""
    for told in (
        judged_words(COVERAGE, "o Brasil"),
        _rule(COVERAGE, pd.Series([], dtype=object)),
        PACE_RULE,
        matrix_words(27, WHOLE, "Brasil"),
    ):
        assert AMONG_THESE in told
