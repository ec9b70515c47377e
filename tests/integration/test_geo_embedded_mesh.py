"""The embedded mesh measured: size, shared borders, levels made of the same lines, seats inside."""

import time
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.build_embedded import Facts
from geo.layers import decode_polygons
from geo.mesh import covers_seat
from geo.territory import Territory, load_territory


@pytest.fixture(scope="module")
def territory(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    return load_territory(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def mesh(territory: Territory) -> tuple[list[str], np.ndarray]:
    return decode_polygons(territory.layers["municipio"])


def test_it_loads_in_a_fraction_of_a_second_and_is_small(
    territory: Territory, tmp_path: Path
) -> None:
    start = time.perf_counter()
    load_territory(tmp_path)
    assert time.perf_counter() - start < 0.5
    assert len(territory.layers["municipio"].geojson_gz) < 800_000
    assert len(territory.layers["uf"].geojson_gz) < 100_000


def test_no_neighbours_overlap_or_leave_a_gap(mesh: tuple[list[str], np.ndarray]) -> None:
    _, polygons = mesh
    assert shapely.is_valid(polygons).all()
    assert shapely.coverage_is_valid(polygons)
    country = shapely.union_all(polygons)
    assert shapely.area(polygons).sum() == pytest.approx(country.area, rel=1e-9)
    # Coves of the source, pinched off at their mouths, are holes, each inside one municipality.
    holes = [ring for part in country.geoms for ring in part.interiors]
    bordering = [
        (shapely.length(shapely.intersection(shapely.boundary(polygons), hole)) > 0).sum()
        for hole in holes
    ]
    assert set(bordering) == {1}
    assert len(holes) <= 3


def test_who_was_cut_out_of_whom_has_no_shreds(mesh: tuple[list[str], np.ndarray]) -> None:
    codes, polygons = mesh
    newer = Facts.load().newer
    alike = {each["code"] for each in newer} | Facts.load().cut
    parts = {code: shapely.get_num_geometries(polygons[codes.index(code)]) for code in alike}
    assert len(newer) == 7
    assert set(parts.values()) == {1}


def test_the_area_of_the_country_is_kept(mesh: tuple[list[str], np.ndarray]) -> None:
    projected = shapely.transform(
        mesh[1], lambda xy: np.column_stack([np.radians(xy[:, 0]), np.sin(np.radians(xy[:, 1]))])
    )
    # Equal-area cylinder on the authalic sphere.
    square_km = shapely.area(projected).sum() * 6371.0072**2
    assert square_km == pytest.approx(8_510_000, rel=0.01)  # IBGE's area of the country


@pytest.mark.parametrize(("level", "digits", "count"), [("uf", 2, 27), ("regiao", 1, 5)])
def test_larger_territories_are_made_of_the_same_borders(
    territory: Territory, mesh: tuple[list[str], np.ndarray], level: str, digits: int, count: int
) -> None:
    codes, polygons = mesh
    names, merged = decode_polygons(territory.layers[level])
    assert len(names) == count == territory.layers[level].features
    assert shapely.coverage_is_valid(merged)
    vertices = {tuple(point) for point in shapely.get_coordinates(polygons)}
    assert {tuple(point) for point in shapely.get_coordinates(merged)} <= vertices
    areas = shapely.area(polygons)
    for name, shape in zip(names, merged, strict=True):
        parts = sum(area for code, area in zip(codes, areas, strict=True) if code[:digits] == name)
        assert shape.area == pytest.approx(parts, rel=1e-9)


def test_points_of_municipalities_are_inside(
    territory: Territory, mesh: tuple[list[str], np.ndarray]
) -> None:
    codes, polygons = mesh
    places = territory.municipalities.set_index("code").loc[codes]
    inside = covers_seat(polygons, places[["longitude", "latitude"]].to_numpy(dtype=float))
    assert set(places["point_kind"][~inside]) == {"sede"}
    # GeoNames puts the seats of 15 coast and border towns outside of their polygons in the coarse
    # source itself.
    assert (~inside).sum() <= 15


def test_features_have_what_the_browser_needs(territory: Territory) -> None:
    collection = territory.layers["municipio"].geojson()
    assert set(collection) == {"type", "features"}
    names = territory.municipalities.set_index("code")["name"]
    for feature in collection["features"]:
        assert feature["id"] == feature["properties"]["code"]
        assert feature["properties"] == {"code": feature["id"], "name": names[feature["id"]]}
    numbers = shapely.get_coordinates(decode_polygons(territory.layers["municipio"])[1])
    assert np.array_equal(numbers, numbers.round(3))


def test_exterior_rings_run_counter_clockwise(mesh: tuple[list[str], np.ndarray]) -> None:
    parts = shapely.get_parts(mesh[1])
    assert shapely.is_ccw(shapely.get_exterior_ring(parts)).all()
