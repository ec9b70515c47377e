"""Where a municipality is: its neighbours on the map, and a small picture of them."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

# Degrees, about 200 metres: what simplifying each polygon may part, and no stream or road does.
GAP = 0.002
WIDTH, HEIGHT, MARGIN = 300.0, 220.0, 8.0


@dataclass(frozen=True)
class Shape:
    """A polygon of the mesh and what it is called."""

    code: str
    name: str
    geometry: BaseGeometry


def read_shapes(geojson_gz: bytes) -> dict[str, Shape]:
    """The polygons of a gzipped GeoJSON, by code."""
    features = json.loads(gzip.decompress(geojson_gz))["features"]
    return {
        feature["id"]: Shape(
            feature["id"], feature["properties"]["name"], shape(feature["geometry"])
        )
        for feature in features
    }


def touching(shapes: Mapping[str, Shape], code: str) -> list[str]:
    """Codes of the polygons that touch that of `code`, in the order of their names; none where it
    has no polygon.
    """
    if code not in shapes:
        return []
    others = [one for one in shapes.values() if one.code != code]
    near = shapely.dwithin(shapes[code].geometry, [one.geometry for one in others], GAP)
    found = [one for one, is_near in zip(others, near, strict=True) if is_near]
    return [one.code for one in sorted(found, key=lambda one: one.name)]


def locator_svg(ground: Sequence[Shape], fills: Mapping[str, str], line: str, rest: str) -> str:
    """A picture of `ground`, framed as close as it goes: each polygon in its colour of `fills`, by
    code, or in that of the `rest`; those of `fills` above the others, in its order.
    """
    bounds = np.array([one.geometry.bounds for one in ground])
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    # A degree of longitude is shorter, the farther from the equator.
    narrow = np.cos(np.radians((south + north) / 2))
    scale = min(
        (WIDTH - 2 * MARGIN) / max((east - west) * narrow, 1e-9),
        (HEIGHT - 2 * MARGIN) / max(north - south, 1e-9),
    )
    left = (WIDTH - (east - west) * narrow * scale) / 2
    top = (HEIGHT - (north - south) * scale) / 2

    def path(one: Shape) -> str:
        rings = []
        for part in shapely.get_parts(one.geometry):
            points = shapely.get_coordinates(part.exterior)
            x = left + (points[:, 0] - west) * narrow * scale
            y = top + (north - points[:, 1]) * scale
            rings.append("M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True)))
        fill = fills.get(one.code, rest)
        return f'<path d="{"Z".join(rings)}Z" fill="{fill}" stroke="{line}" stroke-width="0.5"/>'

    above = list(fills)
    ordered = sorted(ground, key=lambda one: above.index(one.code) if one.code in fills else -1)
    box = f'viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}"'
    drawn = "".join(map(path, ordered))
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{drawn}</svg>'
