"""The three steps of a first visit, which never return, and the help of a page."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from config.navigation import load_navigation
from pages.streamlit_patches.tour import STEPS
from tests.browser.session import PATIENCE, Session

pytestmark = pytest.mark.streamlit_patches


@pytest.fixture
def newcomer(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    yield context.new_page()
    context.close()


def opened(page: Page, server: str) -> None:
    page.goto(f"{server}/metodologia")
    page.locator(".t-sentence").wait_for(timeout=PATIENCE)


def test_a_newcomer_is_shown_around_once(server: str, newcomer: Page) -> None:
    opened(newcomer, server)
    tour = newcomer.get_by_role("region", name="Primeira visita")
    for number, (_, title, _) in enumerate(STEPS, 1):
        expect(tour).to_contain_text(f"{number} de {len(STEPS)}")
        expect(tour).to_contain_text(title)
        tour.get_by_role("button").last.click()
    expect(tour).to_have_count(0)
    assert newcomer.locator(".t-shown").count() == 0
    opened(newcomer, server)
    newcomer.locator(".st-key-scope").wait_for(timeout=PATIENCE)
    assert tour.count() == 0
    kept = newcomer.evaluate("Object.values({...localStorage}).join()")
    assert "vista" in kept


@pytest.mark.slow
def test_who_dismisses_it_does_not_see_it_again(server: str, newcomer: Page) -> None:
    opened(newcomer, server)
    tour = newcomer.get_by_role("region", name="Primeira visita")
    tour.get_by_role("button", name="Dispensar").click()
    expect(tour).to_have_count(0)
    opened(newcomer, server)
    newcomer.locator(".st-key-scope").wait_for(timeout=PATIENCE)
    assert tour.count() == 0


@pytest.mark.slow
def test_the_help_has_the_questions_of_the_page_and_what_a_term_means(
    server: str, visit: Callable[..., Session]
) -> None:
    session = visit(server)
    session.open("/metodologia")
    session.page.get_by_role("button", name="ajuda").click()
    session.settle()
    shown = session.page.locator("[data-testid=stPopoverBody]:visible")
    entry = next(entry for entry in load_navigation() if entry.path == "metodologia")
    for question in (entry.question, *entry.answers):
        expect(shown).to_contain_text(question)
    session.page.get_by_role("combobox", name="Termo").fill("recorrencia")
    session.page.get_by_role("option", name="recorrência").first.click()
    expect(shown).to_contain_text("dois ou mais atendimentos válidos")
