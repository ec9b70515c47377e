"""A chart is drawn once, though Streamlit asks for it again as soon as it has measured the room for
it (`draw_once`).
"""

from collections.abc import Callable

import pytest

from config.palette import load_palette
from tests.browser.conftest import Session

pytestmark = pytest.mark.streamlit_patches

COUNT = """
(() => {
  const seen = new WeakSet();
  window.drawn = 0;
  setInterval(() => {
    const plot = document.querySelector('.stPlotlyChart .js-plotly-plot');
    if (!plot?.on || seen.has(plot)) return;
    seen.add(plot);
    plot.on('plotly_afterplot', () => { window.drawn += 1; });
  }, 5);
})();
"""


def test_a_map_is_drawn_once(server: str, visit: Callable[..., Session]) -> None:
    session = visit(server)
    session.page.add_init_script(COUNT)
    session.open()
    session.wait_for_map(load_palette("light").diverging)
    session.page.wait_for_timeout(1500)
    assert session.page.evaluate("window.drawn") == 1
