"""Pace and changes of the Panorama: no verdict that the interval does not bear, and parts that add
up as shown.
"""

import re

import pandas as pd
import pytest

from indicators.catalogue.definitions import Indicator, catalogue, indicator
from indicators.decomposition import decompose_mix, decompose_rate
from indicators.measure import Status
from pages.panorama import pace
from pages.panorama.changes import (
    decomposable,
    nothing_to_compare,
    numerators_words,
    part_words,
    split,
)
from tests.pages.test_pages import alone, routed, text
from tests.support.drawn_page import drawn


def test_the_parts_shown_add_up_to_the_change_shown() -> None:
    coverage = decompose_rate(100, 3000, 133, 3100)
    total, parts = split(indicator("cobertura_mei"), coverage)
    assert (total, parts) == ("+1,0 p.p.", ["+1,1 p.p.", "−0,1 p.p."])
    score = decompose_mix([50, 20], [100, 90], [40, 30], [90, 120]).together
    total, parts = split(indicator("nps"), score)
    assert float(_plain(total)) == pytest.approx(sum(float(_plain(part)) for part in parts))
    assert total == "−3,5"


def _plain(text_: str) -> str:
    return text_.replace("−", "-").replace(",", ".")


def test_every_quotient_of_sums_of_a_period_is_decomposed() -> None:
    names = {name for name, definition in catalogue().items() if decomposable(definition)}
    assert {
        "cobertura_me_epp",
        "recorrencia",
        "nps",
        "csat",
        "reclamacoes_mil",
        "nivel_servico",
    } <= names
    assert not names & {
        "tempo_resolucao",
        "permanencia_12m",
        "capilaridade_salas",
        "atendimentos_realizados",
    }


@pytest.mark.usefixtures("demo")
def test_what_may_not_be_compared_is_said_so() -> None:
    """Of the few answers of the tests no state of a region tells both years."""
    app = routed()
    app.query_params["indicador"] = "nps"
    app.query_params["territorio"] = "regiao:5"
    shown = text(app.run())
    assert "Os territórios não podem ser comparados com o ano anterior." in shown
    assert "Suprimido" in shown


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("name", ["cobertura_mei", "recorrencia", "reclamacoes_mil"])
def test_what_changed_is_shown_as_a_sum(name: str) -> None:
    app = routed()
    app.query_params["indicador"] = name
    shown = text(app.run())
    assert "Todos juntos: " in shown
    assert f"por {indicator(name).numerator.noun[1]}" in shown
    assert "As partes somam a mudança" in shown


@pytest.mark.usefixtures("demo")
def test_a_handful_is_projected_without_a_range(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "FEWEST", 10**9)
    shown = text(alone("panorama", "brasil").run())
    assert "contados até agora não há faixa" in shown
    assert "errou em média" not in shown
    monkeypatch.setattr(pace, "FEWEST", 0)
    assert "errou em média" in text(alone("panorama", "brasil").run())


@pytest.mark.usefixtures("demo")
def test_past_projections_are_told_beside_the_pace() -> None:
    shown = text(alone("panorama", "brasil").run())
    assert "a projeção feita neste mesmo mês errou em média" in shown
    assert "a faixa acertou" in shown


@pytest.mark.usefixtures("demo")
def test_a_quarter_of_a_year_is_not_held_against_all_of_its_target() -> None:
    """Neither a card nor the pace says of March what only December can say."""
    app = routed()
    app.query_params["periodo"] = "2026-01..2026-03"
    app.query_params["comparar"] = "meta"
    shown = text(app.run())
    assert "menor que a meta" not in shown
    assert "a meta pede" in shown
    assert "até mar/2026" in shown
    assert re.search(r"faltam [\d.]+ \w+ até dezembro: [\d.]+ por semana", shown)
    assert "não chega" not in shown


@pytest.mark.usefixtures("demo")
def test_a_month_alone_is_beside_the_target_of_the_whole_year() -> None:
    app = routed()
    app.query_params["periodo"] = "2026-03..2026-03"
    shown = text(app.run())
    assert "meta do ano inteiro" in shown
    assert "até dezembro:" not in shown


@pytest.mark.parametrize(
    "definition", [one for one in catalogue().values() if decomposable(one)], ids=lambda one: one.id
)
def test_no_two_parts_of_a_change_are_called_alike(definition: Indicator) -> None:
    words = part_words(definition)
    assert len(set(words)) == len(words)


def test_the_net_of_a_score_is_not_told_as_what_it_is_taken_from() -> None:
    told = numerators_words(indicator("nps"), 560 - 160, 700 - 100)
    assert told == "400 → 600 (promotores menos detratores)"
    assert numerators_words(indicator("cobertura_mei"), 1, 2) == "1 → 2 MEI"


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        ((1.0, Status.PARTLY_RECORDED), (1.0, Status.MEASURED), "não tem este período inteiro"),
        ((1.0, Status.MEASURED), (1.0, Status.PARTLY_RECORDED), "do ano anterior inteiro"),
        ((1.0, Status.MEASURED), (None, Status.SUPPRESSED), "não podem ser comparados"),
        ((1.0, Status.MEASURED), (None, Status.NOT_MEASURED), "Não há ano anterior"),
        ((None, Status.NOT_MEASURED), (1.0, Status.MEASURED), "Nenhum território foi medido."),
    ],
)
def test_why_there_is_nothing_to_compare_is_the_true_reason(now, before, told) -> None:
    sides = (pd.DataFrame([side], columns=["value", "status"]) for side in (now, before))
    assert told in nothing_to_compare(*sides)[0]


@pytest.mark.usefixtures("demo")
def test_a_year_that_is_over_has_no_pace_to_speak_of() -> None:
    now = text(drawn("panorama"))
    past = text(drawn("panorama", periodo="2025-01..2025-12"))
    assert "No ritmo atual, até dezembro" in now
    assert "No ritmo atual" not in past
    assert "Projeção para o fim do ano" in past
