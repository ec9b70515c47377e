"""Acessos: what an account reads of itself, and what an administrator gives and ends."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from config.roles import ADMINISTRATOR, AUDITOR, EXECUTIVE
from config.settings import Settings, get_settings
from data_access.identity.accounts import Vouched
from data_access.identity.sessions import begin_session, open_sessions, standing_of
from data_access.operational.actor import PANEL
from data_access.operational.engine import operational_engine
from data_access.stewardship.accesses import AccessOffice, OwnSessions, access_office
from indicators.rights import Rights
from indicators.scope import Access, AccessDeniedError
from tests.support.logged_in import right, rights_of
from tests.support.trail import trail


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    monkeypatch.setenv("T360_HOME", str(tmp_path))
    get_settings.cache_clear()
    yield get_settings()
    get_settings.cache_clear()


def enter(settings: Settings, subject: str = "rui-1", name: str = "Rui") -> str:
    return begin_session(settings, Vouched("https://a", subject, name), "Firefox em Linux", None)


def code_of(settings: Settings, token: str) -> str:
    standing = standing_of(settings, token)
    assert standing is not None
    return standing.account.code


def access_of(rights: Rights) -> Access:
    return rights.access(list(rights.held and [next(iter(rights.held)).role]))


def office(settings: Settings, ago: timedelta = timedelta()) -> AccessOffice:
    return access_office(settings, access_of(rights_of(right(ADMINISTRATOR), ago=ago)), PANEL)


def page(access: Access) -> AppTest:
    def script(access: object) -> None:
        from pages.acessos.page import page as acessos
        from pages.state.view import View

        acessos(View.without_edition(access, {}, "light"))

    return AppTest.from_function(script, args=(access,), default_timeout=60).run()


def text(app: AppTest) -> str:
    assert not app.exception, app.exception
    return " ".join(str(block.proto.body) for block in app.get("html"))


def test_where_nobody_is_asked_the_page_says_so(settings: Settings) -> None:
    told = text(page(Access.everything()))
    assert "atende como um só usuário, o desta máquina" in told
    assert "Dar um acesso" not in told


def test_an_account_reads_of_itself_and_of_nobody_else(settings: Settings) -> None:
    enter(settings)
    told = text(page(access_of(rights_of(right(AUDITOR)))))
    assert "auditor: lê a trilha" in told
    assert "Rui" not in told


def test_a_coordination_is_told_of_which_places(settings: Settings) -> None:
    for places, words in ((("MG", "ES"), "Onde: ES e MG."), (("31-norte",), "Onde: 31-norte.")):
        rights = rights_of(right("coordenacao", *places))
        access = rights.access(["coordenacao"], by_territory=True)
        assert words in text(page(access))


def test_an_administrator_gives_and_the_account_has_it(settings: Settings) -> None:
    token = enter(settings)
    app = page(access_of(rights_of(right(ADMINISTRATOR))))
    assert "Rui" in text(app)
    app.selectbox(key="give_role").select("coordenacao")
    app.multiselect(key="give_places").set_value(["MG", "SP"])
    app.button(key="give").click().run()
    assert "coordenação de MG e SP" in text(app)
    standing = standing_of(settings, token)
    assert standing is not None
    assert standing.rights.access(["coordenacao"]).ufs == {"MG", "SP"}
    app.button(key="take_away").click().run()
    standing = standing_of(settings, token)
    assert standing is not None
    assert standing.rights.held == frozenset()
    acts = [(entry.who, entry.action) for entry in trail(settings.home)]
    maria = rights_of().subject
    assert acts[1:] == [(maria, "acesso_dado"), (maria, "acesso_retirado")]


def test_a_right_of_an_account_that_is_disabled_says_so(settings: Settings) -> None:
    code = code_of(settings, enter(settings))
    own = office(settings)
    own.give(code, EXECUTIVE, ["BR"])
    administrator = access_of(rights_of(right(ADMINISTRATOR)))
    assert "conta desativada" not in text(page(administrator))
    own.disable(code)
    assert "conta desativada" in text(page(administrator))


def test_an_own_territory_is_given_to_a_coordination(settings: Settings) -> None:
    token = enter(settings)
    names = {"31-norte": "Norte (MG)"}
    with patch("pages.acessos.page.own_territories", lambda _view: names):
        app = page(access_of(rights_of(right(ADMINISTRATOR))))
        app.selectbox(key="give_role").select("coordenacao").run()
        app.multiselect(key="give_territories").set_value(["31-norte"])
        app.button(key="give").click().run()
        assert "coordenação do território próprio 31-norte" in text(app)
    standing = standing_of(settings, token)
    assert standing is not None
    access = standing.rights.access(["coordenacao"], by_territory=True)
    assert (access.ufs, access.territories) == (frozenset(), {"31-norte"})


def test_what_is_no_right_is_refused_in_a_sentence(settings: Settings) -> None:
    enter(settings)
    app = page(access_of(rights_of(right(ADMINISTRATOR))))
    app.selectbox(key="give_role").select("coordenacao")
    app.button(key="give").click().run()
    assert "Este acesso não se entende" in text(app)


@pytest.mark.asvs("6.8.4", "7.5.3", "8.4.2")
def test_grave_acts_ask_for_a_fresh_login(settings: Settings) -> None:
    code = code_of(settings, enter(settings))
    stale = office(settings, timedelta(minutes=16))
    for act in (
        lambda: stale.give(code, "executivo", ["BR"]),
        lambda: stale.take_away(1),
        lambda: stale.end(1),
        lambda: stale.disable(code),
    ):
        with pytest.raises(AccessDeniedError, match="Entre de novo"):
            act()
    acts = [entry.action for entry in trail(settings.home)]
    assert acts == ["entrada", *["ato_negado"] * 4]
    assert office(settings).give(code, "executivo", ["BR"]).right == right(EXECUTIVE)


@pytest.mark.asvs("7.5.3")
def test_the_page_says_so_before_anything_is_written(settings: Settings) -> None:
    enter(settings)
    role = right(ADMINISTRATOR)
    fresh, stale = (rights_of(role, ago=timedelta(minutes=past)) for past in (14, 16))
    assert "entrar de novo" not in text(page(access_of(fresh)))
    told = text(page(access_of(stale)))
    assert "pede que você tenha entrado há menos de 15 minutos" in told
    assert 'href="/entrar?de_novo=1&amp;para=%2F" target="_self">entrar de novo' in told


@pytest.mark.asvs("8.3.1")
def test_only_an_administrator_gives(settings: Settings) -> None:
    with pytest.raises(AccessDeniedError, match="administrador"):
        access_office(settings, access_of(rights_of(right(AUDITOR))), PANEL)


@pytest.mark.asvs("7.5.2", "7.4.5")
def test_one_ends_own_sessions_and_an_administrator_any(settings: Settings) -> None:
    mine, other = enter(settings), enter(settings, "eva-1", "Eva")
    standing = standing_of(settings, mine)
    assert standing is not None
    own = OwnSessions(settings, standing.rights.access(["auditor"]), PANEL)
    (listed,) = own.own_sessions()
    assert (listed.account.name, listed.device) == ("Rui", "Firefox em Linux")
    eva = next(item for item in open_sessions(settings) if item.account.name == "Eva")
    with pytest.raises(AccessDeniedError):
        own.end_own(eva.id)
    own.end_own(listed.id)
    assert standing_of(settings, mine) is None
    assert office(settings).end(eva.id)
    assert standing_of(settings, other) is None


def test_one_enters_for_the_first_time_in_many_places_at_once(settings: Settings) -> None:
    operational_engine(settings)
    with ThreadPoolExecutor(6) as pool:
        tokens = list(pool.map(lambda _: enter(settings), range(6)))
    assert len({code_of(settings, token) for token in tokens}) == 1
    assert len(open_sessions(settings)) == 6


def test_the_first_administrator_is_named_by_a_setting_and_never_by_default(
    settings: Settings,
) -> None:
    token = enter(settings)
    standing = standing_of(settings, token)
    assert standing is not None
    assert standing.rights.held == frozenset()
    named = settings.model_copy(update={"first_admin": standing.account.code})
    first = standing_of(named, token)
    assert first is not None
    assert first.rights.held == {right(ADMINISTRATOR)}


def test_rights_that_nobody_uses_are_listed_for_review(settings: Settings) -> None:
    code = code_of(settings, enter(settings))
    for role in ("executivo", "auditor", "gestor_dados"):
        office(settings).give(code, role, ["BR"])
    with operational_engine(settings).begin() as connection:
        connection.execute(
            sa.text("UPDATE account_rights SET given_at = '2026-01-01' WHERE role <> 'auditor'")
        )
        connection.execute(
            sa.text(
                "UPDATE account_rights SET used_at = CURRENT_TIMESTAMP WHERE role = 'executivo'"
            )
        )
    assert [item.right.role for item in office(settings).unused()] == ["gestor_dados"]
