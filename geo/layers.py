"""A layer of polygons as the browser receives it: gzipped GeoJSON under its hash."""

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

DECIMALS = 3  # of a degree: a hundred metres, the grid on which the mesh is noded


@dataclass(frozen=True)
class MeshLayer:
    """Polygons of one level.

    `geojson_gz` holds a FeatureCollection in degrees (SIRGAS 2000); each feature has ``id`` = code
    and the properties ``code`` and ``name``. `sha256` is that of the gzipped bytes.
    """

    level: str
    geojson_gz: bytes
    sha256: str
    features: int

    @classmethod
    def of(cls, level: str, geojson_gz: bytes, features: int) -> "MeshLayer":
        return cls(level, geojson_gz, hashlib.sha256(geojson_gz).hexdigest(), features)

    def geojson(self) -> dict[str, Any]:
        """The FeatureCollection, parsed; slow for the country, meant for tests and exports."""
        collection: dict[str, Any] = json.loads(gzip.decompress(self.geojson_gz))
        return collection


def encode_layer(
    level: str, codes: Sequence[str], names: Sequence[str], polygons: np.ndarray
) -> MeshLayer:
    """A layer sorted by code, the same bytes for the same input;
    exterior rings run counter-clockwise.
    """
    oriented = shapely.orient_polygons(polygons, exterior_cw=False)
    features = [
        {
            "type": "Feature",
            "id": codes[row],
            "properties": {"code": codes[row], "name": names[row]},
            "geometry": {
                "type": geometry["type"],
                "coordinates": _rounded_coordinates(geometry["coordinates"]),
            },
        }
        for row in sorted(range(len(codes)), key=codes.__getitem__)
        for geometry in (json.loads(shapely.to_geojson(oriented[row])),)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    return MeshLayer.of(level, gzip.compress(text.encode(), 9, mtime=0), len(features))


def clockwise(geojson_gz: bytes) -> bytes:
    """A layer of `encode_layer` with its rings the other way round.

    D3, with which Plotly draws, takes a ring on the sphere to hold what lies on its right, against
    RFC 7946, and would fill the world outside of each polygon.
    """
    collection = json.loads(gzip.decompress(geojson_gz))
    for feature in collection["features"]:
        feature["geometry"]["coordinates"] = _reverse_rings(feature["geometry"]["coordinates"])
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), 6, mtime=0)


def _reverse_rings(coordinates: Any) -> Any:
    """Nested GeoJSON coordinates in which each ring, a list of positions, is reversed."""
    if isinstance(coordinates[0][0], float | int):
        return coordinates[::-1]
    return [_reverse_rings(part) for part in coordinates]


def _rounded_coordinates(coordinates: Any) -> Any:
    """The vertices lie on the grid already; this only takes the noise of binary fractions away."""
    if isinstance(coordinates, float | int):
        return round(coordinates, DECIMALS)
    return [_rounded_coordinates(part) for part in coordinates]


def decode_polygons(layer: MeshLayer) -> tuple[list[str], np.ndarray]:
    """Codes and geometries of a layer, in the order of its features."""
    features = layer.geojson()["features"]
    texts = [json.dumps(feature["geometry"]) for feature in features]
    return [feature["id"] for feature in features], np.asarray(
        shapely.from_geojson(texts), dtype=object
    )
