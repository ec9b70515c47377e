"""Builders of map figures: Plotly's MapLibre traces over borders that the browser fetches once from our route.

A figure carries only codes, classes and the numbers of the tooltip (about 25 bytes per municipality); names come
from the properties of the mesh. Nothing here asks for a tile, a font or a style from anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from config.palette import Palette

# Ends of the national territory in degrees (west, south, east, north), without the oceanic islands, which would
# push the country into a corner; they are drawn, and the map can be dragged to them.
BRAZIL = (-74.0, -33.8, -34.8, 5.3)
TILE = 512  # pixels of MapLibre's world at zoom 0
TRANSPARENT = "rgba(0,0,0,0)"
# With more areas than this, lines between them would hide the colour of the small ones, and take the browser longer to
# draw than the colours; those of the outline stay.
CROWDED = 2000
OUTLINE, BEYOND = "outline", "beyond"
SMALLEST = 0.2  # degrees: no view is closer than about twenty kilometres
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class MeshUrls:
    """Where the browser finds the polygons that are filled and the borders that are drawn over them.

    Those `beyond` are drawn once the user has pulled the view back from where it began.
    """

    areas: str
    outline: str | None = None
    beyond: str | None = None


@dataclass(frozen=True)
class Shading:
    """Class of each territory: ``index`` into ``colours``; −1 is "sem dado"."""

    index: Sequence[int]
    colours: Sequence[str]


@dataclass(frozen=True)
class Tooltip:
    """Numbers shown on hover, one column per placeholder ``%{customdata[i]}`` of the template."""

    numbers: pd.DataFrame
    template: str
    reasons: Sequence[str]


def choropleth(
    codes: Sequence[str],
    shading: Shading,
    tooltip: Tooltip,
    urls: MeshUrls,
    palette: Palette,
    *,
    revision: str,
) -> go.Figure:
    """A map of classes over the whole country (see `set_view`). A new `revision` forgets how the user moved it."""
    index = np.asarray(shading.index)
    figure = go.Figure()
    measured = index >= 0
    if measured.any():
        figure.add_trace(_filled(codes, index, measured, shading, tooltip, urls, palette))
    if (~measured).any():
        figure.add_trace(_unmeasured(codes, ~measured, tooltip, urls, palette))
    _frame(figure, urls, palette, revision)
    set_view(figure, BRAZIL)
    return figure


def add_points(
    figure: go.Figure, points: pd.DataFrame, *, name: str, colour: str, palette: Palette, size: float = 6
) -> None:
    """Circles over a map, from `points` with latitude, longitude and a finished tooltip text."""
    figure.add_trace(
        go.Scattermap(
            lat=points["latitude"].astype("float32"),
            lon=points["longitude"].astype("float32"),
            text=points["text"],
            name=name,
            mode="markers",
            marker={"size": size, "color": colour, "opacity": 0.85},
            hovertemplate=f"<b>{name}</b><br>%{{text}}<extra></extra>",
            hoverlabel={"bgcolor": palette.surface, "bordercolor": palette.border, "font": {"color": palette.text}},
            showlegend=False,
        )
    )


def add_highlight(figure: go.Figure, code: str, urls: MeshUrls, colour: str) -> None:
    """A thick border around one territory; the pointer does not notice it."""
    figure.add_trace(
        go.Choroplethmap(
            geojson=urls.areas,
            locations=[int(code)],
            z=[0],
            colorscale=[(0, TRANSPARENT), (1, TRANSPARENT)],
            showscale=False,
            marker={"line": {"width": 3, "color": colour}},
            hoverinfo="skip",
        )
    )


def _filled(
    codes: Sequence[str],
    index: np.ndarray,
    measured: np.ndarray,
    shading: Shading,
    tooltip: Tooltip,
    urls: MeshUrls,
    palette: Palette,
) -> go.Choroplethmap:
    return go.Choroplethmap(
        geojson=urls.areas,
        # The mesh has the code as text; as numbers the codes take a third of the bytes.
        locations=np.asarray(codes, dtype=str)[measured].astype("int32"),
        z=index[measured].astype("int8"),
        zmin=-0.5,
        zmax=len(shading.colours) - 0.5,
        colorscale=_steps(shading.colours),
        customdata=tooltip.numbers.to_numpy("float32")[measured],
        hovertemplate=tooltip.template,
        **_look(palette, crowded=len(codes) > CROWDED),
    )


def _unmeasured(
    codes: Sequence[str], where: np.ndarray, tooltip: Tooltip, urls: MeshUrls, palette: Palette
) -> go.Choroplethmap:
    count = int(where.sum())
    return go.Choroplethmap(
        geojson=urls.areas,
        locations=np.asarray(codes, dtype=str)[where].astype("int32"),
        z=np.zeros(count, "int8"),
        colorscale=[(0, palette.no_data), (1, palette.no_data)],
        text=np.asarray(tooltip.reasons, dtype=object)[where],
        hovertemplate="<b>%{properties.name}</b><br>%{text}<extra></extra>",
        **_look(palette, crowded=len(codes) > CROWDED),
    )


def _look(palette: Palette, *, crowded: bool) -> dict[str, object]:
    return {
        "showscale": False,
        "marker": {"line": {"width": 0 if crowded else 0.3, "color": palette.surface}, "opacity": 1},
        "hoverlabel": {"bgcolor": palette.surface, "bordercolor": palette.border, "font": {"color": palette.text}},
        # A click selects; the others keep their colour, because the colour is the value.
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }


def _steps(colours: Sequence[str]) -> list[tuple[float, str]]:
    """A colour scale of flat steps: no colour between two classes."""
    size = len(colours)
    return [(edge / size, colour) for i, colour in enumerate(colours) for edge in (i, i + 1)]


def _frame(
    figure: go.Figure,
    urls: MeshUrls,
    palette: Palette,
    revision: str,
) -> None:
    look = {"sourcetype": "geojson", "type": "line", "color": palette.outline, "line": {"width": 0.7}}
    borders = {OUTLINE: urls.outline, BEYOND: urls.beyond}
    figure.update_layout(
        map={
            "style": blank_style(palette),
            "layers": [{**look, "name": name, "source": source} for name, source in borders.items() if source],
        },
        uirevision=revision,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        paper_bgcolor=palette.surface,
        font={"color": palette.text},
        separators=",.",
        showlegend=False,
    )


def blank_style(palette: Palette) -> dict[str, object]:
    """A MapLibre style with nothing but the colour of the card behind the polygons.

    Plotly drops empty objects, and MapLibre refuses a style without sources: hence a source that nobody draws.
    """
    background = {"id": "fundo", "type": "background", "paint": {"background-color": palette.surface}}
    nowhere = {"type": "geojson", "data": {"type": "Point", "coordinates": [0, 0]}}
    return {"version": 8, "sources": {"nada": nowhere}, "layers": [background]}


def set_view(figure: go.Figure, bounds: Box, *, width: int = 560, height: int = 520) -> None:
    """Show `bounds` (west, south, east, north in degrees) in a frame of `width` × `height` pixels (web Mercator).

    Plotly's own fitting does not see polygons that come by address.
    """
    west, south, east, north = bounds
    top, bottom = _mercator(north), _mercator(south)
    zoom_x = np.log2(width / TILE * 360 / max(east - west, SMALLEST))
    zoom_y = np.log2(height / TILE / max(bottom - top, SMALLEST / 360))
    middle = np.degrees(2 * np.arctan(np.exp(np.pi * (1 - (top + bottom)))) - np.pi / 2)
    zoom = round(float(min(zoom_x, zoom_y)) - 0.1, 3)
    figure.update_layout(map={"center": {"lon": (west + east) / 2, "lat": round(float(middle), 4)}, "zoom": zoom})
    figure.update_layout({"map.layers[1].maxzoom": zoom} if len(figure.layout.map.layers) > 1 else {})


def _mercator(latitude: float) -> float:
    """Height in web Mercator, 0 at the north edge of the world and 1 at the south."""
    sine = np.sin(np.radians(latitude))
    return float(0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi))
