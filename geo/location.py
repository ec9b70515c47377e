"""Which municipality a point is in, and how far it is from the one that it should be in."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.distance import haversine_km
from geo.layers import MeshLayer, decode_polygons


def locate(layer: MeshLayer, points: pd.DataFrame, codes: pd.Series) -> pd.DataFrame:
    """Rows as in `points` [latitude, longitude]: ``found_code`` (None outside every polygon) and
    ``outside_km``.

    `codes`, in the same order, are the municipalities that the points are said to be in. Kilometres
    are along the great circle to the nearest place of the border, as drawn; NaN for a code without
    a polygon.
    """
    known, polygons = _polygons(layer)
    here = shapely.points(points["longitude"].to_numpy(float), points["latitude"].to_numpy(float))
    found = np.full(len(points), None, dtype=object)
    point, polygon = shapely.STRtree(polygons).query(here, predicate="intersects")
    found[point] = np.asarray(known, dtype=object)[polygon]
    place = {code: row for row, code in enumerate(known)}
    rows = np.array([place.get(code, -1) for code in codes], dtype=int)
    outside = np.full(len(points), np.nan)
    has = rows >= 0
    outside[has] = _outside_km(polygons[rows[has]], here[has])
    names = pd.Series(found, index=points.index, dtype=object)
    return pd.DataFrame({"found_code": names, "outside_km": outside}, index=points.index)


@lru_cache(maxsize=1)
def _polygons(layer: MeshLayer) -> tuple[list[str], npt.NDArray[np.object_]]:
    return decode_polygons(layer)


def _outside_km(
    polygons: npt.NDArray[np.object_], points: npt.NDArray[np.object_]
) -> npt.NDArray[np.float64]:
    """Zero where the polygon covers the point."""
    ends = shapely.get_coordinates(shapely.shortest_line(polygons, points)).reshape(-1, 2, 2)[
        :, :, ::-1
    ]
    return haversine_km(np.radians(ends[:, 0]), np.radians(ends[:, 1]))
