"""The page inside the map of the network: our own Leaflet, borders from our route, no tiles."""

import re
from dataclasses import dataclass
from typing import cast

import folium
import pandas as pd
from branca.element import MacroElement
from folium.template import Template

from config.palette import Palette
from geo.maps import Box
from indicators.recognition_rules.measurable import UnitKind
from pages.components import html
from pages.components.map_card import SALA
from pages.components.maps.network_script import MAP_SCRIPT
from pages.components.unit_links import UNIT

NO_SEAL = "Sem selo"  # the last of the legend, in grey where it has one
TOWNS_FROM, STATES_FROM = 8, 5.5  # zooms at which borders and names of towns, and of UFs, appear
MOST_NAMES = 60  # at once: more would cover each other
LEAFLET_JS, LEAFLET_CSS = "/leaflet/leaflet.js", "/leaflet/leaflet.css"
# folium writes a map as a script in its page, which no browser runs there (see `server.headers`).
INLINE = re.compile(r"<script>.*?</script>", re.DOTALL)


class LocalMap(folium.Map):
    """folium asks a CDN for Leaflet, jQuery, Bootstrap and icons;
    circles on borders need Leaflet alone.
    """

    default_js = [("leaflet", LEAFLET_JS)]  # noqa: RUF012 - folium's own attribute
    default_css = [("leaflet_css", LEAFLET_CSS)]  # noqa: RUF012

    def get_name(self) -> str:
        """Always the same, where folium draws lots:
        the browser keeps a map that is sent again unchanged.
        """
        return "network"


class Network(MacroElement):
    """What the program of the map reads (`network_script`), as data: nothing of it is ever run."""

    _template = Template("""
{% macro html(this, kwargs) %}
<script type="application/json" id="told">{{ this.told }}</script>
{% endmacro %}
""")

    def __init__(self, **told: object) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.told = html.json_text(told)


def shown_partners(partners: pd.DataFrame, by: str) -> pd.DataFrame:
    """Those who have what they are coloured `by`: for the seal only Salas, sealed or not."""
    return (
        partners if by == "kind" else partners[partners["kind"] == SALA].fillna({"seal": NO_SEAL})
    )


def colour_groups(partners: pd.DataFrame, by: str, palette: Palette) -> dict[str, str]:
    """A colour for each type or seal, the most frequent first;
    beyond the palette the last one repeats.
    """
    order = sorted(partners[by].value_counts().index, key=lambda name: name == NO_SEAL)
    colours = palette.partners
    return {
        name: colours[-1 if name == NO_SEAL else min(i, len(colours) - 1)]
        for i, name in enumerate(order)
    }


@dataclass(frozen=True)
class Look:
    """How a map of the network is drawn:
    what it shows of the world, whose borders, and the size of its points.
    """

    box: Box
    mesh: str
    towns: str  # the mesh of municipalities, without its ending: that of a UF adds its code
    radius: float


def document(
    partners: pd.DataFrame, by: str, colours: dict[str, str], palette: Palette, look: Look
) -> str:
    """The whole page of the map. Points travel as one compact list, drawn on a canvas."""
    west, south, east, north = look.box
    chart = LocalMap(tiles=None)
    beginnings, points = _points(partners, by, list(colours))
    network = Network(
        bounds=[[south, west], [north, east]],
        mesh=look.mesh,
        beginnings=beginnings,
        points=points,
        colours=list(colours.values()),
        line=palette.outline,
        fill=palette.page,
        radius=look.radius,
        towns=look.towns,
        towns_from=TOWNS_FROM,
        states_from=STATES_FROM,
        most_names=MOST_NAMES,
        unit=UNIT,
        kind=UnitKind.PARTNER.value,
    )
    network.add_to(chart)
    page = cast("folium.Figure", chart.get_root())
    page.title = "Mapa da rede parceira"
    page.header.add_child(folium.Element(_style(palette)))
    page.header.add_child(folium.Element(f'<script defer src="{MAP_SCRIPT}"></script>'))
    return INLINE.sub("", str(page.render())).replace("<html>", '<html lang="pt-BR">', 1)


def _points(
    partners: pd.DataFrame, by: str, groups: list[str]
) -> tuple[list[str], list[tuple[object, ...]]]:
    """What the names of the partners begin with, and each partner: latitude, longitude, group,
    whether it is active, its beginning, whether the town ends its name (as it does most: each is
    written once), town, uf, its own id.
    """
    group = {name: i for i, name in enumerate(groups)}
    # The rarest on top.
    partners = partners.sort_values(by, key=lambda names: names.map(group), kind="stable")
    named = list(zip(partners["name"], partners["municipality"], strict=True))
    endings = [name.endswith(town) for name, town in named]
    own = [name.removesuffix(town) for name, town in named]
    places = {beginning: i for i, beginning in enumerate(dict.fromkeys(own))}
    columns = (
        partners["latitude"].round(4).tolist(),
        partners["longitude"].round(4).tolist(),
        [group[name] for name in partners[by]],
        partners["active"].astype(int).tolist(),
        [places[beginning] for beginning in own],
        [int(ending) for ending in endings],
        [town for _, town in named],
        partners["uf"].tolist(),
        partners["partner_id"].tolist(),
    )
    return list(places), list(zip(*columns, strict=True))


def _style(palette: Palette) -> str:
    button = (
        f"background:{palette.surface} !important;color:{palette.text} !important;"
        f"border-color:{palette.border}"
    )
    return (
        f"<style>html,body,.leaflet-container{{background:{palette.surface} !important;margin:0}}"
        ".leaflet-container{font:13px/1.4 system-ui,sans-serif !important}"
        ".leaflet-tooltip{white-space:normal !important;width:max-content;"
        "max-width:min(18rem,90vw)}"
        ".leaflet-tooltip.name{background:none !important;border:0;box-shadow:none;padding:0;"
        f"font-size:10px;pointer-events:none;text-shadow:0 0 2px {palette.page},"
        f"0 0 2px {palette.page}}}"
        ".leaflet-bar a,.leaflet-bar a:hover,.leaflet-bar a.leaflet-disabled,.leaflet-tooltip"
        f"{{{button}}}.leaflet-bar{{border-color:{palette.border} !important}}</style>"
    )
