"""The map of the network: what is under the pointer, and what a click opens."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.session import PATIENCE, Session

# The point nearest to the right edge of the map, in pixels of it.
OUTERMOST = """() => {
  const points = [], size = network.getSize();
  network.eachLayer(layer => {
    if (layer.getTooltip?.()) points.push(network.latLngToContainerPoint(layer.getLatLng()));
  });
  return points.filter(p => p.x > 5 && p.x < size.x - 5 && p.y > 5 && p.y < size.y - 5)
    .sort((one, other) => other.x - one.x)[0];
}"""


def test_a_point_is_named_inside_the_map_and_opens_its_card(
    server: str, visit: Callable[..., Session]
) -> None:
    session = visit(server)
    session.open("/rede?territorio=uf:26&porte=ME&cor=seal")
    frame = session.page.get_by_test_id("stIFrame")
    frame.scroll_into_view_if_needed()
    inside = frame.element_handle().content_frame()
    assert inside is not None
    session.wait_until(lambda: bool(inside.evaluate("window.network?.getZoom() > 0")))
    point, box = inside.evaluate(OUTERMOST), frame.bounding_box()
    assert box is not None
    session.page.mouse.move(box["x"] + point["x"], box["y"] + point["y"])
    tooltip = inside.locator(".leaflet-tooltip:not(.name)")
    expect(tooltip).to_be_visible()
    named = tooltip.bounding_box()
    assert named is not None
    assert box["x"] <= named["x"]
    assert named["x"] + named["width"] <= box["x"] + box["width"]
    session.page.mouse.click(box["x"] + point["x"], box["y"] + point["y"])
    session.page.wait_for_url(re.compile("unidade="), timeout=PATIENCE)
    asked = parse_qs(urlsplit(session.page.url).query)
    assert asked["unidade"][0].startswith("parceiro:")
    assert (asked["porte"], asked["cor"]) == (["ME"], ["seal"])
    session.settle()
    expect(session.page.locator(".st-key-card_unit .t-title")).to_be_visible()


@pytest.mark.slow
def test_the_wheel_is_the_pages_and_towns_appear_where_one_comes_near(
    server: str, visit: Callable[..., Session]
) -> None:
    session = visit(server)
    session.open("/rede?territorio=uf:26")
    frame = session.page.get_by_test_id("stIFrame")
    frame.scroll_into_view_if_needed()
    inside = frame.element_handle().content_frame()
    assert inside is not None
    session.wait_until(lambda: bool(inside.evaluate("window.network?.getZoom() > 0")))
    before = inside.evaluate("network.getZoom()")
    frame.hover()
    session.page.mouse.wheel(0, -400)
    assert inside.evaluate("network.getZoom()") == before
    inside.evaluate("() => { network.setView([-8.05, -34.9], 10, {animate: false}); }")
    olinda = inside.locator(".leaflet-tooltip.name").filter(has_text="Olinda")
    expect(olinda.first).to_be_visible()


INJECTED = """() => new Promise(done => {
  document.addEventListener("securitypolicyviolation", event => done(event.effectiveDirective));
  const script = document.createElement("script");
  script.textContent = "window.injected = true";
  document.body.append(script);
  if (window.injected) done("it ran");
})"""


def test_no_script_written_into_a_page_or_the_map_runs(
    server: str, visit: Callable[..., Session]
) -> None:
    """Whoever found a way to write one would have written nothing."""
    session = visit(server)
    session.open("/rede")
    inside = session.page.get_by_test_id("stIFrame").element_handle().content_frame()
    assert inside is not None
    session.wait_until(lambda: bool(inside.evaluate("window.network?.getZoom() > 0")))
    for document in (session.page, inside):
        assert document.evaluate(INJECTED) == "script-src-elem"
    refused = [told for told in session.problems if "Content Security Policy" in told]
    assert refused
    session.problems[:] = [told for told in session.problems if told not in refused]
