"""Where a municipality is: in its state, and among those that touch it."""

import streamlit as st

from config.formatting import enumerate_words, plural
from geo.locator import Shape, locator_svg
from pages.components import html, messages
from pages.components.caching import ready
from pages.state import gateway, url
from pages.state.view import View

UF_DIGITS = 2  # of IBGE's code of a municipality


def locator_card(view: View) -> None:
    code = view.scope.territory.code
    shapes = gateway.shapes_touching(view.edition, code)
    neighbours = [one for one in shapes.values() if one.code != code]
    if not shapes:
        html.title("Onde fica")
        messages.empty("A malha desta edição não tem o polígono deste município.")
        return
    html.title("Onde fica", f"{plural(len(neighbours), 'vizinho', 'vizinhos')} no mapa.")
    left, right = st.columns(2, gap="small")
    pictures = ready(view.unlinked, _pictures, code)
    with left:
        html.show(pictures[0])
    with right:
        html.show(pictures[1])
    if neighbours:
        links = " · ".join(
            html.anchor(one.name, url.link(view.params, **{url.TERRITORY: f"municipio:{one.code}"}))
            for one in neighbours
        )
        html.show(f'<p class="t-verdict">{links}</p>')


def _pictures(view: View, code: str) -> tuple[str, str]:
    """The municipality in its UF, and close by."""
    palette = view.palette
    shapes = gateway.shapes_touching(view.edition, code)
    neighbours = [one.code for one in shapes.values() if one.code != code]
    fills = {**dict.fromkeys(neighbours, palette.sequential[1]), code: palette.accent}
    whole = gateway.shape_of_uf(view.edition, code[:UF_DIGITS])
    ground = [*([whole] if whole else []), *shapes.values()]
    names = enumerate_words(shapes[other].name for other in neighbours)
    return (
        _picture(ground, fills, view, f"{view.place} no mapa do estado."),
        _picture(list(shapes.values()), fills, view, f"{view.place} e os vizinhos: {names}."),
    )


def _picture(ground: list[Shape], fills: dict[str, str], view: View, alternative: str) -> str:
    svg = locator_svg(ground, fills, view.palette.outline, view.palette.soft)
    return f'<div class="t-locator">{html.picture(svg, alternative)}</div>'
