"""Map figures: what the browser is sent."""

import gzip
import json

import numpy as np
import pandas as pd
import pytest

from config.palette import load_palette
from geo.extent import feature_boxes, union_box
from geo.maps import BRAZIL, MeshUrls, Shading, Tooltip, add_highlight, choropleth, set_view

LIGHT = load_palette("light")


def figure(index: list[int], size: int | None = None) -> object:
    count = size or len(index)
    codes = [f"{1100000 + i}" for i in range(count)]
    tooltip = Tooltip(pd.DataFrame({"v": np.arange(count)}), "t", ["sem denominador"] * count)
    shading = Shading(index, list(LIGHT.sequential))
    return choropleth(codes, shading, tooltip, MeshUrls("/malha/a.geojson", "/malha/b.geojson"), LIGHT, revision="r")


def test_what_has_no_value_is_drawn_in_grey_and_says_why() -> None:
    measured, missing = figure([0, -1, 4]).data  # type: ignore[attr-defined]
    assert list(measured.locations) == [1100000, 1100002]
    assert list(missing.locations) == [1100001]
    assert list(missing.text) == ["sem denominador"]
    assert missing.colorscale[0][1] == LIGHT.no_data


def test_classes_have_flat_colours() -> None:
    scale = figure([0, 1]).data[0].colorscale  # type: ignore[attr-defined]
    assert [colour for _, colour in scale] == [colour for colour in LIGHT.sequential for _ in range(2)]
    assert [edge for edge, _ in scale] == pytest.approx([0, 0.2, 0.2, 0.4, 0.4, 0.6, 0.6, 0.8, 0.8, 1])


def test_the_figure_carries_codes_and_numbers_and_asks_nobody_else() -> None:
    text = figure([i % 5 for i in range(5571)], 5571).to_json()  # type: ignore[attr-defined]
    assert len(text) < 200_000
    assert "http" not in json.dumps(json.loads(text)["layout"]["map"])


@pytest.mark.parametrize(("count", "width"), [(853, 0.3), (5571, 0)])
def test_areas_have_lines_between_them_unless_these_would_hide_the_small_ones(count: int, width: float) -> None:
    drawn = figure([-1, *[0] * (count - 1)], count)
    assert [trace.marker.line.width for trace in drawn.data] == [width, width]  # type: ignore[attr-defined]
    assert drawn.layout.map.layers[0].line.width > 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [(560, 520), (330, 380)])
def test_the_view_holds_the_bounds(size: tuple[int, int]) -> None:
    drawn = figure([0])
    set_view(drawn, BRAZIL, width=size[0], height=size[1])  # type: ignore[arg-type]
    view = drawn.layout.map  # type: ignore[attr-defined]
    world = 512 * 2**view.zoom
    assert (BRAZIL[2] - BRAZIL[0]) / 360 * world <= size[0]
    assert view.center.lon == pytest.approx((BRAZIL[0] + BRAZIL[2]) / 2)


def test_what_is_beyond_the_first_view_is_drawn_when_it_is_pulled_back() -> None:
    urls = MeshUrls("/malha/a.geojson", "/malha/a.geojson", "/malha/b.geojson")
    shading, tooltip = Shading([0], list(LIGHT.sequential)), Tooltip(pd.DataFrame({"v": [1]}), "t", [""])
    drawn = choropleth(["1100015"], shading, tooltip, urls, LIGHT, revision="r")
    set_view(drawn, (-63, -13, -62, -12))
    near, far = drawn.layout.map.layers
    assert (near.source, near.maxzoom) == ("/malha/a.geojson", None)
    assert (far.source, far.maxzoom) == ("/malha/b.geojson", drawn.layout.map.zoom)  # at its maxzoom a layer is hidden


def test_boxes_of_polygons_and_of_what_has_none() -> None:
    square = [[[0, 0], [2, 0], [2, 1], [0, 0]]]
    far = [[[[5, 5], [6, 5], [6, 7], [5, 5]]], [[[4, 4], [5, 4], [5, 5], [4, 4]]]]
    features = [
        {"id": "a", "geometry": {"type": "Polygon", "coordinates": square}},
        {"id": "b", "geometry": {"type": "MultiPolygon", "coordinates": far}},
    ]
    boxes = feature_boxes(gzip.compress(json.dumps({"features": features}).encode()))
    assert union_box(boxes, ["a", "b"]) == (0, 0, 6, 7)
    assert union_box(boxes, ["b", "z"]) == (4, 4, 6, 7)
    assert union_box(boxes, ["z"]) is None


def test_a_highlight_is_a_border_that_hides_nothing_and_catches_no_pointer() -> None:
    drawn = figure([0, 1])
    add_highlight(drawn, "3106200", MeshUrls("/malha/a.geojson"), LIGHT.text)
    trace = drawn.data[-1]
    assert (list(trace.locations), trace.hoverinfo) == ([3106200], "skip")
    assert {colour for _, colour in trace.colorscale} == {"rgba(0,0,0,0)"}
    assert trace.marker.line.color == LIGHT.text
