"""The polygons of divisions that the mesh does not bring, out of those of their municipalities."""

from collections.abc import Mapping

import numpy as np

from geo.layers import MeshLayer, decode_polygons, encode_layer
from geo.mesh import dissolve


def divided_layer(
    level: str, municipal: bytes, divisions: Mapping[str, tuple[str, str]]
) -> MeshLayer:
    """A layer of the divisions that have a municipality with a polygon.

    `municipal` is the gzipped GeoJSON of the municipalities; `divisions` has the code and the name
    of that of each, by its code. Municipalities without one are left out.
    """
    codes, polygons = decode_polygons(MeshLayer.of("municipio", municipal, 0))
    inside = np.array([code in divisions for code in codes], dtype=bool)
    kept = [divisions[code][0] for code in codes if code in divisions]
    names = dict(divisions.values())
    if not kept:
        return encode_layer(level, [], [], np.array([], dtype=object))
    found, merged = dissolve(polygons[inside], kept)
    return encode_layer(level, found, [names[code] for code in found], merged)
