"""Distances on the sphere."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

EARTH_RADIUS_KM = 6371.0088  # IUGG mean radius


def nearest_km(points: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """The nearest of `sites` to each of `points`, by great circle.

    Both have ``latitude`` and ``longitude`` in degrees. The result has the index of `points` and
    the columns ``distance_km`` and ``site_index`` (the index label in `sites`). A point or site
    without coordinates has no distance: NaN and None. The nearest chord in three dimensions is the
    nearest great circle, so a k-d tree on the unit sphere is exact; the distance itself is the
    haversine.
    """
    point_xy, site_xy = _radians(points), _radians(sites)
    placed = np.flatnonzero(~np.isnan(point_xy).any(axis=1))
    usable = np.flatnonzero(~np.isnan(site_xy).any(axis=1))
    distance = np.full(len(points), np.nan)
    index = np.full(len(points), None, dtype=object)
    if len(placed) and len(usable):
        _, found = cKDTree(_unit_sphere(site_xy[usable])).query(_unit_sphere(point_xy[placed]))
        chosen = usable[found]
        distance[placed] = haversine_km(point_xy[placed], site_xy[chosen])
        index[placed] = sites.index.to_numpy(dtype=object)[chosen]
    return pd.DataFrame({"distance_km": distance, "site_index": index}, index=points.index)


def nearest_places(points: pd.DataFrame, count: int) -> npt.NDArray[np.int64]:
    """The `count` nearest of the other points to each, by great circle: a row of positions for each
    point, the nearest first, −1 where there are no more.

    `points` has ``latitude`` and ``longitude`` in degrees; one without them has no neighbours and
    is nobody's.
    """
    radians = _radians(points)
    placed = np.flatnonzero(~np.isnan(radians).any(axis=1))
    found = np.full((len(points), count), -1, dtype=np.int64)
    several = min(count + 1, len(placed))
    if several < 2:
        return found
    sphere = _unit_sphere(radians[placed])
    _, near = cKDTree(sphere).query(sphere, k=several)
    for row, others in enumerate(near):
        kept = placed[others[others != row]][:count]
        found[placed[row], : len(kept)] = kept
    return found


def haversine_km(
    first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Great-circle distance (km) of rows [latitude, longitude] in radians."""
    half = (second - first) / 2
    square = (
        np.sin(half[:, 0]) ** 2
        + np.cos(first[:, 0]) * np.cos(second[:, 0]) * np.sin(half[:, 1]) ** 2
    )
    angle: npt.NDArray[np.float64] = 2 * np.arcsin(np.sqrt(np.clip(square, 0.0, 1.0)))
    return angle * EARTH_RADIUS_KM


def _radians(frame: pd.DataFrame) -> npt.NDArray[np.float64]:
    degrees = frame[["latitude", "longitude"]].astype("float64").to_numpy()
    return np.asarray(np.radians(degrees), dtype=np.float64)


def _unit_sphere(radians: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    latitude, longitude = radians[:, 0], radians[:, 1]
    return np.column_stack(
        [
            np.cos(latitude) * np.cos(longitude),
            np.cos(latitude) * np.sin(longitude),
            np.sin(latitude),
        ]
    )
