"""The jobs of the tests that kill builds."""

import time
from dataclasses import dataclass, field
from hashlib import sha256

import pandas as pd

from config.settings import get_settings
from data_access.building.build import build_edition
from data_access.editions import checksums
from data_access.editions.publishing import publish
from data_access.editions.reading import open_edition
from data_access.marts import build as _marts  # noqa: F401 - imported before the fork
from geo.distance import nearest_km
from tests.support.forking import serve

CODES = ["3550308", "3304557", "3106200", "2927408", "1302603", "5300108"]
HIERARCHY = ("meso", "micro", "rgint", "rgi")


@dataclass(frozen=True)
class Layer:
    level: str
    geojson_gz: bytes = b"polygons"
    sha256: str = sha256(b"polygons").hexdigest()
    features: int = 6


def register() -> pd.DataFrame:
    missing = {f"{level}_{part}": None for level in HIERARCHY for part in ("code", "name")}
    return pd.DataFrame(
        {
            "code": CODES,
            "name": CODES,
            "uf": "SP",
            "uf_code": "35",
            "uf_name": "São Paulo",
            "region_code": "3",
            "region_name": "Sudeste",
            **missing,
            "latitude": [-23.5, -22.9, -19.9, -12.9, -3.1, -15.8],
            "longitude": [-46.6, -43.2, -43.9, -38.5, -60.0, -47.9],
            "point_kind": "sede",
            "in_mesh": True,
        }
    )


@dataclass(frozen=True)
class SixCities:
    source: str = "teste"
    vintage: str = "2022"
    hierarchy_source: str = "teste"
    licence: str = "licença"
    municipalities: pd.DataFrame = field(default_factory=register)
    layers: dict[str, Layer] = field(
        default_factory=lambda: {level: Layer(level) for level in ("municipio", "uf", "regiao")}
    )

    def locate(self, points: pd.DataFrame, codes: pd.Series) -> pd.DataFrame:
        raise AssertionError("there are no partners")

    def nearest_km(self, points: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
        return nearest_km(points, sites)


def build_and_publish() -> None:
    settings = get_settings()
    publish(settings, build_edition(settings, territory=SixCities()).id)


def read_while_others_publish(times: str) -> None:
    """Whatever is published is whole each time it is asked for, and stays so while it is open."""
    patience, read, seen = time.monotonic() + 120, 0, set()
    while read < int(times) or len(seen) < 2:
        assert time.monotonic() < patience, "nothing was published meanwhile"
        edition = open_edition(get_settings())
        for _ in range(2):
            with edition.engine.connect() as connection:
                assert checksums.all_tables(connection) == edition.manifest.tables
        seen.add(edition.id)
        edition.close()
        read += 1


if __name__ == "__main__":
    serve({"build": build_and_publish, "read": read_while_others_publish})
