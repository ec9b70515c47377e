"""The compliance of inclusion initiatives: those that miss the theme, the indicator or the tag, by
name.
"""

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from pages.components import programme_words
from tests.support.drawn_page import shown


@pytest.fixture
def card(demo: object) -> Callable[..., str]:
    def run(
        territory: str = "brasil", years_back: int = 0, ufs: frozenset[str] | None = None
    ) -> str:
        def script(territory: str, years_back: int, ufs: frozenset[str] | None) -> None:
            from indicators.scope import Access, Month, Period, Scope, TerritoryRef
            from pages.components.compliance import compliance_card
            from pages.state import gateway
            from pages.state.view import View

            edition = gateway.published_id()
            last = Month(gateway.edition(edition).manifest.last_month) + (-12 * years_back)
            scope = Scope(Period.year_to_date(last), TerritoryRef.parse(territory))
            compliance_card(View(edition, Access("ana", ufs), scope, "Lugar", {}))

        app = AppTest.from_function(script, args=(territory, years_back, ufs), default_timeout=90)
        return shown(app.run())

    return run


def test_the_country_names_the_initiatives_of_the_three_states_that_miss_something(
    card: Callable[..., str],
) -> None:
    text = card()
    assert "72 de 81" in text  # three initiatives per state; three states miss one thing each
    for uf, missing in (("GO", "tag"), ("PA", "tag"), ("PE", "indicador")):
        for code in (f"INI-{uf}-2026-{number:02d}" for number in (7, 8, 9)):
            name = f"<td>Empreender para incluir – {uf} 2026<small>{code}</small></td>"
            told = rf"{re.escape(name)}<td>[^<]+; Inclusão Socioprodutiva</td><td>{missing}</td>"
            assert re.search(told, text)
    assert text.count("<td>Empreender para incluir") == 9


def test_a_state_that_misses_nothing_is_told_so(card: Callable[..., str]) -> None:
    text = card("uf:31")
    assert "Todas cumprem" in text
    assert "3 de 3" in text


def test_below_the_state_the_initiatives_are_the_states(card: Callable[..., str]) -> None:
    text = card("municipio:5208707")
    assert "Empreender para incluir – GO 2026" in text
    assert "de GO" in text


def test_a_year_without_initiatives_says_so(card: Callable[..., str]) -> None:
    assert "não tem iniciativas de 2016" in card(years_back=10)


def test_a_coordinator_reads_the_own_states_alone(card: Callable[..., str]) -> None:
    text = card(ufs=frozenset({"PE", "MG"}))
    assert "3 de 6" in text
    assert "PA 2026" not in text


def test_a_long_list_says_how_much_of_it_is_shown(
    card: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programme_words, "LISTED", 2)
    text = card()
    assert "As 2 primeiras, de 9; todas estão no arquivo." in text
    assert text.count("<td>Empreender para incluir") == 2
