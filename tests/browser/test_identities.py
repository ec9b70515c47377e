"""Entering, being given a right, and leaving, in a real browser: what one tab or the command line
does is seen in the other tabs without a touch.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page

from config.settings import Settings
from data_access.identity.accounts import list_accounts
from data_access.identity.granted import grant, rights_in_force
from data_access.identity.sessions import open_sessions
from data_access.operational.actor import COMMAND_LINE, Actor
from data_access.operational.engine import operational_engine
from data_access.operational.identity_models import UserSession
from indicators.rights import Right
from tests.browser.conftest import server_with_accounts
from tests.browser.session import PATIENCE
from tests.support.trail import trail

KEY = "chave de teste, não de uso"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
ADMIN = Right("administrador", frozenset({"BR"}))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Without an edition: pages of identities need none, and nothing is warmed."""
    operational_engine(Settings(home=tmp_path, _env_file=None))
    return tmp_path


@pytest.fixture
def panel(home: Path) -> Iterator[str]:
    with server_with_accounts(home, T360_HASH_KEY=KEY) as address:
        yield address


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def test_what_changes_elsewhere_is_seen_in_every_tab(home: Path, panel: str, tab: Page) -> None:
    settings = Settings(home=home, hash_key=KEY, _env_file=None)
    tab.goto(f"{panel}/acessos")
    tab.get_by_text("Entre para continuar").wait_for()
    tab.get_by_role("link", name="Entrar").click()
    tab.get_by_text("Sua conta ainda não tem acesso").wait_for()
    (account,) = list_accounts(settings)
    tab.get_by_text(f"código da sua conta: {account.account.code}").wait_for()

    # Given at the command line, the page loads itself anew.
    grant(settings, account.account.code, ADMIN, Actor("ana", COMMAND_LINE))
    tab.get_by_text("Quem tem o quê").wait_for()
    tab.get_by_role("button", name="Dar acesso").wait_for()

    # After a while what is grave asks for the account again, and leads back to the same place.
    tab.goto(f"{panel}/acessos?quem=maria")
    tab.get_by_role("button", name="Dar acesso").wait_for()
    with operational_engine(settings).begin() as connection:
        connection.execute(sa.update(UserSession).values(authenticated_at=LONG_AGO))
    tab.get_by_role("link", name="entrar de novo").click()
    tab.get_by_role("link", name="entrar de novo").wait_for(state="detached")
    tab.get_by_role("button", name="Dar acesso").wait_for()
    assert tab.url == f"{panel}/acessos?quem=maria"

    # In one tab a right is given, which the other shows once it has loaded itself anew.
    other = tab.context.new_page()
    other.goto(f"{panel}/acessos")
    other.get_by_role("button", name="Dar acesso").click()
    other.get_by_text("executivo: lê os números do país inteiro").first.wait_for()
    tab.locator("nav, [data-testid=stSidebar]").get_by_text("Panorama").first.wait_for()
    assert {item.right.role for item in rights_in_force(settings)} == {"administrador", "executivo"}

    other.get_by_role("link", name="Sair").click()
    other.get_by_text("A sua sessão terminou em todas as abas").wait_for()
    tab.get_by_text("Entre para continuar").wait_for()
    assert open_sessions(settings) == []
    assert [entry.action for entry in trail(home)] == [
        "entrada",
        "ato_negado",  # a page of those who have a right
        "acesso_dado",
        "saida",
        "entrada",
        "acesso_dado",
        "saida",
    ]
