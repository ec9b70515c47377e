"""Extents and parts of drawn polygons: what a map must show to hold a set of territories, and no more of them."""

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


def parts_by_uf(geojson_gz: bytes) -> dict[str, bytes]:
    """The same features as one gzipped GeoJSON per UF, by the two digits that the ids of its municipalities begin with.

    No state has more than a sixth of the country's municipalities: the browser need not go through the others.
    """
    found: dict[str, list[Any]] = {}
    for feature in json.loads(gzip.decompress(geojson_gz))["features"]:
        found.setdefault(feature["id"][:2], []).append(feature)
    return {uf: _packed({"type": "FeatureCollection", "features": features}) for uf, features in found.items()}


def _packed(collection: dict[str, Any]) -> bytes:
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=6, mtime=0)


def union_box(boxes: pd.DataFrame, codes: Collection[str]) -> Box | None:
    """The smallest box around the polygons of `codes`; None when none of them has a polygon."""
    found = boxes.reindex(list(codes)).dropna()
    if found.empty:
        return None
    low, high = found[["west", "south"]].min(), found[["east", "north"]].max()
    return float(low["west"]), float(low["south"]), float(high["east"]), float(high["north"])


def _box(coordinates: Any) -> Box:
    sides = [(min(east), min(north), max(east), max(north)) for east, north in map(_columns, _rings(coordinates))]
    west, south, east, north = zip(*sides, strict=True)
    return min(west), min(south), max(east), max(north)


def _rings(coordinates: Any) -> Iterator[Any]:
    """Lists of positions in nested GeoJSON coordinates, whatever the depth."""
    if isinstance(coordinates[0][0], float | int):
        yield coordinates
        return
    for part in coordinates:
        yield from _rings(part)


def _columns(ring: Any) -> tuple[Any, Any]:
    """All longitudes, all latitudes; a position may have a height after them."""
    longitudes, latitudes, *_ = zip(*ring, strict=False)
    return longitudes, latitudes
