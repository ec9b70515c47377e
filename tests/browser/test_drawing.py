"""A chart is drawn once, though Streamlit asks for it again as soon as it has measured the room for
it (`draw_once`).
"""

from collections.abc import Callable

import pytest

from config.palette import load_palette
from tests.browser.session import PATIENCE, Session

pytestmark = pytest.mark.streamlit_patches

COUNT = """
(() => {
  let first = null;
  Object.assign(window, { drawn: 0, askedAgain: 0 });
  new MutationObserver(() => {
    const plot = document.querySelector('.stPlotlyChart .js-plotly-plot');
    if (!plot?.on || first) return;
    first = plot;
    plot.on('plotly_afterplot', () => { window.drawn += 1; });
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
    session.wait_for_map(load_palette("light").diverging)
    session.page.wait_for_function("window.askedAgain", timeout=PATIENCE)
    session.settle()
    assert session.page.evaluate("window.drawn") == 1
