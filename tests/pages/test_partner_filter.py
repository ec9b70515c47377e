"""The list of partners heeds the filter of partners: who is outside it has no line, and no zero."""

import pytest
from streamlit.testing.v1 import AppTest

from data_access.queries.tables.reference import partners
from indicators.scope import Access, TerritoryRef
from pages.components.caching import ask_edition
from pages.rede.lists import NOT_CHOSEN
from pages.rede.page import NOT_CHOSEN as NONE_ON_THE_MAP
from pages.state import gateway
from tests.pages.test_pages import text

pytestmark = pytest.mark.usefixtures("demo")


def network(territory: str, partner: str) -> str:
    def script(territory: str, partner: str) -> None:
        from indicators.scope import Access, Month, Period, Scope, TerritoryRef
        from pages.rede import page
        from pages.state import gateway
        from pages.state.view import View

        edition = gateway.published_id()
        last = Month(gateway.edition(edition).manifest.last_month)
        place = TerritoryRef.parse(territory)
        scope = Scope(Period.year_to_date(last), place, partner=(partner,))
        page.page(View(edition, Access.everything("teste"), scope, "Lugar", {}))

    app = AppTest.from_function(script, args=(territory, partner), default_timeout=90)
    return text(app.run())


def listed(shown: str) -> int:
    table = shown.rpartition('aria-label="Cobertura por parceiro"')[2].partition("</tbody>")[0]
    return table.partition("<tbody>")[2].count("<tr")


def test_only_the_partners_of_the_filter_are_listed() -> None:
    inside = ask_edition(
        gateway.published_id(),
        Access.everything(),
        partners,
        territory=TerritoryRef.parse("uf:31"),
    )
    chosen = inside["partner_id"].iloc[0]
    assert len(inside) > 1
    assert listed(network("uf:31", chosen)) == 1


def test_a_partner_that_is_not_here_is_not_said_to_be_all_there_is() -> None:
    shown = network("uf:31", "nenhum")
    assert NOT_CHOSEN[0] in shown
    assert NONE_ON_THE_MAP[0] in shown
    assert "Não há parceiros" not in shown
