"""What an edition needs of the territory. `geo` satisfies it by structure: neither imports the
other.
"""

from collections.abc import Mapping
from typing import Protocol

import pandas as pd


class MeshLayerLike(Protocol):
    """Polygons of one level: gzipped GeoJSON whose features carry ``id`` = code and ``{code,
    name}``.
    """

    @property
    def level(self) -> str: ...
    @property
    def geojson_gz(self) -> bytes: ...
    @property
    def sha256(self) -> str: ...
    @property
    def features(self) -> int: ...


class TerritorySource(Protocol):
    """The register of municipalities, the meshes and distances on the sphere."""

    @property
    def municipalities(self) -> pd.DataFrame:
        """One row per municipality: code, name, uf, uf_code, …, latitude, longitude, point_kind,
        in_mesh.
        """
        ...

    @property
    def layers(self) -> Mapping[str, MeshLayerLike]:
        """By level: ``municipio``, ``uf`` and ``regiao``."""
        ...

    @property
    def source(self) -> str: ...
    @property
    def vintage(self) -> str: ...
    @property
    def hierarchy_source(self) -> str: ...
    @property
    def licence(self) -> str:
        """Who must be credited wherever the territory is shown."""
        ...

    def locate(self, points: pd.DataFrame, codes: pd.Series) -> pd.DataFrame:
        """For each point and municipality: ``found_code`` that it is in, and ``outside_km`` from
        the municipality.
        """
        ...

    def nearest_km(self, points: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
        """For each point [latitude, longitude]: ``distance_km`` and ``site_index`` of the nearest
        site.
        """
        ...
