"""Layers put together from municipalities."""

import numpy as np
import shapely

from geo.divisions import divided_layer
from geo.layers import decode_polygons, encode_layer


def square(x: float) -> shapely.Polygon:
    return shapely.box(x, 0, x + 1, 1)


def test_a_division_is_made_of_its_municipalities_and_leaves_the_others_out() -> None:
    codes = ["3100001", "3100002", "3100003", "3500004"]
    polygons = np.array([square(at) for at in range(4)], dtype=object)
    municipal = encode_layer("municipio", codes, codes, polygons).geojson_gz
    own = {
        "3100001": ("31-norte", "Norte"),
        "3100002": ("31-norte", "Norte"),
        "3500004": ("35-leste", "Leste"),
        "3599999": ("35-sul", "Sul"),  # without a polygon
    }
    layer = divided_layer("territorio_proprio", municipal, own)
    found, merged = decode_polygons(layer)
    assert found == ["31-norte", "35-leste"]
    assert merged[0].equals(shapely.box(0, 0, 2, 1))
    names = [feature["properties"]["name"] for feature in layer.geojson()["features"]]
    assert names == ["Norte", "Leste"]


def test_no_division_at_all_is_an_empty_layer() -> None:
    polygons = np.array([square(0)], dtype=object)
    municipal = encode_layer("municipio", ["3100001"], ["A"], polygons).geojson_gz
    assert divided_layer("territorio_proprio", municipal, {}).features == 0
