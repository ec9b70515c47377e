"""Long pages are read in parts that live in the address, and each is short; enlarged to twice its
size a page shows a card at once.
"""

import importlib
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from config.navigation import load_navigation
from tests.browser.session import Session
from tests.support.tiers import some

Visit = Callable[..., Session]
SCREEN, MOST = {"width": 1366, "height": 768}, 3  # screens of a part
ENLARGED = {"width": 683, "height": 384}  # the same screen at 200 %
WHERE = {
    "municipio": "&territorio=municipio:3106200",
    "semana": "&territorio=uf:31",
}
PARTS = [
    f"{entry.path}?parte={part}{WHERE.get(entry.path, '')}"
    for entry in load_navigation()
    for part in getattr(importlib.import_module(f"pages.{entry.module}.page"), "PARTS", {})
]


def test_a_part_is_chosen_in_the_address_and_back_returns(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open("/atendimento")
    shown = session.page.locator(".st-key-card_waits")
    expect(shown).to_be_visible()
    session.page.get_by_role("radio", name="Canais lado a lado").click()
    session.arrive(parte="canais")
    expect(session.page.locator(".st-key-card_channels")).to_be_visible()
    expect(shown).to_have_count(0)
    session.page.go_back()
    session.arrive()
    expect(shown).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("path", some(PARTS, "satisfacao?parte=quem"))
def test_a_part_is_three_screens_at_most(server: str, visit: Visit, path: str) -> None:
    session = visit(server)
    session.page.set_viewport_size(SCREEN)
    session.open(f"/{path}")
    tall = session.page.locator("[data-testid=stMain]").evaluate("e => e.scrollHeight")
    assert tall <= MOST * SCREEN["height"]


@pytest.mark.slow
@pytest.mark.parametrize("path", some(["", "cobertura", "satisfacao", "rede"], ""))
def test_at_twice_the_size_a_card_is_in_sight_at_once(server: str, visit: Visit, path: str) -> None:
    session = visit(server)
    session.page.set_viewport_size(ENLARGED)
    session.open(f"/{path}")
    box = session.page.locator("[class*=st-key-card]").first.bounding_box()
    assert box is not None
    assert box["y"] + 60 <= ENLARGED["height"]


@pytest.mark.slow
def test_at_twice_the_size_the_first_card_says_how_it_changed_and_no_filter_is_hidden(
    server: str, visit: Visit
) -> None:
    session = visit(server)
    session.page.set_viewport_size(ENLARGED)
    session.open("/")
    change = session.page.locator(".t-kpi .c").first.bounding_box()
    assert change is not None
    assert change["y"] + change["height"] <= ENLARGED["height"]
    last = session.page.locator(".st-key-scope_link button").bounding_box()
    assert last is not None
    assert last["x"] + last["width"] <= ENLARGED["width"]
