"""The territory in force: register of municipalities, meshes and the questions asked of them."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geo import store
from geo.distance import nearest_km
from geo.layers import MeshLayer
from geo.location import locate

__all__ = ["MeshLayer", "Territory", "load_territory"]


@dataclass(frozen=True)
class Territory:
    """Register and meshes, with where they come from.

    `municipalities` has one row per municipality (columns: `geo.register.COLUMNS`; missing is None,
    never ""). `layers` maps ``municipio``, ``uf`` and ``regiao`` to their polygons. `boxes` has the
    columns west, south, east and north in degrees, indexed by municipal code, for those that have a
    polygon.
    """

    municipalities: pd.DataFrame
    layers: dict[str, MeshLayer]
    boxes: pd.DataFrame
    source: str
    vintage: str
    hierarchy_source: str
    licence: str = ""

    def missing_from_mesh(self) -> pd.DataFrame:
        """The municipalities without a polygon: listed and counted wherever the mesh is drawn."""
        return self.municipalities[~self.municipalities["in_mesh"]].reset_index(drop=True)

    def nearest_km(self, points: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
        """For each point [latitude, longitude]:
        ``distance_km`` and ``site_index`` of the nearest site.
        """
        return nearest_km(points, sites)

    def locate(self, points: pd.DataFrame, codes: pd.Series) -> pd.DataFrame:
        """For each point [latitude, longitude] and municipal code: ``found_code`` that the point is
        in (None: none) and ``outside_km``, how far it is from the municipality of the code: 0
        inside, NaN where that has no polygon.
        """
        return locate(self.layers["municipio"], points, codes)


def load_territory(home: Path) -> Territory:
    """The territory under ``home/geo`` if there is one, otherwise the embedded one."""
    stored = store.read_current(home / "geo") or store.read(store.EMBEDDED)
    return Territory(**stored)
