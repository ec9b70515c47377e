"""A chart is drawn once, though Streamlit asks for it again as soon as it has measured the room for
it (`draw_once`), and its image says what it shows (`picture`).
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from config.palette import load_palette
from tests.browser.session import PATIENCE, Session, map_colours

# Pixels of an image for one of the page; about how much stands above a map in it, and under it.
SCALE, TITLE, FOOT = 2, 70, 60
pytestmark = pytest.mark.streamlit_patches

COUNT = """
(() => {
  let first = null;
  Object.assign(window, { drawn: [], askedAgain: 0 });
  new MutationObserver(() => {
    const plot = document.querySelector('.stPlotlyChart .js-plotly-plot');
    if (!plot?.on || first) return;
    first = plot;
    plot.on('plotly_afterplot', () => { window.drawn.push(plot._fullLayout.width); });
    const react = Plotly.react;
    Plotly.react = function (place, ...figure) {
      if (place === first) window.askedAgain += 1;
      return react.call(this, place, ...figure);
    };
  }).observe(document, { childList: true, subtree: true });
})();
"""


def test_a_map_is_drawn_once(server: str, visit: Callable[..., Session]) -> None:
    session = visit(server)
    session.page.add_init_script(COUNT)
    session.open()
    session.wait_for_map(map_colours(load_palette("light")))
    session.wait_until(lambda: bool(session.page.evaluate("window.askedAgain")))
    session.settle()
    widths = session.page.evaluate("window.drawn")
    assert len(widths) == len(set(widths)), widths  # the room may change while the page is made
    assert len(widths) < 1 + session.page.evaluate("window.askedAgain"), widths


def test_the_image_of_a_map_says_what_it_shows(
    server: str, visit: Callable[..., Session], tmp_path: Path
) -> None:
    session = visit(server)
    session.open("/?territorio=uf:31")
    palette = load_palette("light")
    session.wait_for_map(map_colours(palette))
    plot = session.page.locator(".stPlotlyChart").first
    plot.hover()
    with session.page.expect_download(timeout=PATIENCE) as download:
        plot.locator("[data-title='Baixar como PNG']").click()
    download.value.save_as(tmp_path / "map.png")
    image = Image.open(tmp_path / "map.png").convert("RGB")
    chart = plot.locator(".js-plotly-plot").bounding_box()
    assert chart is not None
    above, drawn = TITLE * SCALE, round(chart["height"] * SCALE)
    assert image.height > above + drawn + FOOT * SCALE
    assert image.width > chart["width"] * SCALE
    # Above the map, the mark of demonstration data; under it, the samples of the legend.
    assert _colours(image, 0, above) >= {palette.warning_surface, palette.warning_text}
    samples = set(session.page.locator(".t-legend").first.evaluate(LEGEND))
    assert len(samples) > 1
    assert _colours(image, above + drawn, image.height) >= {*samples, palette.muted}


LEGEND = """legend => [...legend.querySelectorAll("i")]
    .map(sample => getComputedStyle(sample))
    .filter(style => style.backgroundImage === "none")
    .map(style => "#" + style.backgroundColor.match(/\\d+/g).slice(0, 3)
        .map(part => Number(part).toString(16).padStart(2, "0")).join(""))"""


def _colours(image: Image.Image, top: int, bottom: int) -> set[str]:
    part = image.crop((0, top, image.width, bottom))
    found = part.getcolors(part.width * part.height) or []
    return {f"#{red:02x}{green:02x}{blue:02x}" for _, (red, green, blue) in found}  # type: ignore[misc]
