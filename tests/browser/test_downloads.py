"""Every file that a page offers arrives whole in a browser that keeps the policy of the panel: what
its button says it is, by its first bytes, and with no word of the browser against it.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator

from config.navigation import load_navigation
from tests.browser.session import PATIENCE, Session
from tests.support.tiers import some

Visit = Callable[..., Session]
# One offers nothing; the award has its papers where there is an edition of it
# (test_recognition_journey).
WITHOUT_FILES = {"acessos", "reconhecimento"}
PAGES = [entry.path for entry in load_navigation() if entry.path not in WITHOUT_FILES]
IN_STATE = "territorio=uf:31&parte=tudo"
ASKED = {"dados": "secao=qualidade"}
# By the end of its name; a table as text says first in which encoding it is.
BEGINNINGS = {
    ".csv": b"\xef\xbb\xbf",
    ".xlsx": b"PK\x03\x04",
    ".png": b"\x89PNG\r\n\x1a\n",
}


def offers(session: Session) -> list[Locator]:
    """Buttons of files, and of the pictures of charts that the page shows."""
    page = session.page
    files = page.locator("[data-testid=stDownloadButton] button:visible").all()
    return [*files, *page.locator(".stPlotlyChart:visible [data-title='Baixar como PNG']").all()]


def arrived(session: Session, offer: Locator) -> tuple[str, bytes]:
    """The name and the bytes of what comes where it is pressed."""
    offer.scroll_into_view_if_needed(timeout=PATIENCE)
    with session.page.expect_download(timeout=PATIENCE) as waiting:
        offer.dispatch_event("click")  # a chart shows its button under the mouse alone
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize("path", some(PAGES, "rede"))
def test_every_file_arrives_as_what_it_says_it_is(server: str, visit: Visit, path: str) -> None:
    session = visit(server)
    session.open(f"/{path}?{ASKED.get(path, IN_STATE)}")
    found = offers(session)
    assert found
    for offer in found:
        name, content = arrived(session, offer)
        beginning = BEGINNINGS[Path(name).suffix]
        assert content.startswith(beginning), name
        assert len(content) > 2 * len(beginning), name
