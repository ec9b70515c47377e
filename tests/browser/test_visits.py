"""What the other tests of the browser lean on: a visit is over when the page is drawn, not when its
script rests.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import BrowserContext, Route, expect

from config.navigation import load_navigation
from tests.browser.session import Session, watch
from tests.support.script_runs import RESTED

pytestmark = pytest.mark.streamlit_patches


def test_a_visit_waits_for_a_menu_whose_code_comes_late(
    server: str, visit: Callable[..., Session]
) -> None:
    session = visit(server)
    held: list[Route] = []

    def hold(route: Route) -> None:  # playwright cannot call what is not written in Python
        held.append(route)

    session.page.route("**/PageLink*.js", hold)
    session.page.goto(f"{server}/metodologia")
    script = session.page.locator("[data-testid=stApp]")
    expect(script).to_have_attribute("data-test-script-state", "notRunning")
    session.wait_until(lambda: bool(held))
    assert not session.page.evaluate(RESTED)
    for route in held:
        route.continue_()
    session.settle()
    assert session.page.locator("[data-testid=stSidebar] a:visible").count() == len(
        load_navigation()
    )


@contextmanager
def held_up(address: str) -> Iterator[None]:
    """The server at this address stands still."""
    port = urlsplit(address).port
    (pid,) = {
        link.pid
        for link in psutil.net_connections("tcp")
        if link.status == psutil.CONN_LISTEN and link.laddr.port == port
    }
    psutil.Process(pid).suspend()
    try:
        yield
    finally:
        psutil.Process(pid).resume()


def test_a_visit_waits_for_the_answer_of_a_busy_server(
    server: str, visit: Callable[..., Session]
) -> None:
    """Until the answer begins, the script of the page seems to rest."""
    session = visit(server)
    session.open("/cobertura")
    before = session.scope.inner_text()
    session.filter("Período")
    with held_up(server):
        session.page.get_by_text("Últimos 12 meses").click()
        session.wait_until(lambda: bool(session.page.evaluate("scriptRuns.asked")))
        script = session.page.locator("[data-testid=stApp]")
        assert script.get_attribute("data-test-script-state") == "notRunning"
        assert not session.page.evaluate(RESTED)
    session.settle()
    assert session.page.url.endswith("?periodo=12m")
    assert session.scope.inner_text() != before


def test_who_is_not_the_server_is_told_and_not_reached(
    server: str, context_of: Callable[..., BrowserContext]
) -> None:
    """Here without a page of ours, whose policy would not even let it be asked for."""
    session = Session(context_of(0).new_page(), server)
    watch(session)
    for address in ("http://example.org/", "http://192.0.2.1/"):
        asked = f"fetch('{address}').then(() => 'reached', () => 'not reached')"
        assert session.page.evaluate(asked) == "not reached"
        assert f"asked for {address}" in session.problems
        assert f"failed: {address} net::ERR_NAME_NOT_RESOLVED" in session.problems
    session.page.close()
