"""Every page of the navigation: axe at both themes and widths, the keyboard, and scopes with little
or nothing.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from config.navigation import load_navigation
from tests.browser.conftest import running_server
from tests.browser.session import PATIENCE
from tests.support.keyboard import WATCH_FOCUS
from tests.support.tiers import some

Visit = Callable[..., "Session"]  # noqa: F821 - the class lives in conftest
# The first page has the address of the panel itself.
PAGES = ["", *(entry.path for entry in load_navigation()[1:])]
SCOPED = {"", *(entry.path for entry in load_navigation() if entry.scope)}
# What is the same for every page is tried on these at every change, and on all where all runs.
OPENING, LONG = "", "municipio"
DESKTOP, PHONE = {"width": 1366, "height": 900}, {"width": 390, "height": 844}
ON_A_PHONE = {"user_agent": "Mozilla/5.0 (Linux; Android 14) Mobile", "has_touch": True}
GRAVE = ("serious", "critical")
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}  # the rest would be most of the answer
MOST_STOPS = 600  # of the Tab key on one page


@pytest.fixture(scope="session")
def tiny_server(tiny_home: Path) -> Iterator[str]:
    with running_server(tiny_home) as address:
        yield address


def walk_by_tab(page: "Page") -> None:  # noqa: F821
    """Every filter, link and scrolling part takes the focus in turn, and shows it."""
    page.evaluate(WATCH_FOCUS)
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("focusWatch.ended()"):
            break
    assert page.evaluate("focusWatch.missed()") == []
    assert page.evaluate("focusWatch.unseen") == []


def covered(page: "Page") -> list[str]:  # noqa: F821
    """The buttons that a pointer does not reach, because something lies over them."""
    return page.locator("[data-testid=stMain] button:visible").evaluate_all(
        """all => all.filter(button => {
          button.scrollIntoView({ block: 'center' });
          const box = button.getBoundingClientRect();
          const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
          return !button.contains(hit);
        }).map(button => button.innerText || button.outerHTML.slice(0, 160))"""
    )


def violations(page: "Page", where: str) -> list[str]:  # noqa: F821
    """What axe calls serious or critical, in the page and in its frames."""
    found = []
    for part in page.frames:
        for violation in Axe().run(part, options=ONLY_VIOLATIONS).response["violations"]:
            if violation["impact"] in GRAVE:
                elements = [node["html"][:200] for node in violation["nodes"][:3]]
                found.append(f"{where}: {violation['id']}: {violation['help']}: {elements}")
    return found


def check_width(session: "Session") -> None:  # noqa: F821
    """On a phone nothing is wider than the screen, and no bug is told."""
    session.resize(**PHONE)
    assert session.page.locator("[class*=st-key-card_error]").count() == 0
    parts = session.page.locator(".t-wide, .t-scroll, .t-legend, .t-note, button")
    wide = (
        "all => all.filter(e => e.getBoundingClientRect().right > 390).map(e =>"
        " e.outerHTML.slice(0, 200))"
    )
    assert parts.evaluate_all(wide) == []
    for scroller in ("html", "[data-testid=stMain]"):
        assert session.page.locator(scroller).evaluate("e => e.scrollWidth") <= PHONE["width"], (
            scroller
        )


@pytest.mark.parametrize("path", some(PAGES, OPENING))
def test_the_keyboard_reaches_all(server: str, visit: Visit, path: str) -> None:
    session = visit(server)
    session.open(f"/{path}")
    walk_by_tab(session.page)


@pytest.mark.parametrize("path", some(PAGES, OPENING, LONG))
def test_in_light_axe_finds_nothing_grave_and_nothing_is_wider_than_a_phone(
    server: str, visit: Visit, path: str
) -> None:
    session = visit(server, color_scheme="light")
    session.open(f"/{path}")
    assert covered(session.page) == []
    found = violations(session.page, "desktop")
    closed = session.page.locator("details:not([open]) > summary:visible")
    for _ in range(closed.count()):  # each that opens leaves the list
        closed.first.click()
        session.settle()
    check_width(session)
    assert found + violations(session.page, "phone, all parts open") == []


@pytest.mark.parametrize("path", some(PAGES, LONG))
def test_in_the_dark_axe_finds_nothing_grave_and_one_municipality_fits_a_phone(
    server: str, visit: Visit, path: str
) -> None:
    session = visit(server, color_scheme="dark", **ON_A_PHONE)
    session.page.set_viewport_size(PHONE)
    session.open(f"/{path}")
    ground = session.page.locator("[data-testid=stApp]").evaluate(
        "e => getComputedStyle(e).backgroundColor"
    )
    assert max(int(part) for part in ground.removeprefix("rgb(").rstrip(")").split(",")) < 64, (
        ground
    )
    check_width(session)
    found = violations(session.page, "phone")
    session.resize(**DESKTOP)
    assert found + violations(session.page, "desktop") == []
    session.page.set_viewport_size(PHONE)
    session.open(f"/{path}?territorio=municipio:3106200&porte=ME")
    expect(session.scope).to_contain_text(
        "Belo Horizonte" if path in SCOPED else "não mudam esta página"
    )
    check_width(session)


def test_the_filters_are_accessible_when_they_are_open(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open("/metodologia")
    chips = session.page.locator(".st-key-scope [data-testid=stPopover] button")
    found = []
    for name in [text.splitlines()[0] for text in chips.all_inner_texts()]:
        session.filter(name)
        found += violations(session.page, name)
        session.page.keyboard.press("Escape")
        expect(session.page.locator("[data-testid=stPopoverBody]:visible")).to_have_count(0)
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
def test_an_edition_of_twelve_attendances_fits_a_phone_and_fails_nowhere(
    tiny_server: str, visit: Visit, path: str
) -> None:
    session = visit(tiny_server, **ON_A_PHONE)
    session.page.set_viewport_size(PHONE)
    session.open(f"/{path}")
    expect(session.page.locator("h2.t-title, .t-empty").first).to_be_visible()
    check_width(session)


def test_without_any_edition_no_page_fails(empty_server: str, visit: Visit) -> None:
    session = visit(empty_server)
    for path in PAGES:
        session.page.goto(f"{empty_server}/{path}")
        session.page.get_by_text("Ainda não há edição publicada").first.wait_for(timeout=PATIENCE)
        session.settle()
        assert "Algo deu errado" not in session.page.locator("body").inner_text()
