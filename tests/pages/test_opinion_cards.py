"""What goes with the score, and detractors at wait, as the page says them."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from data_access.queries.tables.detractors import STATES
from indicators.comparison import Verdict
from indicators.drivers import Effect, Model, NoModel, Why
from pages.satisfacao.detractors import AGES, _sentence
from pages.satisfacao.detractors import _cells as detractor_cells
from pages.satisfacao.drivers import _cells, _why_not
from pages.satisfacao.drivers import _sentence as said
from tests.pages.test_satisfacao import open_page

__all__ = ["open_page"]


def effect(term: str, kind: str, points: float, verdict: Verdict) -> Effect:
    return Effect(term, kind, points, points - 0.02, points + 0.02, verdict)


def model(*effects: Effect) -> Model:
    return Model(effects, "Telefone", "unit", 0.31)


def test_effects_are_said_in_points_of_the_score() -> None:
    chat = effect("Chat", "channel", -0.123, Verdict.LOWER)
    time = effect("in_time", "share", 0.012, Verdict.HIGHER)
    chance = effect("first_contact", "share", 0.3, Verdict.NO_DIFFERENCE)
    sentence = said(model(time, chance, chat))
    assert (
        sentence == "Sendo igual o resto do que está nesta tabela, no canal Chat o NPS é <b>12,3"
        " pontos menor</b> que em Telefone; com 10 pontos percentuais a mais de contatos"
        " respondidos no prazo, o NPS é <b>1,2 pontos maior</b>."
    )
    assert said(model(chat)).startswith("No canal Chat o NPS é <b>12,3 pontos menor</b>")
    row = _cells(model(chat), chat)
    assert row[:3] == ("Chat, em vez de Telefone", "−12,3", "−14,3 a −10,3")
    assert 't-bad">menor' in row[3]


def test_without_a_sure_effect_nothing_is_concluded() -> None:
    assert said(model(effect("in_time", "share", 0.3, Verdict.NO_DIFFERENCE))).startswith(
        "<b>Não conclua:</b>"
    )


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (Why.FEW_CELLS, "poucos dados"),
        (Why.FEW_CLUSTERS, "menos de 10 UFs e menos de 10 meses"),
        (Why.INSEPARABLE, "não se separam"),
        (Why.UNTOLD, "Por sigilo"),
    ],
)
def test_each_lack_of_data_has_its_reason(why: Why, words: str) -> None:
    assert words in _why_not(NoModel(why))[0]


def total(*counts: float) -> pd.Series:
    return pd.Series([*counts, np.sum(counts)], index=[*STATES, "detractors"], dtype=float)


def test_those_who_wait_are_told_with_their_age() -> None:
    assert list(AGES.values()) == ["até 7 dias", "8 a 30 dias", "31 a 90 dias", "mais de 90 dias"]
    assert (
        _sentence(total(6, 7, 8, 29, 50, 0))
        == "<b>50 detratores esperam</b>, 50 % dos 100; 29 há mais de 90 dias."
    )
    withheld = total(*[np.nan] * 6)
    assert _sentence(withheld) == "Números omitidos por sigilo."
    cells = detractor_cells(pd.concat([pd.Series({"key": "=", "name": ""}), withheld]))
    assert cells == ("<b>Total</b>", *["—"] * 7)


def test_the_page_has_both_cards_and_no_person(open_page: Callable[..., str]) -> None:
    text = open_page()
    assert "O que acompanha o NPS" in text
    waiting = text.split("Detratores à espera de retorno", 1)[1]
    assert "os dados não registram a ligação de retorno" in waiting
    assert "Por equipe" not in text  # a control, not a table
    teams = open_page(espera="equipe")
    assert "as demais e sem informação" in teams


def test_below_the_state_effects_are_not_told(open_page: Callable[..., str]) -> None:
    text = open_page(territorio="municipio:3550308", vista="cliente")
    assert "Contatos e pesquisas se encontram pela UF que atendeu." in text
