"""What a page looks like on paper: whole, and only what paper can use (`paper`, `print.css`)."""

from collections.abc import Callable

import pytest

from pages.streamlit_patches.paper import ROOM, TALLEST
from tests.browser.session import Session
from tests.support.tiers import some

pytestmark = pytest.mark.streamlit_patches
DRAWN = "document.querySelectorAll('.js-plotly-plot, [data-testid=stIFrame]')"
SIZES = f"""() => [...{DRAWN}].map(one => {{
  const {{width, height}} = one.getBoundingClientRect();
  return {{width, height, map: one.matches("iframe") || !!one.querySelector(".geolayer > *")}};
}})"""
# How much smaller each is on paper, and the height of the place that is kept for it.
SCALES = f"""() => [...{DRAWN}].map(one => [
  new DOMMatrix(getComputedStyle(one).transform).a,
  parseFloat(getComputedStyle(one.parentElement).height)
])"""


MAP = "/cobertura?territorio=uf:31"


@pytest.mark.parametrize("path", some([MAP, "/atendimento", "/rede"], MAP))
def test_no_chart_or_map_is_cut_on_paper(
    server: str, visit: Callable[..., Session], path: str
) -> None:
    session = visit(server)
    session.open(path)
    sizes = session.page.evaluate(SIZES)
    session.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    session.page.emulate_media(media="print")
    assert sizes
    for size, (scale, room) in zip(sizes, session.page.evaluate(SCALES), strict=True):
        assert size["width"] * scale <= ROOM + 1, size
        assert size["height"] * scale <= room + 1, size
        assert scale == 1 or size["map"] or size["width"] > ROOM, size
        assert not size["map"] or size["height"] * scale <= TALLEST + 1, size


@pytest.mark.slow
def test_paper_has_the_title_and_the_scope_and_nothing_that_waits_for_a_choice(
    server: str, visit: Callable[..., Session]
) -> None:
    session = visit(server)
    session.open("/municipio?territorio=municipio:3550308&parte=tudo")
    session.page.get_by_text("Escolha com quem comparar").wait_for()
    session.page.emulate_media(media="print")
    told = session.page.locator("[data-testid=stMain]").inner_text()
    # What is invented says so before anything else; the way up and its links stay on the screen.
    assert told.startswith("Dados de demonstração: nenhum resultado é real\nMunicípio\n")
    assert "Todos os portes · São Paulo (SP)" in told
    assert "Território 360 · Edição de" in told
    assert "Lado a lado" not in told
    assert "Escolha com quem comparar" not in told
    assert "Ver os números" not in told
