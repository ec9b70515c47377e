"""Windows narrower than a desktop: a map keeps its room, and a wide table becomes blocks on a
phone.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.session import PATIENCE
from tests.support.tiers import some

pytestmark = pytest.mark.streamlit_patches

Visit = Callable[..., "Session"]  # noqa: F821 - the class lives in conftest
CAPITAL = "municipio?territorio=municipio:3106200"
ON_A_PHONE = {"user_agent": "Mozilla/5.0 (Linux; Android 14) Mobile", "has_touch": True}
EDGES = """chart => {
  const areas = [...chart.querySelectorAll('.choroplethlocation[d]')]
    .map(e => e.getBoundingClientRect());
  return [Math.min(...areas.map(e => e.left)), Math.max(...areas.map(e => e.right))];
}"""


@pytest.mark.parametrize("path", some(["", "cobertura"], "cobertura"))
@pytest.mark.parametrize("width", some([800, 1024, 1250], 1024))
def test_the_country_fits_its_map_in_a_narrow_window(
    server: str, visit: Visit, path: str, width: int
) -> None:
    session = visit(server)
    session.page.set_viewport_size({"width": width, "height": 768})
    session.open(f"/{path}")
    chart = session.page.locator(".stPlotlyChart").first
    chart.locator(".choroplethlocation[d]").last.wait_for(state="attached", timeout=PATIENCE)
    box, (left, right) = chart.bounding_box(), chart.evaluate(EDGES)
    assert box["x"] <= left < right <= box["x"] + box["width"]
    assert right - left >= box["width"] / 2


@pytest.mark.parametrize("width", some([390, 700, 767, 800], 767))
def test_the_button_that_opens_the_menu_is_inside_the_window(
    server: str, visit: Visit, width: int
) -> None:
    session = visit(server)
    session.page.set_viewport_size({"width": width, "height": 700})
    session.open("/metodologia")
    opener = session.page.get_by_test_id("stExpandSidebarButton")
    if width > 767:  # where Streamlit opens the menu by itself, somebody closes it
        session.page.get_by_test_id("stSidebar").hover()
        session.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    expect(opener).to_be_visible()
    session.wait_until(lambda: opener.bounding_box()["x"] >= 0)
    box, first = opener.bounding_box(), session.page.locator(".t-note, .t-sentence").first
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= first.bounding_box()["y"]


@pytest.mark.slow
@pytest.mark.parametrize("path", some(["", "cobertura", CAPITAL], "cobertura"))
def test_no_stacked_table_scrolls_sideways_on_a_phone(server: str, visit: Visit, path: str) -> None:
    session = visit(server, **ON_A_PHONE)
    session.page.set_viewport_size({"width": 390, "height": 844})
    session.open(f"/{path}")
    tables = session.page.locator(":is(.t-wide, .t-scroll):has(> .t-stack)")
    expect(tables.first).to_be_visible()
    assert (
        tables.evaluate_all("all => all.filter(e => e.scrollWidth > e.clientWidth + 1).length") == 0
    )


@pytest.mark.slow
def test_cards_side_by_side_end_at_the_same_line(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open()
    ends = [
        (box := session.page.locator(f".st-key-{key}").bounding_box())["y"] + box["height"]
        for key in ("card_map", "card_ranking")
    ]
    assert ends[0] == pytest.approx(ends[1], abs=2)


@pytest.mark.slow
def test_beside_the_portrait_of_a_municipality_no_card_is_half_empty(
    server: str, visit: Visit
) -> None:
    session = visit(server)
    session.open("/cobertura?municipio=3550308")
    for card in ("card_map", "card_vacancies"):
        shown = session.page.locator(f".st-key-{card}")
        box, last = shown.bounding_box(), shown.locator("> *").last.bounding_box()
        assert box["y"] + box["height"] - last["y"] - last["height"] < 80, card


@pytest.mark.slow
def test_an_address_of_no_page_opens_the_first_with_a_note(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open("/relatorio?territorio=uf:31")
    expect(
        session.page.locator(".t-note").filter(has_text="Não há página “relatorio”")
    ).to_be_visible()
    assert session.page.get_by_role("dialog").count() == 0
    session.page.get_by_role("link", name="Cobertura").click()
    session.page.get_by_text("Onde alcançamos as empresas").wait_for(timeout=PATIENCE)
    session.wait_until(lambda: "pagina" not in session.page.url)


@pytest.mark.slow
@pytest.mark.parametrize("path", some(["", "panorama"], "panorama"))
def test_the_menu_tells_which_page_is_open_at_both_addresses_of_the_first(
    server: str, visit: Visit, path: str
) -> None:
    session = visit(server)
    session.open(f"/{path}")
    weights = {
        name: (
            session.page.locator(
                "[data-testid=stPageLink-NavLink] p:visible", has_text=name
            ).first.evaluate("e => Number(getComputedStyle(e).fontWeight)")
        )
        for name in ("Panorama", "Cobertura", "Município")
    }
    assert weights["Panorama"] > weights["Cobertura"] == weights["Município"], weights


# How much of the card of the list is empty, and whether the window of the list ends where a row
# does.
ROOM = """() => {
  const card = document.querySelector('.st-key-card_ranking');
  const list = card.querySelector('.t-scroll');
  const end = e => e.getBoundingClientRect().bottom;
  const parts = [...card.querySelectorAll('button, .t-source, .t-table')].map(end);
  const rows = [...list.querySelectorAll('tr')].map(row => Math.abs(end(row) - end(list)));
  return [end(card) - Math.max(...parts.filter(y => y < end(card))), Math.min(...rows)];
}"""


@pytest.mark.slow
def test_the_list_beside_opened_numbers_leaves_no_white_hole(server: str, visit: Visit) -> None:
    session = visit(server)
    session.page.set_viewport_size({"width": 1366, "height": 768})
    session.open("/")
    numbers = session.page.locator(".st-key-card_map").get_by_text("Ver os números").first
    numbers.click()
    session.page.locator("[aria-label^='Números de']").first.wait_for(timeout=PATIENCE)
    session.settle()
    empty, beside_a_row = session.page.evaluate(ROOM)
    assert empty < 40  # pixels: what every card has at its end
    assert beside_a_row < 1


@pytest.mark.slow
def test_every_indicator_of_the_channels_is_in_sight_on_a_desktop(
    server: str, visit: Visit
) -> None:
    session = visit(server)
    session.page.set_viewport_size({"width": 1366, "height": 768})
    session.open("/atendimento?parte=canais")
    found = session.page.locator('.t-wide:has([aria-label="Canais lado a lado"])')
    assert found.locator("thead tr > *").count() == 8
    assert found.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
