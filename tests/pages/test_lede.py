"""The sentence that opens the Panorama says what tests say, and no more."""

import pandas as pd
import pytest

from indicators.catalogue.definitions import indicator
from indicators.goals.pace import Standing
from indicators.projection import Projection
from pages.panorama.lede import behind_words, missed, pace_words
from pages.panorama.pace import Pace
from tests.pages.test_pages import routed, text


def pace(name: str, standing: Standing, value: float = 0.1) -> Pace:
    """Of which the target asks for 0.2 by now."""
    now = {"standing": standing, "value": value, "expected": 0.2}
    return Pace(indicator(name), pd.Series(now), Projection(1.0, None, None, 3), [])


MISSED = pace("cobertura_me_epp", Standing.BEHIND)
FARTHER = pace("cobertura_mei", Standing.BEHIND, value=0.05)
REACHED = pace("pequenos_negocios_atendidos", Standing.AHEAD, value=0.3)
ON_PACE = pace("pequenos_negocios_atendidos", Standing.ON_PACE, value=0.2)
UNSURE = pace("atendimentos_realizados", Standing.UNTOLD)
UNAIMED = pace("atendimentos_pf_pj", Standing.NONE)


@pytest.mark.parametrize(
    ("paces", "told"),
    [
        ([], ""),
        ([UNAIMED], ""),
        (
            [MISSED, REACHED, UNSURE, UNAIMED],
            "1 de 3 metas do ano está atrasada (Cobertura ME e EPP)",
        ),
        (
            [MISSED, FARTHER, REACHED],
            "2 de 3 metas do ano estão atrasadas (Cobertura MEI e Cobertura ME e EPP)",
        ),
        ([REACHED, ON_PACE], "todas as metas do ano estão no ritmo"),
        (
            [REACHED, UNSURE],
            "de 2 metas do ano, 1 está no ritmo, e do resto ainda não dá para dizer",
        ),
        ([UNSURE], "de 1 meta do ano, ainda não dá para dizer se há atraso"),
    ],
)
def test_only_what_a_test_leaves_no_doubt_of_is_said(paces: list[Pace], told: str) -> None:
    assert pace_words(paces) == told


def test_the_farthest_from_its_target_comes_first() -> None:
    assert missed([MISSED, REACHED, FARTHER, UNSURE]) == [FARTHER, MISSED]


def rows(*words: Standing) -> pd.DataFrame:
    return pd.DataFrame({"value": 0.1, "standing": words})


def test_places_are_counted_behind_only_where_they_are_judged() -> None:
    coverage = indicator("cobertura_me_epp")
    behind, untold, worse = Standing.BEHIND, Standing.UNTOLD, Standing.WORSE
    asked = "atrás do que a meta do ano pede até agora em Cobertura ME e EPP, além do acaso"
    assert behind_words(coverage, rows(behind, untold, behind), "uf") == f"2 UFs {asked}"
    assert behind_words(coverage, rows(untold), "uf") == f"nenhuma UF {asked}"
    told = "1 UF pior que a meta em Cobertura ME e EPP, além do acaso"
    assert behind_words(coverage, rows(worse, Standing.EQUAL), "uf") == told
    for none in (Standing.WHOLE_YEAR, Standing.NONE):
        assert behind_words(coverage, rows(none), "uf") == ""


@pytest.mark.usefixtures("demo")
def test_the_map_opens_with_what_the_sentence_speaks_of() -> None:
    app = routed().run()
    sentence = next(block.proto.body for block in app.get("html") if "t-lede" in block.proto.body)
    first = app.selectbox(key="choice_indicador").options[0]
    assert "atrasada" not in sentence or first in sentence
    assert text(app).index("No ritmo atual") < text(app).index(f"{first} por UF")
