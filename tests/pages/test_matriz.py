"""The Matriz page: whom it sets side by side, and what it says of them in words."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from indicators.catalogue.definitions import indicator
from indicators.territories.judgement import Judgement
from pages.matriz.behind import lede, standing_words
from pages.matriz.data import ordered_places
from pages.matriz.tartan import TRENDS, legend
from tests.pages.test_pages import alone, text
from tests.support.drawn_page import drawn, shown

pytestmark = pytest.mark.usefixtures("demo")


def matriz(territory: str, **params: str) -> AppTest:
    app = alone("matriz", territory)
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def test_all_states_stand_side_by_side_and_a_sentence_says_who_is_behind() -> None:
    shown = text(matriz("brasil"))
    assert "Onde cada UF está atrás" in shown
    assert shown.count('<th scope="col" class=""><a') == 27
    assert "atrás do Brasil em ao menos um indicador" in shown
    assert "sigilo" in shown  # what is withheld says so


def test_the_state_of_the_filter_comes_first_and_has_its_list_and_its_keyboard() -> None:
    shown = text(matriz("uf:31"))
    assert "Onde Minas Gerais está atrás" in shown
    first = shown.index('class=" own"')
    assert 'title="Minas Gerais">MG' in shown[first : first + 200]
    opened = shown.split("cobertura?")[1].split('"')[0]
    assert "territorio=uf:31" in opened
    own = [
        part
        for part in shown.split("<td ")[1:]
        if part.startswith('class="t-cell') and " own" in part[:30]
    ]
    assert own
    assert all('tabindex="-1"' not in part for part in own)


def test_many_municipalities_are_shown_part_by_part() -> None:
    app = matriz("uf:31", nivel="municipio")
    assert "Territórios 1 a 30 de 853" in str(app.selectbox(key="choice_trecho").options)
    assert "também no que não cabe aqui" in text(app)


def test_what_does_not_take_the_filter_is_told_and_counts_nowhere() -> None:
    shown = text(drawn("matriz", territorio="uf:31", porte="MEI"))
    assert "O filtro de porte não muda" in shown
    assert "Não estão na matriz." in shown
    table = shown[shown.index("t-tartan") :]
    assert indicator("recorrencia").short_title in table
    for name in ("nps", "paridade_mulheres", "conformidade_programa"):
        assert f">{indicator(name).short_title}<" not in table


def test_what_is_compared_is_chosen_and_said() -> None:
    shown = text(matriz("brasil", referencia="ano"))
    assert "dos mesmos meses do ano anterior" in shown
    assert "porte e município de clientes, nos dois anos, pelo cadastro de hoje" in shown
    assert "↑ melhorou" not in shown  # the verdict says it already
    assert "Cada valor é comparado com a sua meta" in text(matriz("brasil", referencia="meta"))


def test_the_legend_tells_every_arrow_and_neutral_ones_are_their_own() -> None:
    told = legend("Comparado com o Brasil:", trends=True)
    words = {"melhor": "melhorou", "pior": "piorou", "maior": "subiu", "menor": "desceu"}
    assert len(set(TRENDS.values())) == 4
    for judgement, verb in words.items():
        assert f"{TRENDS[Judgement(judgement)]} {verb}" in told


@pytest.mark.parametrize("neutral", ["sem diferença", "maior", "menor", "sem comparação"])
def test_what_is_neither_good_nor_bad_is_no_indicator_to_be_behind_in(neutral: str) -> None:
    found = pd.DataFrame(
        {
            "indicator": ["cobertura_mei", "recorrencia", "canais_digitais"],
            "code": "31",
            "name": "Minas Gerais",
            "uf": "MG",
            "judgement": ["pior", "sem diferença", neutral],
        }
    )
    place = ordered_places(found, "31", worst_first=False).iloc[0]
    assert (place["behind"], place["ahead"], place["judged"]) == (1, 0, 2)


@pytest.mark.parametrize(
    ("behind", "ahead", "judged", "told"),
    [
        (0, 0, 0, "Em nenhum indicador se pode dizer se está melhor ou pior que o Brasil."),
        (1, 0, 1, "No único indicador comparável, está pior que o Brasil."),
        (0, 1, 1, "No único indicador comparável, está melhor que o Brasil."),
        (0, 0, 1, "No único indicador comparável, não difere do Brasil, além do acaso."),
        (0, 0, 4, "Em nenhum dos 4 indicadores comparáveis difere do Brasil, além do acaso."),
        (2, 1, 3, "Pior que o Brasil em 2 de 3 indicadores comparáveis, melhor em 1."),
        (
            *(2, 1, 4),
            "Pior que o Brasil em 2 de 4 indicadores comparáveis, melhor em 1; no outro não há"
            " diferença além do acaso.",
        ),
        (
            *(2, 1, 6),
            "Pior que o Brasil em 2 de 6 indicadores comparáveis, melhor em 1; nos outros 3 não há"
            " diferença além do acaso.",
        ),
    ],
)
def test_one_and_none_have_sentences_of_their_own(
    behind: int, ahead: int, judged: int, told: str
) -> None:
    place = pd.Series({"behind": behind, "ahead": ahead, "judged": judged})
    assert standing_words(place, "o Brasil") == told


def test_the_filter_that_asks_for_the_target_is_heeded() -> None:
    assert "Comparado com a meta:" in shown(drawn("matriz", comparar="meta"))
    assert "Comparado com a meta:" not in shown(drawn("matriz"))


@pytest.mark.parametrize(
    ("behind", "level", "against", "told"),
    [
        ([3, 1, 0], "uf", "o Brasil", "2 de 3 UFs estão atrás do Brasil em ao menos um indicador"),
        ([2, 0], "municipio", "a meta", "1 de 2 municípios está atrás da meta em ao menos um"),
        ([2, 1], "regiao", "o ano anterior", "2 de 2 regiões estão atrás do ano anterior em ao"),
        ([2, 1], "uf", "o total da Região Sul", "2 de 2 UFs estão atrás do total da Região Sul em"),
        ([2], "municipio", "a meta", "A (em 2 de 9) está atrás da meta."),
    ],
)
def test_who_is_behind_is_counted_before_it_is_named(
    behind: list[int], level: str, against: str, told: str
) -> None:
    names = list("ABC")[: len(behind)]
    places = pd.DataFrame({"name": names, "uf": names, "behind": behind, "judged": 9})
    assert lede(places, level, against).startswith(told)
