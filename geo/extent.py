"""Extents of drawn polygons: what a map must show to hold a set of territories."""

import gzip
import json
from collections.abc import Collection, Iterator
from typing import Any

import pandas as pd

Box = tuple[float, float, float, float]


def feature_boxes(geojson_gz: bytes) -> pd.DataFrame:
    """Columns west, south, east, north in degrees, indexed by the id of each feature of a gzipped GeoJSON."""
    features = json.loads(gzip.decompress(geojson_gz))["features"]
    boxes = {feature["id"]: _box(feature["geometry"]["coordinates"]) for feature in features}
    return pd.DataFrame.from_dict(boxes, orient="index", columns=["west", "south", "east", "north"])


def union_box(boxes: pd.DataFrame, codes: Collection[str]) -> Box | None:
    """The smallest box around the polygons of `codes`; None when none of them has a polygon."""
    found = boxes.reindex(list(codes)).dropna()
    if found.empty:
        return None
    low, high = found[["west", "south"]].min(), found[["east", "north"]].max()
    return float(low["west"]), float(low["south"]), float(high["east"]), float(high["north"])


def _box(coordinates: Any) -> Box:
    longitudes, latitudes = zip(*_vertices(coordinates), strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _vertices(coordinates: Any) -> Iterator[tuple[float, float]]:
    """Positions of nested GeoJSON coordinates, whatever the depth."""
    if isinstance(coordinates[0], float | int):
        yield coordinates[0], coordinates[1]
        return
    for part in coordinates:
        yield from _vertices(part)
