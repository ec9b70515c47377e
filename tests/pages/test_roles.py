"""What each role finds in the panel: its pages, its places, and no word of the others."""

import pytest
from starlette.types import Scope
from streamlit.testing.v1 import AppTest

from config.navigation import load_navigation
from config.roles import (
    ADMINISTRATOR,
    AUDITOR,
    COMMITTEE,
    COORDINATION,
    DATA_STEWARD,
    EXECUTIVE,
    ROLES,
)
from data_access.identity.sessions import Standing
from data_access.queries.tables.reference import territories
from indicators.rights import Right
from indicators.scope import OWN, Access, TerritoryRef
from pages.components import caching
from pages.components.caching import ask_edition, territory_labels, territory_options
from pages.server.addresses import redirect_address
from pages.server.forbidden import is_forbidden
from pages.server.identity.gate import STANDING
from pages.state import gateway
from tests.pages.test_pages import routed, text
from tests.support.logged_in import CODE, MARIA, logged_in, right, rights_of

READ = {entry.path for entry in load_navigation() if EXECUTIVE in entry.roles}
OPENS = {
    EXECUTIVE: READ,
    COORDINATION: READ,
    COMMITTEE: {"reconhecimento", "acessos"},
    DATA_STEWARD: {"dados", "metodologia", "acessos"},
    AUDITOR: {"auditoria", "acessos"},
    ADMINISTRATOR: {"acessos"},
}


def of_role(role: str) -> Right:
    return right(role, "MG") if role == COORDINATION else right(role)


def shown(*held: Right, **params: str) -> str:
    with logged_in(*held):
        app: AppTest = routed()
        for name, value in params.items():
            app.query_params[name] = value
        return text(app.run())


@pytest.mark.asvs("8.2.1")
@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_its_pages(role: str) -> None:
    rights = rights_of(of_role(role))
    assert {item.path for item in load_navigation() if rights.opens(item.roles)} == OPENS[role]


@pytest.mark.asvs("8.2.1")
@pytest.mark.parametrize("role", ROLES)
def test_the_address_of_another_page_is_that_of_no_page(role: str) -> None:
    """Not a word tells it from one that does not exist."""
    standing = Standing(1, MARIA, rights_of(of_role(role)), None)  # type: ignore[arg-type]
    for path in [entry.path for entry in load_navigation()] + ["relatorio"]:
        scope: Scope = {"path": f"/{path}", "query_string": b"", STANDING: standing}
        led = redirect_address(scope)
        assert led == ("" if path in OPENS[role] else f"/?pagina={path}"), path


@pytest.mark.usefixtures("demo")
def test_the_auditor_reads_the_trail_and_of_no_other_page_a_word() -> None:
    told = shown(right(AUDITOR))
    assert "A trilha está inteira?" in told
    assert "Panorama" not in told
    assert "Importação e qualidade" not in told


@pytest.mark.asvs("7.4.4", "8.2.2")
@pytest.mark.usefixtures("demo")
def test_the_coordination_of_a_state_reads_that_state() -> None:
    told = shown(right(COORDINATION, "MG"))
    assert "Maria" in told
    assert f"conta {CODE}" in told
    assert 'href="/sair"' in told
    assert "Bahia" not in told
    # What is seen is Minas Gerais, and is not told as the country's.
    assert "Todos os portes · Minas Gerais, " in told
    assert "Todos os portes · Brasil" not in told


@pytest.mark.asvs("8.2.2")
@pytest.mark.usefixtures("demo")
def test_a_place_of_another_s_falls_back_with_the_sentence_of_the_product() -> None:
    told = shown(right(COORDINATION, "MG"), territorio="uf:29")
    assert "Não há território “uf:29” nesta edição, ou ele está fora do seu escopo." in told
    assert "Bahia" not in told
    nowhere = shown(right(COORDINATION, "MG"), territorio="uf:99")
    assert "Não há território “uf:99” nesta edição, ou ele está fora do seu escopo." in nowhere


@pytest.fixture
def own() -> list[TerritoryRef]:
    """Own territories of the edition, of several UFs."""
    edition = gateway.published_id()
    codes = ask_edition(edition, Access.everything(), territories, OWN)["code"]
    return [TerritoryRef(OWN, code) for code in codes]


OF_TERRITORIES = {entry.path for entry in load_navigation() if entry.own_territories}


@pytest.mark.asvs("8.2.1", "8.2.2")
def test_the_coordination_of_an_own_territory_opens_what_can_be_told_of_it() -> None:
    rights = rights_of(right(COORDINATION, "31-norte"))
    standing = Standing(1, MARIA, rights, None)  # type: ignore[arg-type]
    for path in [entry.path for entry in load_navigation()]:
        scope: Scope = {"path": f"/{path}", "query_string": b"", STANDING: standing}
        closed = path not in OF_TERRITORIES
        assert redirect_address(scope) == (f"/?pagina={path}" if closed else ""), path
        assert is_forbidden(rights, path) is closed, path


@pytest.mark.asvs("8.2.2")
@pytest.mark.usefixtures("demo")
def test_it_begins_in_its_territory_and_finds_no_other(own: list[TerritoryRef]) -> None:
    edition = gateway.published_id()
    labels = ask_edition(edition, Access.everything(), territory_labels)
    mine, beside = own[0], own[1]
    told = shown(right(COORDINATION, mine.code))
    assert labels[str(mine)] in told
    assert labels[str(beside)] not in told
    assert "fora do seu acesso" not in told
    for place in (str(beside), f"uf:{mine.code[:2]}", "brasil"):
        refused = shown(right(COORDINATION, mine.code), territorio=place)
        assert "ou ele está fora do seu escopo" in refused
        assert "Nenhum número é mostrado" in refused
        assert labels[str(beside)] not in refused


@pytest.mark.usefixtures("demo")
def test_a_territory_that_the_edition_lacks_is_told() -> None:
    told = shown(right(COORDINATION, "31-que-nao-existe"))
    assert "esta edição não tem território próprio com este código" in told


@pytest.mark.usefixtures("demo")
def test_whoever_was_given_nothing_is_told_the_code_to_ask_with() -> None:
    told = shown()
    assert "Sua conta ainda não tem acesso" in told
    assert CODE in told
    assert "Panorama" not in told


@pytest.mark.asvs("8.4.1")
@pytest.mark.usefixtures("demo", "nothing_kept")
def test_those_who_see_the_same_share_an_answer_and_no_others_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Access] = []

    def options(edition: object, access: Access) -> object:
        asked.append(access)
        return territory_options(edition, access)  # type: ignore[arg-type]

    edition = gateway.published_id()
    minas, bahia = frozenset({"MG"}), frozenset({"BA"})
    roles = frozenset({COORDINATION})
    for access in (
        Access("maria", minas, roles),
        Access("rui", minas, roles | {AUDITOR}, account="2"),
        Access("ana", bahia, roles),
        Access("ana", minas | bahia, roles),
    ):
        found = ask_edition(edition, access, options)
        assert access.ufs is not None
        codes = set(found[found["level"] == "uf"]["label"])
        assert len(codes) == len(access.ufs)
    assert [access.ufs for access in asked] == [minas, bahia, minas | bahia]
    assert {access.subject for access in asked} == {""}  # no query knows who asks
    caching.forget()
