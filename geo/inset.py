"""What lies far out at sea, drawn apart in a corner of its map, as atlases do."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from config.palette import Palette
from geo.maps import Box

INSET = (0.8, 0.7, 0.99, 0.86)  # left, low, right and high, of the width and height of a map


def add_inset(
    figure: go.Figure, codes: Sequence[str], bounds: Box, name: str, palette: Palette
) -> None:
    """Draw the areas of `codes` once more, in a frame of their own at the right: what lies far from
    the coast would make the rest small. Nothing happens where the map has none of them.
    """
    wanted = np.asarray(list(codes), dtype=str).astype("int32")
    drawn = [
        _part_of_trace(trace, np.isin(np.asarray(trace.locations), wanted))
        for trace in figure.data
        if trace.type == "choropleth" and np.isin(np.asarray(trace.locations), wanted).any()
    ]
    if not drawn:
        return
    figure.add_traces(drawn)
    west, south, east, north = bounds
    margin = 0.15 * max(east - west, north - south)
    left, low, right, high = INSET
    figure.update_layout(
        geo={"domain": {"x": [0, 1], "y": [0, 1]}},  # which two maps would divide between them
        geo2={
            "visible": False,
            "bgcolor": palette.surface,
            "projection": {"type": "mercator"},
            "lonaxis": {"range": [west - margin, east + margin]},
            "lataxis": {"range": [south - margin, north + margin]},
            "domain": {"x": [left, right], "y": [low, high]},
        },
        shapes=[
            {
                "type": "rect",
                "xref": "paper",
                "yref": "paper",
                "layer": "above",
                "x0": left,
                "x1": right,
                "y0": low,
                "y1": high,
                "line": {"width": 1, "color": palette.outline},
            }
        ],
        annotations=[
            {
                "text": name,
                "xref": "paper",
                "yref": "paper",
                "showarrow": False,
                "x": (left + right) / 2,
                "y": low,
                "xanchor": "center",
                "yanchor": "top",
                "font": {"size": 10, "color": palette.muted},
            }
        ],
    )


def _part_of_trace(trace: go.Choropleth, where: np.ndarray) -> go.Choropleth:
    """The areas of a trace that are wanted, for the map of the inset."""
    whole = {name: getattr(trace, name) for name in trace}
    arrays = {
        name: np.asarray(whole[name])[where]
        for name in ("locations", "z", "customdata", "text")
        if whole.get(name) is not None and not isinstance(whole[name], str)
    }
    return go.Choropleth({**trace.to_plotly_json(), **arrays, "geo": "geo2"})
