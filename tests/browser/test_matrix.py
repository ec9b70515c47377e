"""The matrix in a browser: a cell opens the page behind it, and the keyboard reaches one's own."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.session import PATIENCE

Visit = Callable[..., "Session"]  # noqa: F821 - the class lives in conftest


def test_a_place_is_put_first_and_its_cell_opens_the_page_behind_it(
    server: str, visit: Visit
) -> None:
    session = visit(server)
    session.open("/matriz")
    table = session.page.locator(".t-tartan")
    expect(table.locator("thead th")).to_have_count(2 + 27, timeout=PATIENCE)
    table.get_by_role("link", name="MG", exact=True).click()
    session.arrive(nivel="uf", territorio="uf:31")
    expect(session.page.locator(".st-key-card_behind")).to_contain_text(
        "Onde Minas Gerais está atrás", timeout=PATIENCE
    )
    first = session.page.locator(".t-tartan thead th").nth(2)
    expect(first).to_have_text("MG")
    own = session.page.locator(".t-tartan td.own a").first
    own.focus()
    session.page.keyboard.press("Enter")
    session.page.wait_for_url("**/cobertura?*", timeout=PATIENCE)
    assert urlsplit(session.page.url).path == "/cobertura"
    session.arrive(indicador="cobertura_me_epp", territorio="uf:31")
