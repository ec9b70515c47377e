"""Who asks for what is not theirs is told no more than before, and is in the trail."""

from pathlib import Path

import pytest
from streamlit.util import calc_hash

from config.roles import ADMINISTRATOR, AUDITOR, COORDINATION
from config.settings import Settings
from data_access.identity import asking
from data_access.operational.actor import Actor
from data_access.operational.refusals import REFUSED_ACT
from indicators.scope import Access, AccessDeniedError
from pages.components.caching import ask_edition
from pages.state import gateway
from pages.streamlit_patches import asked_page
from tests.pages.test_pages import routed, text
from tests.pages.test_roles import shown
from tests.support.logged_in import MARIA, logged_in, right
from tests.support.panel_double import PAGE, browser, log_in
from tests.support.trail import trail

pytestmark = pytest.mark.streamlit_patches
Told = list[tuple[str, str, str]]
MINAS = right(COORDINATION, "MG")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Who, what and of what, as it is given to the trail."""
    found: Told = []

    def record(_: Settings, actor: Actor, act: str, subject: str) -> None:
        found.append((actor.name, act, subject))

    monkeypatch.setattr(asking, "record_refused_act", record)
    return found


@pytest.mark.asvs("16.3.2")
@pytest.mark.usefixtures("provider")
def test_the_address_of_a_page_of_others_is_in_the_trail(tmp_path: Path) -> None:
    with browser() as visit:
        log_in(visit)
        for path in ("/auditoria", "/relatorio", "/", "/auditoria"):
            visit.get(path, headers=PAGE)
    who = trail(tmp_path)[0].who
    found = [
        (entry.who, entry.origin, entry.subject, entry.detail)
        for entry in trail(tmp_path)
        if entry.action == REFUSED_ACT
    ]
    assert found == [(who, "painel", "auditoria", {"pedido": "abrir a página"})]


@pytest.mark.asvs("16.3.2", "8.2.1")
@pytest.mark.usefixtures("tiny")
def test_a_page_of_others_that_an_open_tab_asks_for_is_noted_and_not_drawn(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its hash, over the connection, where no address is asked for."""
    with logged_in(right(ADMINISTRATOR)):
        app = routed()
        app._page_hash = calc_hash("auditoria")
        drawn = text(app.run())
    assert "A trilha está inteira?" not in drawn
    assert told == [(MARIA.who, "abrir a página", "auditoria")]
    told.clear()
    with logged_in(right(AUDITOR)):
        app = routed()
        app._page_hash = calc_hash("auditoria")
        assert "A trilha está inteira?" in text(app.run())
    assert told == []


@pytest.mark.asvs("16.3.2")
@pytest.mark.usefixtures("tiny")
def test_a_place_of_others_is_noted_and_one_that_is_none_is_not(told: Told) -> None:
    assert "ou ele está fora do seu escopo" in shown(MINAS, territorio="uf:29")
    assert told == [(MARIA.who, "ver o território", "uf:29")]
    told.clear()
    assert "ou ele está fora do seu escopo" in shown(MINAS, territorio="uf:99")
    shown(MINAS, territorio="uf:31")
    assert told == []


@pytest.mark.asvs("16.3.2")
@pytest.mark.usefixtures("tiny")
def test_a_question_that_is_refused_is_told_under_the_name_of_who_asked(told: Told) -> None:
    def denied(edition: object, access: Access) -> None:
        assert access.subject == ""
        raise AccessDeniedError("não", "uf:29")

    with pytest.raises(AccessDeniedError):
        ask_edition(gateway.published_id(), Access("Rui (1)", frozenset({"MG"})), denied)
    assert told == [("Rui (1)", "consultar", "uf:29")]


def test_where_nothing_is_drawn_no_page_was_asked_for() -> None:
    assert asked_page.asked_page(["auditoria"]) == ""
