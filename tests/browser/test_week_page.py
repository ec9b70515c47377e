"""What is done in the week leaves the list, is kept under its author, and can come back."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.session import Session


def test_an_item_is_done_and_taken_back(server: str, visit: Callable[..., Session]) -> None:
    session = visit(server)
    session.open("/semana?territorio=uf:31")
    lines = session.page.locator("[class*=st-key-week_]")
    name = lines.first.locator("a").inner_text()
    reason = lines.first.locator(".t-task").inner_text()
    lines.first.get_by_role("button", name="Feito").click()
    expect(session.page.get_by_role("status").filter(has_text="está em Feitos")).to_be_visible()
    expect(lines.locator(".t-task").filter(has_text=reason)).to_have_count(0)
    session.page.get_by_role("radio", name="Feitos").click()
    session.arrive(territorio="uf:31", parte="feitos")
    kept = session.page.locator("[class*=st-key-mark_]").first
    expect(kept).to_contain_text(name)
    kept.get_by_role("button", name="Desfazer").click()
    expect(session.page.get_by_role("status").filter(has_text="voltou à lista")).to_be_visible()
    expect(kept).to_contain_text("desfeito por")
