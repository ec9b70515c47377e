"""The sentence that opens the Panorama says what tests say, and no more."""

import re

import pandas as pd
import pytest

from indicators.catalogue.definitions import indicator
from indicators.goals.pace import Standing
from pages.panorama.lede import Aim, behind_words, missed, target_words
from tests.pages.test_pages import routed, text


def aim(name: str, standing: Standing, value: float = 0.1, gap: float = 1) -> Aim:
    """Of which the target asks for 0.2 by now."""
    now = {"standing": standing, "value": value, "expected": 0.2, "gap": gap}
    return Aim(indicator(name), pd.Series(now))


# What a card says of a target that it judges.
JUDGED = r"meta [^<]*(no ritmo|atrasado|adiantado|não dá para dizer|: (maior|menor|igual))"
MISSED = aim("cobertura_me_epp", Standing.BEHIND)
FARTHER = aim("cobertura_mei", Standing.BEHIND, value=0.05)
REACHED = aim("pequenos_negocios_atendidos", Standing.AHEAD, value=0.3)
ON_PACE = aim("pequenos_negocios_atendidos", Standing.ON_PACE, value=0.2)
UNSURE = aim("atendimentos_realizados", Standing.UNTOLD)
UNAIMED = aim("atendimentos_pf_pj", Standing.NONE)
WHOLE_YEAR = aim("atendimentos_realizados", Standing.WHOLE_YEAR)
DUE_MET = aim("nps", Standing.BETTER)
DUE_MISSED = aim("nps", Standing.WORSE)
BY_CHANCE = aim("nps", Standing.EQUAL)  # something is missing, which chance explains
BY_CHANCE_MET = aim("nps", Standing.EQUAL, gap=-1)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ([], ""),
        ([UNAIMED, WHOLE_YEAR], ""),
        (
            [MISSED, REACHED, UNSURE, UNAIMED],
            "1 de 3 metas do ano está atrasada (Cobertura ME e EPP)",
        ),
        (
            [MISSED, FARTHER, REACHED, DUE_MET],
            "2 de 4 metas do ano estão atrasadas (Cobertura MEI e Cobertura ME e EPP)",
        ),
        (
            [MISSED, FARTHER, REACHED, DUE_MISSED],
            "2 de 4 metas do ano estão atrasadas (Cobertura MEI e Cobertura ME e EPP)"
            " e 1 não é alcançada (NPS)",
        ),
        ([REACHED, DUE_MISSED], "1 de 2 metas do ano não é alcançada (NPS)"),
        ([REACHED, UNAIMED], "a meta do ano está no ritmo (Pequenos negócios atendidos)"),
        ([REACHED, ON_PACE], "todas as 2 metas do ano estão no ritmo"),
        ([REACHED, DUE_MET], "todas as 2 metas do ano estão no ritmo ou alcançadas"),
        ([DUE_MET, BY_CHANCE_MET], "todas as 2 metas do ano estão alcançadas"),
        (
            [REACHED, BY_CHANCE],
            "de 2 metas do ano, 1 está no ritmo, e no resto a diferença cabe no acaso",
        ),
        (
            [REACHED, UNSURE],
            "de 2 metas do ano, 1 está no ritmo, e do resto ainda não dá para dizer",
        ),
        ([BY_CHANCE], "de 1 meta do ano, a diferença cabe no acaso"),
        ([UNSURE], "de 1 meta do ano, ainda não dá para dizer se há atraso"),
    ],
)
def test_only_what_a_test_leaves_no_doubt_of_is_said(found: list[Aim], told: str) -> None:
    assert target_words(found) == told


def test_the_farthest_from_its_target_comes_first_and_what_is_due_last() -> None:
    assert missed([DUE_MISSED, MISSED, REACHED, FARTHER, UNSURE]) == [FARTHER, MISSED, DUE_MISSED]


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
    told = "2 UFs piores que a meta em Cobertura ME e EPP, além do acaso"
    assert behind_words(coverage, rows(worse, worse), "uf") == told
    for none in (Standing.WHOLE_YEAR, Standing.NONE):
        assert behind_words(coverage, rows(none), "uf") == ""


@pytest.mark.usefixtures("demo")
def test_the_sentence_counts_what_the_cards_judge_and_the_map_opens_with_it() -> None:
    app = routed().run()
    shown = [block.proto.body for block in app.get("html")]
    sentence = next(body for body in shown if "t-lede" in body)
    judged = [body for body in shown if "t-kpi" in body and re.search(JUDGED, body)]
    assert f"de {len(judged)} metas do ano" in sentence
    first = app.selectbox(key="choice_indicador").options[0]
    assert "atrasada" not in sentence or first in sentence
    assert text(app).index("No ritmo atual") < text(app).index(f"{first} por UF")
