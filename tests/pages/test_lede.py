"""The sentence that opens the Panorama says what tests say, and no more."""

import re
from typing import cast

import numpy as np
import pandas as pd
import pytest

from indicators.catalogue.definitions import indicator
from indicators.goals.pace import Standing, stand_as_it_is
from indicators.measure import measure_ratios
from indicators.pooling import NOTHING
from indicators.territories.judgement import Judgement
from indicators.territories.map_judgement import judge_map
from indicators.territories.matrix import TARGET, Line
from pages.panorama import lede
from pages.panorama.lede import Aim, behind_words, missed, target_words, whole_year_words
from pages.state.view import View
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
        ([DUE_MISSED], "a meta do ano não é alcançada (NPS)"),
        (
            [MISSED, FARTHER],
            "as 2 metas do ano estão atrasadas (Cobertura MEI e Cobertura ME e EPP)",
        ),
        (
            [MISSED] * 5,
            f"todas as 5 metas do ano estão atrasadas ({', '.join(['Cobertura ME e EPP'] * 3)}"
            " e mais 2)",
        ),
        ([REACHED, UNAIMED], "a meta do ano está adiantada (Pequenos negócios atendidos)"),
        ([ON_PACE] * 3, "todas as 3 metas do ano estão no ritmo"),
        ([REACHED, ON_PACE], "as 2 metas do ano estão adiantadas ou no ritmo"),
        ([REACHED, REACHED], "as 2 metas do ano estão adiantadas"),
        ([REACHED, DUE_MET], "as 2 metas do ano estão adiantadas ou alcançadas"),
        (
            [REACHED, ON_PACE, DUE_MET],
            "todas as 3 metas do ano estão adiantadas, no ritmo ou alcançadas",
        ),
        ([DUE_MET, BY_CHANCE_MET], "as 2 metas do ano estão alcançadas"),
        (
            [REACHED, BY_CHANCE],
            "de 2 metas do ano, 1 está adiantada, e no resto a diferença cabe no acaso",
        ),
        (
            [ON_PACE, UNSURE],
            "de 2 metas do ano, 1 está no ritmo, e do resto ainda não dá para dizer",
        ),
        ([BY_CHANCE], "NPS está em torno da sua meta: a diferença cabe no acaso"),
        (
            [UNSURE],
            "da meta do ano (Atendimentos), ainda não dá para dizer se há atraso",
        ),
    ],
)
def test_only_what_a_test_leaves_no_doubt_of_is_said(found: list[Aim], told: str) -> None:
    assert target_words(found) == told


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ([DUE_MISSED], "a meta do ano não foi alcançada (NPS)"),
        ([DUE_MET, BY_CHANCE_MET], "as 2 metas do ano foram alcançadas"),
        ([MISSED, REACHED], "1 de 2 metas do ano estava atrasada (Cobertura ME e EPP)"),
        ([REACHED, REACHED], "as 2 metas do ano estavam adiantadas"),
    ],
)
def test_a_year_that_is_over_is_told_in_the_past(found: list[Aim], told: str) -> None:
    assert target_words(found, over=True) == told


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ([UNAIMED, MISSED], ""),
        ([UNAIMED, WHOLE_YEAR], "a meta é do ano inteiro, e este período não diz dela"),
        ([BY_CHANCE, WHOLE_YEAR], "a outra meta é do ano inteiro, e este período não diz dela"),
        ([WHOLE_YEAR] * 2, "as 2 metas são do ano inteiro, e este período não diz delas"),
        (
            [DUE_MET, *[WHOLE_YEAR] * 5],
            "as outras 5 metas são do ano inteiro, e este período não diz delas",
        ),
    ],
)
def test_targets_of_a_whole_year_are_said_to_wait_for_it(found: list[Aim], told: str) -> None:
    assert whole_year_words(found) == told


@pytest.mark.usefixtures("demo")
def test_twelve_months_of_two_years_are_not_called_the_year() -> None:
    """What reaches a target in twelve months may be short of it in the year."""
    app = routed()
    app.query_params["periodo"] = "12m"
    told = text(app.run())
    assert re.search('t-lede">Nestes 12 meses, ', told)
    assert re.search(r"meta [^<]*· (atingida|faltam? [^<]*) em 12 meses", told)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("period", ["2025-11..2026-01", "2025-01..2026-06", "2025-01..2025-12"])
def test_other_periods_are_not_called_twelve_months(period: str) -> None:
    app = routed()
    app.query_params["periodo"] = period
    assert "12 meses, " not in text(app.run())


def test_the_farthest_from_its_target_comes_first_and_what_is_due_last() -> None:
    assert missed([DUE_MISSED, MISSED, REACHED, FARTHER, UNSURE]) == [FARTHER, MISSED, DUE_MISSED]


def told_of(*words: Judgement, by_now: bool, over: bool = False) -> str:
    judged = pd.Series([str(word) for word in words], dtype=object)
    return behind_words(indicator("cobertura_me_epp"), judged, "uf", by_now=by_now, over=over)


def test_places_are_counted_behind_only_where_they_are_judged() -> None:
    behind, untold, worse = Judgement.BEHIND, Judgement.UNTOLD, Judgement.WORSE
    asked = "atrás do que a meta do ano pede até agora em Cobertura ME e EPP, além do acaso"
    assert told_of(behind, untold, Judgement.NOBODY, by_now=True) == f"2 UFs {asked}"
    assert told_of(untold, by_now=True) == f"nenhuma UF {asked}"
    assert "pedia até ali" in told_of(behind, by_now=True, over=True)
    told = "1 UF pior que a meta em Cobertura ME e EPP, além do acaso"
    assert told_of(worse, Judgement.ALIKE, by_now=False) == told
    told = "2 UFs piores que a meta em Cobertura ME e EPP, além do acaso"
    assert told_of(worse, worse, by_now=False) == told
    assert told_of(Judgement.NOT_COMPARED, by_now=True) == ""
    assert told_of(Judgement.FEW, Judgement.UNKNOWN, by_now=False) == ""


def test_places_are_judged_as_the_map_judges_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three of 27 UFs are told apart where few mistakes are expected, and none where none is."""
    csat = indicator("csat")
    numerator, denominator = np.array([870, 870, 870, *[900] * 24]), np.full(27, 1000)
    now = measure_ratios(
        pd.DataFrame({
            "code": [str(11 + place) for place in range(27)],
            "numerator": numerator.astype(float), "denominator": denominator.astype(float),
            "missing": 0, "partly_recorded": False, "target": 0.9,
        }),
        csat,
    )  # fmt: skip
    standing = stand_as_it_is(csat, now, listed=True)
    now = now.assign(standing=standing, expected=np.nan, pace_p_value=np.nan)
    line = Line(csat, now, None, NOTHING, additive=True)
    monkeypatch.setattr(lede, "answerable_view", lambda view, _: view)
    monkeypatch.setattr(lede.caching, "line", lambda *_: line)
    painted = list(judge_map(line, TARGET)).count("pior")
    assert painted > standing.count(Standing.WORSE)
    judged = lede._judged(cast("View", None), csat, now, "uf")
    told = behind_words(csat, judged, "uf", by_now=False)
    assert told.startswith(f"{painted} UFs piores que a meta")


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
