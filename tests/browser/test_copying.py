"""Copying where the browser gives no clipboard, as over plain http (`clipboard`)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from pages.streamlit_patches.clipboard import REFUSED
from tests.browser.session import Session
from tests.support.tiers import some

pytestmark = pytest.mark.streamlit_patches
WITHOUT = "Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true});"
COPIES = f"""{WITHOUT}
document.execCommand = () => {{ window.copied = document.activeElement.value; return %s; }};"""


@pytest.mark.parametrize("allowed", some([True, False], False))
def test_copying_the_link_works_or_says_that_it_did_not(
    server: str, visit: Callable[..., Session], allowed: bool
) -> None:
    session = visit(server)
    session.page.add_init_script(COPIES % str(allowed).lower())
    session.open("/metodologia?territorio=uf:31")
    session.page.get_by_role("button", name="copiar link").click()
    code = session.page.locator("[data-testid=stPopoverBody]:visible [data-testid=stCode]")
    code.hover()
    code.get_by_role("button").click()
    session.wait_until(lambda: session.page.evaluate("window.copied || ''") != "")
    assert session.page.evaluate("window.copied").endswith("/metodologia?territorio=uf:31")
    expect(session.page.get_by_text(REFUSED)).to_have_count(0 if allowed else 1)
    session.problems.clear()  # Streamlit logs that it could not
