"""The level of maps and lists is chosen, and a list holds every territory."""

import re

import pandas as pd
import pytest

from indicators.catalogue.definitions import Polarity, indicator
from indicators.goals.pace import Standing
from pages.components.list_order import chosen_order, untargeted_words
from tests.pages.test_pages import routed, text

pytestmark = pytest.mark.usefixtures("demo")
NAN = float("nan")


def shown(**params: str) -> str:
    app = routed()
    for name, value in {"indicador": "cobertura_me_epp", **params}.items():
        app.query_params[name] = value
    return text(app.run())


def list_of(page: str, label: str) -> str:
    """The table of that name."""
    return page.split(f'aria-label="{label}"><thead>')[1].split("</table>", maxsplit=1)[0]


def test_the_list_holds_all_states_with_their_places() -> None:
    table = list_of(shown(), "Cobertura ME e EPP por território")
    assert table.count("<tr>") == 1 + 27
    assert ">ritmo<" in table
    places = [int(place) for place in re.findall(r'<tr><td class="n">(\d+)</td>', table)]
    assert len(places) == 27
    for at, place in enumerate(sorted(places), 1):  # those alike share the first of their places
        assert place == at or places.count(place) > 1
    assert min(places) == 1


def test_my_state_stands_among_all_states_and_is_marked() -> None:
    table = list_of(
        shown(territorio="uf:31", entre="ufs", lista="nome"), "Cobertura ME e EPP por território"
    )
    assert table.count("<tr>") == 1 + 27
    assert table.count("t-own") == 1
    assert re.search(r'<b class="t-own"><a[^>]*>Minas Gerais</a></b>', table)
    names = re.findall(r'target="_self">([^<]+)</a>', table)
    assert names[:4] == ["Minas Gerais", "Acre", "Alagoas", "Amapá"]


def test_the_title_of_a_list_says_the_order_that_is_chosen() -> None:
    page = shown(indicador="permanencia_12m", lista="melhores")
    assert "Primeiros lugares; as UFs não têm meta" in page
    assert "Últimos lugares; as" not in page


@pytest.mark.parametrize(
    ("level", "told"),
    [
        ("municipio", "os municípios não têm meta"),
        ("uf", "as UFs não têm meta"),
        ("microrregiao", "as microrregiões não têm meta"),
        ("territorio_proprio", "os territórios próprios não têm meta"),
    ],
)
def test_of_a_list_without_targets_it_is_said_whose_there_are_none(level: str, told: str) -> None:
    assert untargeted_words(level) == told


@pytest.mark.parametrize(
    ("polarity", "first"),
    [(Polarity.LOWER_IS_BETTER, 500.0), (Polarity.HIGHER_IS_BETTER, 5.0)],
)
def test_the_usual_order_begins_with_the_last_place_and_is_called_so(
    polarity: Polarity, first: float
) -> None:
    rows = pd.DataFrame({"value": [50.0, 500.0, 5.0], "target": NAN, "gap": NAN, "name": "x"})
    rows["place"] = rows["value"].rank(ascending=polarity is Polarity.LOWER_IS_BETTER)
    definition = indicator("reclamacoes_mil").model_copy(update={"polarity": polarity})
    ordered, order = chosen_order(rows, definition, "uf")
    assert order == "Últimos lugares"
    assert ordered["value"].iloc[0] == first


def test_a_list_of_a_year_that_is_over_says_what_was_missing() -> None:
    year = shown(periodo="2025-01..2025-12")
    assert ">faltaram<" in list_of(year, "Cobertura ME e EPP por território")
    assert ">faltam<" in list_of(shown(), "Cobertura ME e EPP por território")


def test_no_list_is_ranked_by_a_target_that_its_period_is_not_held_against() -> None:
    """The worst of a month comes first, and not who is farthest from the target of the year."""
    rows = pd.DataFrame({
        "value": [50.0, 5.0, 10.0], "target": [900.0, 10.0, 100.0], "gap": NAN, "expected": NAN,
        "standing": Standing.WHOLE_YEAR, "name": "x", "place": [1.0, 3.0, 2.0],
    })  # fmt: skip
    definition = indicator("recorrencia")
    ordered, order = chosen_order(rows, definition, "uf")
    assert (order, ordered["value"].tolist()) == ("Últimos lugares", [5.0, 10.0, 50.0])
    ordered, order = chosen_order(rows.assign(standing=Standing.WORSE), definition, "uf")
    assert (order, ordered["value"].tolist()) == ("Mais distantes da meta", [50.0, 10.0, 5.0])


def test_a_level_of_the_hierarchy_is_drawn_and_listed() -> None:
    page = shown(territorio="uf:31", nivel="mesorregiao")
    assert "por mesorregião" in page
    table = list_of(page, "Cobertura ME e EPP por território")
    assert table.count("<tr>") == 1 + 12
    assert "territorio=mesorregiao:31" in table
    assert "nivel=" not in table  # another territory begins with its own usual level


def test_a_level_that_the_territory_has_not_gives_way_to_the_usual_one() -> None:
    page = shown(territorio="uf:31", nivel="regiao")
    assert "por município" in page
    assert "que esta página não tem" not in page
    assert "nivel=" not in list_of(page, "Cobertura ME e EPP por território")


def test_the_list_and_the_map_say_the_same() -> None:
    page = shown(classes="todo", indicador="capilaridade_salas")
    assert "Comparado com o Brasil" in page


def test_a_smoothed_map_says_what_its_colours_claim() -> None:
    page = shown(territorio="uf:31", classes="suavizada")
    assert "Cobertura ME e EPP, suavizada" in page
    assert "tanto mais quanto menos casos tem" in page
    assert ("em torno de" in page and "95 % de chance" in page) != ("uma só cor" in page)
