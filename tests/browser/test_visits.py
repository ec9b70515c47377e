"""What the other tests of the browser lean on: a visit is over when the page is drawn, not when its
script rests.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from config.navigation import load_navigation

pytestmark = pytest.mark.streamlit_patches

LATE = 7000  # milliseconds; the script of the page rests long before


def test_a_visit_waits_for_a_menu_whose_code_comes_late(
    server: str,
    visit: Callable[..., "Session"],  # noqa: F821
) -> None:
    session = visit(server)

    def late(route: Route) -> None:
        session.page.wait_for_timeout(LATE)
        route.continue_()

    session.page.route("**/PageLink*.js", late)
    session.open("/metodologia")
    assert session.page.locator("[data-testid=stSidebar] a:visible").count() == len(
        load_navigation()
    )
