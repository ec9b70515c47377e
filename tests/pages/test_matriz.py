"""The Matriz page: whom it sets side by side, and what it says of them in words."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.test_pages import alone, text

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
    assert "pior que o Brasil" in shown
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


def test_what_is_compared_is_chosen_and_said() -> None:
    shown = text(matriz("brasil", referencia="ano"))
    assert "dos mesmos meses do ano anterior" in shown
    assert "porte e município de clientes, nos dois anos, pelo cadastro de hoje" in shown
    assert "↑ melhorou" not in shown  # the verdict says it already
    assert "Cada valor é comparado com a sua meta" in text(matriz("brasil", referencia="meta"))
