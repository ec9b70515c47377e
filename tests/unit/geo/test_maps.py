"""Map figures: what the browser is sent."""

import gzip
import json

import numpy as np
import pandas as pd
import pytest
import shapely

from config.palette import load_palette
from geo.extent import feature_boxes, oceanic, union_box, without_the_sea
from geo.inset import add_inset
from geo.layers import clockwise, encode_layer
from geo.maps import (
    BRAZIL,
    Borders,
    Box,
    Mesh,
    Shading,
    Tooltip,
    add_highlight,
    add_points,
    choropleth,
    set_view,
)

SIDES = ("west", "south", "east", "north")
LIGHT = load_palette("light")


def figure(index: list[int], size: int | None = None) -> object:
    count = size or len(index)
    codes = [f"{1100000 + i}" for i in range(count)]
    tooltip = Tooltip(pd.DataFrame({"v": np.arange(count)}), "t", ["sem denominador"] * count)
    shading = Shading(index, list(LIGHT.sequential))
    mesh = Mesh("/malha/a.geojson", (Borders("/malha/b.geojson", ["11", "12"]),))
    return choropleth(codes, shading, tooltip, mesh, LIGHT, revision="r")


def test_what_has_no_value_is_drawn_in_grey_and_says_why() -> None:
    measured, missing, _ = figure([0, -1, 4]).data  # type: ignore[attr-defined]
    assert list(measured.locations) == [1100000, 1100002]
    assert list(missing.locations) == [1100001]
    assert list(missing.text) == ["sem denominador"]
    assert missing.colorscale[0][1] == LIGHT.no_data


def test_an_area_that_another_template_tells_keeps_its_class_and_its_colour() -> None:
    codes = [f"{1100000 + i}" for i in range(4)]
    apart = [(np.array([True, False, True, False]), "one"), (np.array([True] * 3 + [False]), "two")]
    tooltip = Tooltip(pd.DataFrame({"v": np.arange(4)}), "t<extra>", [""] * 4, apart)
    shading = Shading([0, 1, -1, 1], list(LIGHT.sequential))
    drawn = choropleth(codes, shading, tooltip, Mesh("/m"), LIGHT, revision="r").data
    told = [(trace.hovertemplate, list(trace.locations), list(trace.z)) for trace in drawn[:-1]]
    assert told == [
        ("t<extra>", [1100003], [1]),
        ("one", [1100000], [0]),
        ("two", [1100001], [1]),
    ]
    worded = Shading([0, 1, -1, 1], list(LIGHT.sequential), ["low", "high"])
    drawn = choropleth(codes, worded, tooltip, Mesh("/m"), LIGHT, revision="r").data
    assert drawn[0].hovertemplate == "t<br><i>high</i><extra>"
    assert sum(len(trace.locations) for trace in drawn) == 4


def test_classes_have_flat_colours() -> None:
    scale = figure([0, 1]).data[0].colorscale  # type: ignore[attr-defined]
    assert [colour for _, colour in scale] == [
        colour for colour in LIGHT.sequential for _ in range(2)
    ]
    assert [edge for edge, _ in scale] == pytest.approx(
        [0, 0.2, 0.2, 0.4, 0.4, 0.6, 0.6, 0.8, 0.8, 1]
    )


def test_the_figure_carries_codes_and_numbers_and_asks_nobody_else() -> None:
    text = figure([i % 5 for i in range(5571)], 5571).to_json()  # type: ignore[attr-defined]
    assert len(text) < 200_000
    assert "http" not in text
    assert json.loads(text)["layout"]["geo"]["visible"] is False  # Plotly's own world


@pytest.mark.parametrize(("count", "width"), [(853, 0.3), (5571, 0)])
def test_areas_have_lines_between_them_unless_these_would_hide_the_small_ones(
    count: int, width: float
) -> None:
    drawn = figure([-1, *[0] * (count - 1)], count)
    *areas, borders = drawn.data  # type: ignore[attr-defined]
    assert [trace.marker.line.width for trace in areas] == [width, width]
    assert borders.marker.line.width > 0


def test_borders_lie_over_the_areas_and_catch_no_pointer() -> None:
    borders = figure([0]).data[-1]  # type: ignore[attr-defined]
    assert (borders.geojson, list(borders.locations), borders.hoverinfo) == (
        "/malha/b.geojson",
        [11, 12],
        "skip",
    )
    assert {colour for _, colour in borders.colorscale} == {"rgba(0,0,0,0)"}
    assert borders.marker.line.color == LIGHT.outline


@pytest.mark.parametrize(
    "bounds", [BRAZIL, (-44.1, -20.1, -43.8, -19.7), (-44.0, -20.0, -44.0, -20.0)]
)
def test_the_view_holds_the_bounds_in_the_middle(bounds: Box) -> None:
    drawn = figure([0])
    set_view(drawn, bounds)  # type: ignore[arg-type]
    view = drawn.layout.geo  # type: ignore[attr-defined]
    west, south, east, north = bounds
    for (low, high), axis in (
        ((west, east), view.lonaxis.range),
        ((south, north), view.lataxis.range),
    ):
        assert axis[0] < low <= high < axis[1]
        assert sum(axis) == pytest.approx(low + high, abs=1e-3)
        assert axis[1] - axis[0] >= 0.2
    across, up = (axis.range[1] - axis.range[0] for axis in (view.lonaxis, view.lataxis))
    assert across * np.cos(np.radians((south + north) / 2)) / up == pytest.approx(
        560 / 520, abs=1e-2
    )
    assert view.projection.rotation.lon == pytest.approx((west + east) / 2, abs=1e-3)


def test_areas_are_drawn_true_to_their_size() -> None:
    projection = figure([0]).layout.geo.projection  # type: ignore[attr-defined]
    assert projection.type == "conic equal area"
    height = BRAZIL[3] - BRAZIL[1]
    assert sorted(projection.parallels) == pytest.approx(
        [BRAZIL[1] + height / 6, BRAZIL[3] - height / 6], abs=0.1
    )


def test_rings_run_as_the_browser_needs_them_and_nothing_else_changes() -> None:
    hole = shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
    both = shapely.MultiPolygon([shapely.box(6, 6, 7, 7), hole])
    stored = encode_layer(
        "municipio", ["11", "12"], ["um", "dois"], np.array([hole, both], dtype=object)
    )
    turned = json.loads(gzip.decompress(clockwise(stored.geojson_gz)))
    for before, after in zip(stored.geojson()["features"], turned["features"], strict=True):
        assert {**before, "geometry": None} == {**after, "geometry": None}
        old, new = (
            shapely.from_geojson(json.dumps(feature["geometry"])) for feature in (before, after)
        )
        assert old.equals(new)
        for polygon in shapely.get_parts(new):
            assert not polygon.exterior.is_ccw
            assert all(ring.is_ccw for ring in polygon.interiors)


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
    add_highlight(drawn, "3106200", Mesh("/malha/a.geojson"), LIGHT.text)
    trace = drawn.data[-1]
    assert (list(trace.locations), trace.hoverinfo) == ([3106200], "skip")
    assert {colour for _, colour in trace.colorscale} == {"rgba(0,0,0,0)"}
    assert trace.marker.line.color == LIGHT.text


def test_what_lies_far_out_at_sea_is_drawn_apart_and_no_more() -> None:
    drawn = figure([0, 3, -1])
    add_inset(drawn, ["1100001", "1100002", "9999999"], (-32.5, -3.9, -32.4, -3.8), "Ilha", LIGHT)
    *whole, measured, missing = drawn.data  # type: ignore[attr-defined]
    assert [trace.geo for trace in whole] == [None] * 3
    assert (measured.geo, list(measured.locations), list(measured.z)) == ("geo2", [1100001], [3])
    assert measured.customdata.tolist() == [[1.0]]
    assert (missing.geo, list(missing.locations)) == ("geo2", [1100002])
    layout = drawn.layout  # type: ignore[attr-defined]
    assert layout.annotations[0].text == "Ilha"
    assert layout.geo2.domain.x[1] <= 1
    assert (layout.geo.domain.x, layout.geo.domain.y) == ((0, 1), (0, 1))
    add_inset(plain := figure([0]), ["9999999"], (-32.5, -3.9, -32.4, -3.8), "Ilha", LIGHT)
    assert len(plain.data) == 2  # type: ignore[attr-defined]


def test_a_view_of_a_state_leaves_out_the_sea_before_its_island() -> None:
    pernambuco, island = (-41.4, -9.5, -32.4, -3.8), (-32.5, -3.9, -32.4, -3.8)
    assert without_the_sea(pernambuco, BRAZIL) == (-41.4, -9.5, -34.8, -3.8)
    assert without_the_sea(island, BRAZIL) == island
    boxes = pd.DataFrame([(-41.4, -9.5, -35.0, -7.0), island], ["1", "2"], [*SIDES])
    assert oceanic(boxes, BRAZIL) == ["2"]


def test_a_click_pales_nothing() -> None:
    drawn = figure([0, -1])
    points = pd.DataFrame({"latitude": [-3.0], "longitude": [-40.0], "text": ["Poá"]})
    add_points(drawn, points, name="Sala", colour="#000000", palette=LIGHT)  # type: ignore[arg-type]
    for trace in drawn.data:  # type: ignore[attr-defined]
        assert trace.unselected.marker.opacity == trace.marker.opacity, trace.type
