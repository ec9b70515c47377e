"""From the search to a profile, its neighbours and the paper."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.session import PATIENCE

Visit = Callable[..., "Session"]  # noqa: F821 - the class lives in conftest
PROFILE = "/municipio?territorio=municipio:3106200&comparar_com=3550308,3304557"
A4 = (595, 842)  # points


def test_a_search_leads_to_a_profile_and_a_neighbour_to_the_next(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open("/municipio")
    session.page.get_by_role("button", name="Procurar um município").click()
    session.settle()
    session.page.get_by_role("combobox", name="Município").fill("sao jose dos pinhais")
    session.page.get_by_role("option", name="São José dos Pinhais (PR)").first.click()
    session.page.wait_for_url("**municipio*4125506*", timeout=PATIENCE)
    session.settle()
    expect(session.page.locator(".st-key-card_spine .t-spine").first).to_be_visible()
    session.page.get_by_role("radio", name="Parecidos").click()
    session.settle()
    neighbour = session.page.locator(".st-key-card_neighbours a").first
    name = neighbour.inner_text()
    neighbour.click()
    session.page.locator(".t-sentence", has_text=name).wait_for(timeout=PATIENCE)
    session.settle()
    expect(session.page.locator(".st-key-card_neighbours")).to_be_visible()  # the same part


@pytest.mark.slow
def test_the_municipalities_to_compare_live_in_the_address(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open(f"{PROFILE}&parte=comparar")
    session.page.get_by_role("button", name="Escolher municípios").click()
    session.settle()
    session.page.get_by_role("combobox", name="Municípios").fill("salvador")
    session.page.get_by_role("option", name="Salvador (BA)").first.click()
    session.page.wait_for_url("**2927408*", timeout=PATIENCE)
    session.settle()
    chosen = parse_qs(urlsplit(session.page.url).query)["comparar_com"]
    assert chosen == ["3550308,3304557,2927408"]
    expect(session.page.locator(".st-key-card_compared th")).to_have_count(1 + 4)


@pytest.mark.slow
def test_a_district_leads_to_its_municipality(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open("/municipio")
    session.page.get_by_role("button", name="Procurar um município").click()
    session.settle()
    session.page.get_by_role("combobox", name="Município").fill("ceilandia")
    session.page.get_by_role("option", name="Ceilândia, em Brasília (DF)").first.click()
    session.arrive(territorio="municipio:5300108")


@pytest.mark.slow
def test_a_profile_is_printed_on_a_few_sheets_without_what_is_only_for_screens(
    server: str, visit: Visit
) -> None:
    session = visit(server, color_scheme="dark")
    session.open(f"{PROFILE}&parte=tudo")
    session.page.emulate_media(media="print")
    for hidden in ("[data-testid=stSidebar]", ".st-key-scope", "[data-testid=stDownloadButton]"):
        assert not session.page.locator(hidden).first.is_visible(), hidden
    background = session.page.locator(".st-key-card_spine").evaluate(
        "e => getComputedStyle(e).backgroundColor"
    )
    assert background == "rgb(255, 255, 255)"
    paper = session.page.pdf(prefer_css_page_size=True, print_background=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert 1 <= len(boxes) <= 3
    assert {(round(float(w)), round(float(h))) for w, h in boxes} == {A4}
