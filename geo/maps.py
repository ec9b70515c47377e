"""Builders of map figures: Plotly's own areas (SVG) over borders that the browser fetches once from
our route.

A figure carries only codes, classes and the numbers of the tooltip (about 25 bytes per
municipality); names come from the properties of the mesh. Nothing here asks for a tile, a font or a
style from anywhere, nor for a graphics card.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from config.palette import Palette

# Ends of the national territory in degrees (west, south, east, north), without the oceanic islands,
# which would push the country into a corner; they are drawn, and the map can be dragged to them.
BRAZIL = (-74.0, -33.8, -34.8, 5.3)
# A click selects; nothing else pales, for the colour of an area is its value.
STEADY = {"selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}}}
FIRM = 0.85  # opacity of a point
TRANSPARENT = "rgba(0,0,0,0)"
# With more areas than this, lines between them would hide the colour of the small ones, and take
# the browser longer to draw than the colours; those of the outline stay.
CROWDED = 2000
# Albers: areas are to the eye what they are on the ground, as a map of classes needs. The parallels
# lie a sixth of the country's height from its ends (Deetz and Adams, Elements of Map Projection).
PARALLELS = (-1.2, -27.3)
SMALLEST = 0.2  # degrees: no view is closer than about twenty kilometres
MARGIN = 0.02  # of a view's size on each side
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Borders:
    """Lines drawn over the areas: where the browser finds their polygons,
    and the codes of those that are drawn.
    """

    url: str
    codes: Sequence[str]
    width: float = 0.7


@dataclass(frozen=True)
class Mesh:
    """Where the browser finds the polygons that are filled,
    and the borders over them, the last on top.
    """

    areas: str
    borders: tuple[Borders, ...] = ()


@dataclass(frozen=True)
class Shading:
    """Class of each territory: ``index`` into ``colours``; −1 is "sem dado". What ``words`` say of
    each class, if anything, is told over its areas too.
    """

    index: Sequence[int]
    colours: Sequence[str]
    words: Sequence[str] = ()


@dataclass(frozen=True)
class Tooltip:
    """Numbers shown on hover, one column per placeholder ``%{customdata[i]}`` of the template.

    ``apart`` are areas that other templates tell, by which they are (a boolean of each area); an
    area of several has the first.
    """

    numbers: pd.DataFrame
    template: str
    reasons: Sequence[str]
    apart: Sequence[tuple[np.ndarray, str]] = ()


def choropleth(
    codes: Sequence[str],
    shading: Shading,
    tooltip: Tooltip,
    mesh: Mesh,
    palette: Palette,
    *,
    revision: str,
) -> go.Figure:
    """A map of classes over the whole country (see `set_view`).
    A new `revision` forgets how the user moved it.
    """
    index = np.asarray(shading.index)
    figure = go.Figure()
    measured = index >= 0
    for drawn, told in _drawn_together(index, shading, tooltip):
        figure.add_trace(_measured_areas(codes, index, drawn, shading, told, mesh, palette))
    if (~measured).any():
        figure.add_trace(_unmeasured_areas(codes, ~measured, tooltip, mesh, palette))
    for borders in mesh.borders:
        figure.add_trace(_lines(borders, palette.outline))
    _frame(figure, palette, revision)
    set_view(figure, BRAZIL)
    return figure


def _drawn_together(
    index: np.ndarray, shading: Shading, tooltip: Tooltip
) -> Iterator[tuple[np.ndarray, Tooltip]]:
    """Which areas have one tooltip, and it: those that one template tells, and of these those of a
    class where the class says something.
    """
    for told, template in _by_template(index >= 0, tooltip):
        if not shading.words:
            yield told, replace(tooltip, template=template)
        for place, words in enumerate(shading.words):
            if (told & (index == place)).any():
                more = template.replace("<extra>", f"<br><i>{words}</i><extra>", 1)
                yield told & (index == place), replace(tooltip, template=more)


def _by_template(measured: np.ndarray, tooltip: Tooltip) -> Iterator[tuple[np.ndarray, str]]:
    """The measured areas of each template that tells any, those of the usual one first."""
    groups, rest = [], measured
    for which, template in tooltip.apart:
        groups.append((rest & which, template))
        rest = rest & ~which
    for told, template in [(rest, tooltip.template), *groups]:
        if told.any():
            yield told, template


def add_points(
    figure: go.Figure,
    points: pd.DataFrame,
    *,
    name: str,
    colour: str,
    palette: Palette,
    size: float = 6,
) -> None:
    """Circles over a map, from `points` with latitude, longitude and a finished tooltip text."""
    figure.add_trace(
        go.Scattergeo(
            lat=points["latitude"].astype("float32"),
            lon=points["longitude"].astype("float32"),
            text=points["text"],
            name=name,
            mode="markers",
            marker={"size": size, "color": colour, "opacity": FIRM},
            selected={"marker": {"opacity": FIRM}},
            unselected={"marker": {"opacity": FIRM}},
            hovertemplate=f"<b>{name}</b><br>%{{text}}<extra></extra>",
            hoverlabel={
                "bgcolor": palette.surface,
                "bordercolor": palette.border,
                "font": {"color": palette.text},
            },
            showlegend=False,
        )
    )


def add_highlight(figure: go.Figure, code: str, mesh: Mesh, colour: str) -> None:
    """A thick border around one territory; the pointer does not notice it."""
    figure.add_trace(_lines(Borders(mesh.areas, [code], width=3), colour))


def _lines(borders: Borders, colour: str) -> go.Choropleth:
    return go.Choropleth(
        geojson=borders.url,
        locations=_locations(borders.codes),
        z=np.zeros(len(borders.codes), "int8"),
        colorscale=[(0, TRANSPARENT), (1, TRANSPARENT)],
        showscale=False,
        marker={"line": {"width": borders.width, "color": colour}, "opacity": 1},
        hoverinfo="skip",
        **STEADY,
    )


def _measured_areas(
    codes: Sequence[str],
    index: np.ndarray,
    measured: np.ndarray,
    shading: Shading,
    tooltip: Tooltip,
    mesh: Mesh,
    palette: Palette,
) -> go.Choropleth:
    return go.Choropleth(
        geojson=mesh.areas,
        locations=_locations(np.asarray(codes, dtype=str)[measured]),
        z=index[measured].astype("int8"),
        zmin=-0.5,
        zmax=len(shading.colours) - 0.5,
        colorscale=_steps(shading.colours),
        customdata=tooltip.numbers.to_numpy("float32")[measured],
        hovertemplate=tooltip.template,
        **_look(palette, crowded=len(codes) > CROWDED),
    )


def _unmeasured_areas(
    codes: Sequence[str], where: np.ndarray, tooltip: Tooltip, mesh: Mesh, palette: Palette
) -> go.Choropleth:
    count = int(where.sum())
    return go.Choropleth(
        geojson=mesh.areas,
        locations=_locations(np.asarray(codes, dtype=str)[where]),
        z=np.zeros(count, "int8"),
        colorscale=[(0, palette.no_data), (1, palette.no_data)],
        text=np.asarray(tooltip.reasons, dtype=object)[where],
        hovertemplate="<b>%{properties.name}</b><br>%{text}<extra></extra>",
        **_look(palette, crowded=len(codes) > CROWDED),
    )


def _locations(codes: Sequence[str] | np.ndarray) -> np.ndarray:
    """The mesh has the code as text; as numbers IBGE's codes take a third of the bytes."""
    texts = np.asarray(codes, dtype=str)
    return texts.astype("int32") if np.char.isdigit(texts).all() else texts


def _look(palette: Palette, *, crowded: bool) -> dict[str, object]:
    return {
        "showscale": False,
        "marker": {
            "line": {"width": 0 if crowded else 0.3, "color": palette.surface},
            "opacity": 1,
        },
        "hoverlabel": {
            "bgcolor": palette.surface,
            "bordercolor": palette.border,
            "font": {"color": palette.text},
        },
        **STEADY,
    }


def _steps(colours: Sequence[str]) -> list[tuple[float, str]]:
    """A colour scale of flat steps: no colour between two classes."""
    size = len(colours)
    return [(edge / size, colour) for i, colour in enumerate(colours) for edge in (i, i + 1)]


def _frame(figure: go.Figure, palette: Palette, revision: str) -> None:
    figure.update_layout(
        # Plotly's own map of the world is left out.
        geo={
            "visible": False,
            "bgcolor": palette.surface,
            "projection": {"type": "conic equal area"},
        },
        uirevision=revision,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        paper_bgcolor=palette.surface,
        font={"color": palette.text},
        separators=",.",
        showlegend=False,
    )


def set_view(figure: go.Figure, bounds: Box, *, shape: float = 560 / 520) -> None:
    """Show `bounds` (west, south, east, north in degrees), and around them what fills a frame of
    this `shape`.

    It is width over height. Plotly's own fitting would show all that is drawn, the islands and the
    borders of the neighbours too.
    """
    west, south, east, north = bounds
    middle = (west + east) / 2, (south + north) / 2
    across, up = (max(side, SMALLEST) * (1 + 2 * MARGIN) for side in (east - west, north - south))
    degree = np.cos(np.radians(middle[1]))  # of longitude, in degrees of latitude
    across, up = max(across, up * shape / degree), max(up, across * degree / shape)
    figure.update_layout(
        geo={
            "projection": {"parallels": PARALLELS, "rotation": {"lon": round(middle[0], 4)}},
            "lonaxis": {
                "range": [round(middle[0] - across / 2, 4), round(middle[0] + across / 2, 4)]
            },
            "lataxis": {"range": [round(middle[1] - up / 2, 4), round(middle[1] + up / 2, 4)]},
        }
    )
