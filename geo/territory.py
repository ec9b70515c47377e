"""The territory in force: register of municipalities, meshes and the questions asked of them."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from geo import store
from geo.distance import nearest_km
from geo.errors import TerritoryError
from geo.layers import MeshLayer
from geo.levels import COUNTRY, COUNTRY_NAME, LEVEL_BY_ID

__all__ = ["MeshLayer", "Territory", "load_territory"]

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Territory:
    """Register and meshes, with where they come from.

    `municipalities` has one row per municipality (columns: `geo.register.COLUMNS`; missing is None, never "").
    `layers` maps ``municipio``, ``uf`` and ``regiao`` to their polygons. `boxes` has the columns west, south,
    east and north in degrees, indexed by municipal code, for those that have a polygon.
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
        """For each point [latitude, longitude]: ``distance_km`` and ``site_index`` of the nearest site."""
        return nearest_km(points, sites)

    def territories(self, level: str) -> pd.DataFrame:
        """[code, name, uf] of a level, by code; ``uf`` is None above the UF. Empty where it is unknown."""
        kind = LEVEL_BY_ID[level]
        if kind.code_column is None:
            return pd.DataFrame({"code": [COUNTRY], "name": [COUNTRY_NAME], "uf": [None]}, dtype=object)
        found = self.municipalities[[kind.code_column, kind.name_column, "uf"]].dropna(subset=[kind.code_column])
        found = found.set_axis(["code", "name", "uf"], axis=1).drop_duplicates("code").sort_values("code")
        return found.assign(uf=None if level == "regiao" else found["uf"]).reset_index(drop=True)

    def members(self, level: str, code: str) -> list[str]:
        """The municipal codes of a territory; raises TerritoryError when there is no such territory."""
        kind = LEVEL_BY_ID[level]
        column = self.municipalities["code"]
        if kind.code_column is not None:
            column = column[self.municipalities[kind.code_column] == code]
        if column.empty or (kind.code_column is None and code != COUNTRY):
            raise TerritoryError(f"Não existe {kind.label} com o código “{code}” no cadastro em vigor.")
        return list(column)

    def parent_of(self, level: str, code: str) -> tuple[str, str] | None:
        """(level, code) of the territory one level above; None above the country or where it is unknown."""
        above = LEVEL_BY_ID[level].parent
        if above is None:
            return None
        column = LEVEL_BY_ID[above].code_column
        if column is None:
            return above, COUNTRY
        first = self.municipalities.set_index("code").loc[self.members(level, code)[0], column]
        return None if first is None else (above, str(first))

    def bounds(self, level: str, code: str) -> Box | None:
        """(west, south, east, north) in degrees; None when no municipality of it has a polygon."""
        self.members(level, code)  # refuses what is no territory
        return self.bounds_of(level).get(code)

    def bounds_of(self, level: str) -> dict[str, Box]:
        """The bounding box of every territory of `level` that has a polygon."""
        column = LEVEL_BY_ID[level].code_column
        codes = self.municipalities.set_index("code", drop=False)
        keys = codes[column] if column else pd.Series(COUNTRY, codes.index)
        grouped = self.boxes.groupby(keys.reindex(self.boxes.index))
        edges = grouped.agg({"west": "min", "south": "min", "east": "max", "north": "max"})
        return {str(code): (west, south, east, north) for code, west, south, east, north in edges.itertuples()}

    @cached_property
    def provenance(self) -> str:
        """Source and vintage as captions show them."""
        return f"Malha: {self.source} ({self.vintage}). Hierarquia: {self.hierarchy_source}."


def load_territory(home: Path) -> Territory:
    """The territory under ``home/geo`` if there is one, otherwise the embedded one."""
    stored = store.read_current(home / "geo") or store.read(store.EMBEDDED)
    return Territory(**stored)
