"""The map of an indicator: classes, legend with counts, source, text alternative, table."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from config.formatting import enumerate_words, number, plural
from data_access.queries.tables import municipalities as municipality_tables
from data_access.queries.tables import reference
from geo.extent import box_with_surroundings, oceanic, union_box, without_the_sea
from geo.inset import add_inset
from geo.maps import (
    BRAZIL,
    Borders,
    Box,
    Mesh,
    add_highlight,
    add_points,
    choropleth,
    set_view,
)
from indicators.scope import TerritoryRef
from pages.components import caching, html, messages
from pages.components.attribution import unheeded_sentence
from pages.components.caching import ask
from pages.components.maps.layers import Layer, paint
from pages.components.maps.shading import Legend
from pages.components.maps.words import alternative, tooltip
from pages.components.plots import config
from pages.components.ranking import numbers_behind
from pages.state import gateway, session
from pages.state.view import View

SIZE, PHONE_SIZE = (560, 520), (330, 380)  # pixels; the widths are about those of the cards
SALA = "Sala do Empreendedor"
LISTED = 12  # municipalities without a polygon named in the caption


@dataclass(frozen=True)
class Over:
    """What is drawn over a municipal map: the Salas, and a border around the municipality that is
    selected.
    """

    salas: bool = False
    selected: str = ""


NOTHING = Over()


def indicator_map(
    view: View,
    layer: Layer,
    *,
    key: str,
    on_click: Callable[[str], None] | None = None,
    over: Over = NOTHING,
) -> None:
    """Draw the layer with its legend, source and table; `on_click` gets the code clicked."""
    rows = layer.rows[layer.rows["code"].notna()]
    if layer.level == "municipio" and len(_without_polygon(view, rows)) == len(rows):
        messages.empty(
            "A malha desta edição não tem o polígono deste território.", "Os números estão abaixo."
        )
        caption(view, rows)
        numbers_behind(view, layer.definition, layer.rows, key=key)
        return
    plain, clicked = view.unlinked, on_click is not None
    built = partial(_built, plain, layer, rows, over, clicked=clicked)
    figure, legend, alt = caching.drawn(plain, built, "map", layer.key, over, clicked)
    draw(view, figure, key=key, alt=alt, on_click=on_click)
    show_legend(legend)
    caption(view, rows if layer.level == "municipio" else None)
    if unheeded := unheeded_sentence([layer.definition], view.scope):
        html.source(unheeded)
    if apart := messages.without_place(layer.definition, layer.rows):
        html.source(apart)
    numbers_behind(view, layer.definition, layer.rows, key=key)


def _built(
    view: View, layer: Layer, rows: pd.DataFrame, over: Over, *, clicked: bool
) -> tuple[go.Figure, Legend, str]:
    """The map, its legend, and what it says in words."""
    shading, legend, smoothed = paint(view, layer, rows)
    figure = choropleth(
        list(rows["code"]),
        shading,
        tooltip(layer.definition, rows, smoothed),
        mesh(view, layer.level),
        view.palette,
        revision=f"{view.edition_id}/{view.scope.territory}/{layer.level}",
    )
    frame_map(view, figure)
    draw_over(view, figure, over)
    if clicked:
        answer_clicks(figure)
    return figure, legend, alternative(layer.definition, rows, legend)


def draw(
    view: View,
    figure: go.Figure,
    *,
    key: str,
    alt: str,
    on_click: Callable[[str], None] | None = None,
) -> None:
    """A map in its place; a click gives the code of a territory, if the map answers to clicks
    (`answer_clicks`).
    """
    name = f"{key}_{view.scope.territory}"

    def select() -> None:
        codes = [
            point["location"]
            for point in session.clicked_points(name)
            if point.get("location") is not None
        ]
        if codes and on_click:
            on_click(str(codes[0]))

    st.plotly_chart(
        figure,
        key=name,
        theme=None,
        height=figure.layout.height,
        on_select=select if on_click else "ignore",
        selection_mode="points",
        config=config(name=key, map_buttons=True),
        alt=alt,
    )


def answer_clicks(figure: go.Figure) -> None:
    """As Streamlit will have it: told by it later, the map would be drawn again."""
    figure.update_layout(clickmode="event+select", hovermode="closest", dragmode="pan")


def draw_over(view: View, figure: go.Figure, over: Over) -> None:
    """What stands over a municipal map."""
    if over.selected and over.selected in caching.boxes(view).index:
        add_highlight(figure, over.selected, mesh(view, "municipio"), view.palette.text)
    if over.salas:
        with_salas(view, figure)


def with_salas(view: View, figure: go.Figure) -> None:
    """The active Salas of the territory as points over the map."""
    partners = ask(view, reference.partners, territory=view.scope.territory)
    salas = partners[partners["kind"].eq(SALA) & partners["active"]].dropna(
        subset=["latitude", "longitude"]
    )
    points = salas.assign(text=salas["municipality"] + " (" + salas["uf"] + ")")
    size = 3 if view.whole_country else 6
    add_points(figure, points, name=SALA, colour=view.palette.text, palette=view.palette, size=size)


def frame_map(view: View, figure: go.Figure) -> None:
    """Size of the map, the view that holds the territory of the scope, and apart what lies far out
    at sea.
    """
    width, height = PHONE_SIZE if view.phone else SIZE
    figure.update_layout(height=height)
    set_view(figure, extent(view), shape=width / height)
    islands = [] if view.whole_country or view.single else oceanic(caching.boxes(view), BRAZIL)
    box = union_box(caching.boxes(view), islands)
    if box:
        places = ask(view, municipality_tables.municipalities, territory=view.scope.territory)
        names = places.loc[places["code"].isin(islands), "name"]
        add_inset(figure, islands, box, enumerate_words(names), view.palette)


def extent(view: View) -> Box:
    """(west, south, east, north) of the territory of the scope, in degrees."""
    if view.whole_country:
        return BRAZIL
    inside = ask(view, municipality_tables.municipalities, territory=view.scope.territory)
    boxes, codes = caching.boxes(view), list(inside["code"])
    if view.single:
        box = union_box(boxes, codes)
        return box_with_surroundings(box) if box else BRAZIL
    islands = oceanic(boxes, BRAZIL)  # drawn apart
    box = union_box(boxes, [code for code in codes if code not in islands]) or BRAZIL
    return without_the_sea(box, BRAZIL)


def mesh(view: View, level: str) -> Mesh:
    """The polygons of a level under the borders of the UFs; around a single municipality, its
    neighbours' borders.

    Of the municipalities inside one UF, only those of that UF are asked for, and around one, only
    those near it.
    """
    states = Borders(gateway.mesh_url(view.edition, "uf"), gateway.mesh_codes(view.edition, "uf"))
    if level in ("regiao", "uf"):
        return Mesh(gateway.mesh_url(view.edition, level), (states,))
    if level != "municipio":  # pale areas side by side need their lines
        inside = _uf(view.scope.territory)
        known = gateway.mesh_codes(view.edition, level)
        codes = [code for code in known if inside is None or code.startswith(inside)]
        url = gateway.mesh_url(view.edition, level, inside)
        return Mesh(url, (Borders(url, codes, width=0.4), states))
    if view.single:
        here = view.scope.territory.code
        near = gateway.mesh_url(view.edition, level, here)
        return Mesh(near, (Borders(near, gateway.mesh_codes(view.edition, level, here)), states))
    return Mesh(gateway.mesh_url(view.edition, level, _uf(view.scope.territory)), (states,))


def _uf(territory: TerritoryRef) -> str | None:
    """The two digits of the UF that holds the territory:
    IBGE's codes begin with it below the regions.
    """
    return territory.code[:2] if territory.level not in ("brasil", "regiao") else None


def show_legend(legend: Legend) -> None:
    items = [(colour, f"{label} ({number(count)})") for colour, label, count in legend.items]
    html.show(html.legend(items, legend.caption))
    if legend.sentence:
        html.source(legend.sentence)


def caption(view: View, rows: pd.DataFrame | None) -> None:
    """Where the borders come from, and which municipalities they do not have."""
    territory = view.manifest.territory
    text = f"Malha: {territory.mesh_source}, {territory.mesh_vintage}."
    absent = _without_polygon(view, rows) if rows is not None else []
    if absent:
        names = enumerate_words(absent[:LISTED]) + ("…" if len(absent) > LISTED else "")
        one, many = "município sem polígono, contado", "municípios sem polígono, contados"
        text += f" {plural(len(absent), one, many)} e fora do desenho: {names}."
    html.source(text)


def _without_polygon(view: View, rows: pd.DataFrame) -> list[str]:
    missing = set(view.manifest.territory.without_polygon)
    absent = rows[np.isin(rows["code"], list(missing))]
    return [f"{name} ({uf})" for name, uf in zip(absent["name"], absent["uf"], strict=True)]
