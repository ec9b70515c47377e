"""Extents and parts of drawn polygons:
what a map must show to hold a set of territories, and no more of them.
"""

import gzip
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

Box = tuple[float, float, float, float]


def feature_boxes(geojson_gz: bytes) -> pd.DataFrame:
    """Columns west, south, east, north in degrees,
    indexed by the id of each feature of a gzipped GeoJSON.
    """
    features = json.loads(gzip.decompress(geojson_gz))["features"]
    boxes = {feature["id"]: _box(feature["geometry"]["coordinates"]) for feature in features}
    return pd.DataFrame.from_dict(boxes, orient="index", columns=["west", "south", "east", "north"])


def parts_by_uf(geojson_gz: bytes) -> dict[str, bytes]:
    """The same features as one gzipped GeoJSON per UF, by the two digits that the ids of its
    municipalities begin with.

    No state has more than a sixth of the country's municipalities: the browser need not go through
    the others.
    """
    found: dict[str, list[Any]] = {}
    for feature in json.loads(gzip.decompress(geojson_gz))["features"]:
        found.setdefault(feature["id"][:2], []).append(feature)
    return {
        uf: _packed_geojson({"type": "FeatureCollection", "features": features})
        for uf, features in found.items()
    }


def polygons_touching_box(boxes: pd.DataFrame, box: Box) -> list[str]:
    """Ids of the polygons whose extent meets the box."""
    west, south, east, north = box
    inside = (
        boxes["west"].le(east)
        & boxes["east"].ge(west)
        & boxes["south"].le(north)
        & boxes["north"].ge(south)
    )
    return list(boxes.index[inside])


def join_uf_parts(parts: Mapping[str, bytes], ufs: Sequence[str]) -> bytes:
    """Several UFs out of `parts_by_uf` as one."""
    features = [
        feature for uf in ufs for feature in json.loads(gzip.decompress(parts[uf]))["features"]
    ]
    return _packed_geojson({"type": "FeatureCollection", "features": features})


def without_the_sea(box: Box, mainland: Box) -> Box:
    """As much of the box as lies in that of the mainland: one that holds an oceanic island too is
    mostly sea. The box itself where nothing of it lies there.
    """
    west, south = max(box[0], mainland[0]), max(box[1], mainland[1])
    east, north = min(box[2], mainland[2]), min(box[3], mainland[3])
    return (west, south, east, north) if west < east and south < north else box


def oceanic(boxes: pd.DataFrame, mainland: Box) -> list[str]:
    """Ids of the polygons that lie wholly to the east of the mainland."""
    return list(boxes.index[boxes["west"] > mainland[2]])


def box_with_surroundings(box: Box) -> Box:
    """The box and as much again on each side:
    a place alone, without its neighbours, is not recognised.
    """
    west, south, east, north = box
    across, up = east - west, north - south
    return west - across, south - up, east + across, north + up


def widened_square(box: Box) -> Box:
    """A square around `box_with_surroundings` that is larger than any map of it,
    of whatever shape, shows when it opens.
    """
    west, south, east, north = box
    # A half more than its frame, and the latitudes stretch up to a fifth.
    half = 2.2 * max(east - west, north - south)
    across, up = (west + east) / 2, (south + north) / 2
    return across - half, up - half, across + half, up + half


def _packed_geojson(collection: dict[str, Any]) -> bytes:
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
    sides = [
        (min(east), min(north), max(east), max(north))
        for east, north in map(_columns, _rings(coordinates))
    ]
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
