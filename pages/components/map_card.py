"""The map of an indicator: classes, legend with counts, source, text alternative, table."""

from collections.abc import Callable

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
    Tooltip,
    add_highlight,
    add_points,
    choropleth,
    set_view,
)
from indicators.catalogue.definitions import Indicator, Unit
from indicators.scope import TerritoryRef
from pages.components import caching, html, messages, numbers
from pages.components.caching import ask
from pages.components.maps.layers import Layer, paint
from pages.components.maps.shading import Legend
from pages.components.plots import config
from pages.components.ranking import numbers_behind
from pages.state import gateway, session
from pages.state.view import View

SIZE, PHONE_SIZE = (560, 520), (330, 380)  # pixels; the widths are about those of the cards
SALA = "Sala do Empreendedor"
LISTED = 12  # municipalities without a polygon named in the caption


def indicator_map(
    view: View,
    layer: Layer,
    *,
    key: str,
    on_click: Callable[[str], None] | None = None,
    decorate: Callable[[go.Figure], None] | None = None,
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
    shading, legend, smoothed = paint(view, layer, rows)
    figure = choropleth(
        list(rows["code"]),
        shading,
        _tooltip(layer.definition, rows, smoothed),
        mesh(view, layer.level),
        view.palette,
        revision=f"{view.edition_id}/{view.scope.territory}/{layer.level}",
    )
    frame_map(view, figure)
    if decorate:
        decorate(figure)
    draw(view, figure, key=key, alt=_alternative(layer.definition, rows, legend), on_click=on_click)
    show_legend(legend)
    caption(view, rows if layer.level == "municipio" else None)
    numbers_behind(view, layer.definition, layer.rows, key=key)


def draw(
    view: View,
    figure: go.Figure,
    *,
    key: str,
    alt: str,
    on_click: Callable[[str], None] | None = None,
) -> None:
    """A map in its place, with a click that gives the code of a territory."""
    name = f"{key}_{view.scope.territory}"

    def select() -> None:
        codes = [
            point["location"]
            for point in session.clicked_points(name)
            if point.get("location") is not None
        ]
        if codes and on_click:
            on_click(str(codes[0]))

    if on_click:  # as Streamlit will have it: told by it later, the map would be drawn again
        figure.update_layout(clickmode="event+select", hovermode="closest", dragmode="pan")
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


def decorate_map(view: View, figure: go.Figure, *, salas: bool, selected: str) -> None:
    """Drawn over a municipal map: the Salas, and a border around the selected municipality."""
    if selected and selected in caching.boxes(view).index:
        add_highlight(figure, selected, mesh(view, "municipio"), view.palette.text)
    if salas:
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


# Numbers are formatted by the browser: five thousand would cost the server a tenth of a second.
BROWSER_FORMATS: dict[Unit, str] = {
    "%": "%{customdata[0]:,.1f} %",
    "contagem": "%{customdata[0]:,.0f}",
    "pontos": "%{customdata[0]:,.1f}",
    "minutos": "%{customdata[0]:,.0f} min",
    "por mil": "%{customdata[0]:,.2f} por mil",
    "razão": "%{customdata[0]:,.2f}",
    "p.p.": "%{customdata[0]:,.1f} p.p.",
    "nota": "%{customdata[0]:,.1f}",
}


def _tooltip(
    definition: Indicator, rows: pd.DataFrame, smoothed: pd.Series | None = None
) -> Tooltip:
    """What is measured of an area, and before it what it shows where that is a smoothed value."""
    values = rows["value"] * definition.scale
    columns = {"value": values, "numerator": rows["numerator"], "denominator": rows["denominator"]}
    drawn = ""
    if smoothed is not None:
        columns["smoothed"] = smoothed * definition.scale
        drawn = f"Suavizada: {BROWSER_FORMATS[definition.unit].replace('[0]', '[3]')}<br>"
    shown = BROWSER_FORMATS[definition.unit]
    if definition.denominator is None:
        body = f"{shown} {definition.numerator.noun[1]}"
    else:
        # Neither a difference nor a median is a part of its base.
        whole = definition.subtracted or definition.unit in ("minutos", "nota", "p.p.")
        part = "" if whole else "%{customdata[1]:,.0f} de "
        body = f"{shown}<br>{part}%{{customdata[2]:,.0f}} {definition.denominator.noun[1]}"
    name = definition.short_title
    template = f"<b>%{{properties.name}}</b><br>{drawn}{name}: {body}<extra></extra>"
    return Tooltip(
        pd.DataFrame(columns),
        template,
        [messages.reason(status, definition) for status in rows["status"]],
    )


def _alternative(definition: Indicator, rows: pd.DataFrame, legend: Legend) -> str:
    """What the map says, for who does not see it."""
    measured = rows.dropna(subset="value").sort_values("value")
    missing = int(rows["value"].isna().sum())
    if measured.empty:
        return f"Mapa de {definition.short_title}: nenhum território com dado."
    ends = [
        f"{row['name']} ({numbers.show_value(definition, row['value'])})"
        for _, row in measured.iloc[[-1, 0]].iterrows()
    ]
    classes = enumerate_words(f"{label}, {number(count)}" for _, label, count in legend.items)
    return (
        f"Mapa de {definition.short_title}: {plural(len(measured), 'território', 'territórios')}"
        f" com dado e {number(missing)} sem dado. Maior: {ends[0]}. Menor: {ends[1]}."
        f" {legend.caption.rstrip(':')}: {classes}. A tabela está abaixo."
    )


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
