"""The partner network on a folium map: our own Leaflet, borders from our route, no tiles."""

from typing import cast

import folium
import pandas as pd
import streamlit as st
from branca.element import MacroElement
from folium.template import Template

from config.formatting import plural
from config.palette import Palette
from pages.components import gateway, html
from pages.components.map_card import HEIGHT, PHONE_HEIGHT, extent
from pages.components.view import View

NO_SEAL = "Sem selo"  # the last of the legend, in grey where it has one
LEAFLET_JS, LEAFLET_CSS = "/leaflet/leaflet.js", "/leaflet/leaflet.css"


class LocalMap(folium.Map):
    """folium asks a CDN for Leaflet, jQuery, Bootstrap and icons; circles on borders need Leaflet alone."""

    default_js = [("leaflet", LEAFLET_JS)]  # noqa: RUF012 - folium's own attribute
    default_css = [("leaflet_css", LEAFLET_CSS)]  # noqa: RUF012


class Network(MacroElement):
    """Borders and points, as one script after the map's own. Names are put in as text, never as markup."""

    _template = Template("""
{% macro script(this, kwargs) %}
L.control.zoom({zoomInTitle: "Aproximar", zoomOutTitle: "Afastar"}).addTo({{ this._parent.get_name() }});
fetch({{ this.mesh }}).then(r => r.json()).then(borders => {
  L.geoJSON(borders, {interactive: false,
    style: {color: {{ this.line }}, weight: 0.8, fillColor: {{ this.fill }}, fillOpacity: 1}})
    .addTo({{ this._parent.get_name() }}).bringToBack();
});
{
  const colours = {{ this.colours }};
  for (const [lat, lon, group, active, name, place] of {{ this.points }}) {
    const text = document.createElement("span");
    text.textContent = name + " — " + place + (active ? "" : " (inativo)");
    L.circleMarker([lat, lon], {radius: {{ this.radius }}, weight: 1, color: colours[group], fillColor: colours[group],
      fillOpacity: active ? 0.75 : 0}).bindTooltip(text).addTo({{ this._parent.get_name() }});
  }
}
{% endmacro %}
""")

    def __init__(self, **values: object) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        for name, value in values.items():
            setattr(self, name, html.json_text(value))


def colour_groups(partners: pd.DataFrame, by: str, palette: Palette) -> dict[str, str]:
    """A colour for each type or seal, the most frequent first; beyond the palette the last one repeats."""
    order = sorted(partners[by].value_counts().index, key=lambda name: name == NO_SEAL)
    colours = palette.partners
    return {name: colours[-1 if name == NO_SEAL else min(i, len(colours) - 1)] for i, name in enumerate(order)}


def network_map(view: View, partners: pd.DataFrame, by: str) -> None:
    """Active partners as circles coloured by `by` (a column of `partners`); inactive ones are hollow."""
    located = partners.dropna(subset=["latitude", "longitude"])
    colours = colour_groups(partners, by, view.palette)
    height = PHONE_HEIGHT if view.phone else HEIGHT
    st.iframe(_document(view, located, by, colours), height=height, alt=_alternative(partners, located, by))
    html.show(html.legend([(colour, name) for name, colour in colours.items()], "", dots=True))
    missing = len(partners) - len(located)
    if missing:
        html.source(f"{plural(missing, 'ponto', 'pontos')} sem coordenadas: só na lista, fora do mapa.")


def _document(view: View, partners: pd.DataFrame, by: str, colours: dict[str, str]) -> str:
    """The whole page of the map. Points travel as one compact list, drawn on a canvas."""
    west, south, east, north = extent(view)
    chart = LocalMap(
        tiles=None, prefer_canvas=True, zoom_control=False, attribution_control=False, min_zoom=3, zoom_snap=0.25
    )
    chart.fit_bounds([[south, west], [north, east]])
    group = {name: i for i, name in enumerate(colours)}
    partners = partners.sort_values(by, key=lambda names: names.map(group), kind="stable")  # the rarest on top
    points = list(
        zip(
            partners["latitude"].round(4).tolist(),
            partners["longitude"].round(4).tolist(),
            partners[by].map(group).tolist(),
            partners["active"].astype(int).tolist(),
            partners["name"].tolist(),
            (partners["municipality"] + " (" + partners["uf"] + ")").tolist(),
            strict=True,
        )
    )
    network = Network(
        mesh=gateway.mesh_url(view.edition, "uf"),
        points=points,
        colours=list(colours.values()),
        line=view.palette.outline,
        fill=view.palette.page,
        radius=(1.4 if view.phone else 2) if view.whole_country else 4,
    )
    network.add_to(chart)
    page = cast("folium.Figure", chart.get_root())
    page.title = "Mapa da rede parceira"
    page.header.add_child(folium.Element(_style(view.palette)))
    return str(page.render()).replace("<html>", '<html lang="pt-BR">', 1)


def _style(palette: Palette) -> str:
    button = f"background:{palette.surface} !important;color:{palette.text} !important;border-color:{palette.border}"
    return (
        f"<style>html,body,.leaflet-container{{background:{palette.surface} !important;margin:0}}"
        f".leaflet-bar a,.leaflet-bar a:hover,.leaflet-bar a.leaflet-disabled,.leaflet-tooltip{{{button}}}"
        f".leaflet-bar{{border-color:{palette.border} !important}}</style>"
    )


def _alternative(partners: pd.DataFrame, located: pd.DataFrame, by: str) -> str:
    counts = ", ".join(f"{name}: {count}" for name, count in partners[by].value_counts().items())
    return f"Mapa da rede parceira: {plural(len(located), 'ponto', 'pontos')}. {counts}. A lista está abaixo."
