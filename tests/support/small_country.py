"""A country of seven municipalities, and editions of it made straight from rows, without files or
imports.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import duckdb
import numpy as np
import pandas as pd

from config.settings import Settings
from data_access.base.territory_source import TerritorySource
from data_access.contract.load import table_contract
from data_access.editions.reading import Edition, read_only_engine
from data_access.marts.build import build_marts
from data_access.schema.version import SCHEMA_VERSION
from data_access.sources.values.parsing import sql_type
from data_access.staging.files import StagedFile

_PLACES = [
    # 5104 is a mesorregião and a região intermediária: four digits may be either.
    # code, name, uf, uf_code, uf_name, region, meso, micro, rgint, rgi, latitude, longitude
    (
        "3106200",
        "Belo Horizonte",
        "MG",
        "31",
        "Minas Gerais",
        "3",
        "3107",
        "31030",
        "3101",
        "310001",
        -19.9,
        -43.9,
    ),
    (
        "3118601",
        "Contagem",
        "MG",
        "31",
        "Minas Gerais",
        "3",
        "3107",
        "31030",
        "3101",
        "310001",
        -19.9,
        -44.1,
    ),
    (
        "3170206",
        "Uberlândia",
        "MG",
        "31",
        "Minas Gerais",
        "3",
        "3105",
        "31018",
        "3111",
        "310057",
        -18.9,
        -48.3,
    ),
    (
        "3550308",
        "São Paulo",
        "SP",
        "35",
        "São Paulo",
        "3",
        "3515",
        "35061",
        "3501",
        "350001",
        -23.5,
        -46.6,
    ),
    (
        "3509502",
        "Campinas",
        "SP",
        "35",
        "São Paulo",
        "3",
        "3507",
        "35032",
        "3510",
        "350038",
        -22.9,
        -47.1,
    ),
    (
        "5103403",
        "Cuiabá",
        "MT",
        "51",
        "Mato Grosso",
        "5",
        "5104",
        "51017",
        "5101",
        "510001",
        -15.6,
        -56.1,
    ),
    (
        "5101837",
        "Boa Esperança do Norte",
        "MT",
        "51",
        "Mato Grosso",
        "5",
        None,
        None,
        "5104",
        "510006",
        None,
        None,
    ),
]
_COLUMNS = [
    *(
        "code",
        "name",
        "uf",
        "uf_code",
        "uf_name",
        "region_code",
        "meso_code",
        "micro_code",
        "rgint_code",
        "rgi_code",
    ),
    *("latitude", "longitude"),
]
CODES = [place[0] for place in _PLACES]


def register() -> pd.DataFrame:
    frame = pd.DataFrame(_PLACES, columns=_COLUMNS)
    names = {f"{level}_name": frame[f"{level}_code"] for level in ("meso", "micro", "rgint", "rgi")}
    regions = frame["region_code"].map({"3": "Sudeste", "5": "Centro-Oeste"})
    points = np.where(frame["latitude"].notna(), "sede", None)
    return frame.assign(
        region_name=regions, point_kind=points, in_mesh=frame["latitude"].notna(), **names
    )


@dataclass(frozen=True)
class SmallCountry:
    """Satisfies `TerritorySource` without any mesh."""

    municipalities: pd.DataFrame = field(default_factory=register)
    layers: dict[str, object] = field(default_factory=dict)
    source: str = "malha de teste"
    vintage: str = "2022"
    hierarchy_source: str = "hierarquia de teste"
    licence: str = "licença de teste"

    def locate(self, points: pd.DataFrame, codes: pd.Series) -> pd.DataFrame:
        """Every point is where it is said to be: there are no borders to be outside of."""
        return pd.DataFrame({"found_code": codes.to_numpy(), "outside_km": 0.0}, index=points.index)

    def nearest_km(self, points: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
        """Degrees times 111: near enough for a test that only asks who is near."""
        here, there = points.to_numpy(float)[:, None, :], sites.to_numpy(float)[None, :, :]
        degrees = np.sqrt(((here - there) ** 2).sum(axis=2))
        known = ~np.isnan(degrees).any(axis=1)
        nearest = np.where(known, np.argmin(np.nan_to_num(degrees, nan=np.inf), axis=1), -1)
        distance = np.where(known, degrees.min(axis=1) * 111.0, np.nan)
        return pd.DataFrame({"distance_km": distance, "site_index": nearest}, index=points.index)


@dataclass(frozen=True)
class Borders:
    level: str = "municipio"
    geojson_gz: bytes = bytes(range(256)) * 40
    sha256: str = hashlib.sha256(bytes(range(256)) * 40).hexdigest()
    features: int = 7


@dataclass(frozen=True)
class WithBorders(SmallCountry):
    """The same country with a layer of borders, whatever its bytes mean."""

    layers: dict[str, object] = field(default_factory=lambda: {"municipio": Borders()})


def _parts(given: pd.DataFrame | list[pd.DataFrame]) -> list[pd.DataFrame]:
    return given if isinstance(given, list) else [given]


def pseudonym(number: int) -> str:
    """Of a client that shares neither half with another: see `company`."""
    return str(UUID(int=(number + 1) * (2**64 + 1)))


def company(root: int, establishment: int) -> str:
    """As the pseudonym of a CNPJ: the first half is of the establishment, the second of the
    root.
    """
    return str(UUID(int=((root + 1) * 1000 + establishment) * 2**64 + root + 1))


@cache
def _writer() -> duckdb.DuckDBPyConnection:
    """One for all files: opening a database costs as much as writing a few rows."""
    return duckdb.connect(config={"threads": 1})


def stage(folder: Path, table: str, frame: pd.DataFrame, sequence: int = 1) -> StagedFile:
    """Write rows as an accepted import would: typed by the contract, absent columns null."""
    columns = table_contract(table).columns
    path = folder / f"{table}-{sequence}.parquet"
    typed = ", ".join(
        (
            f'{column.name}::{sql_type(column)} AS "{column.name}"'
            if column.name in frame
            else f'NULL::{sql_type(column)} AS "{column.name}"'
        )
        for column in columns
    )
    # Text keeps missing values missing whatever pandas made of them.
    rows = frame.astype(object).where(frame.notna(), None)
    writer = _writer()
    writer.register("given", pd.DataFrame({name: rows[name].astype("string") for name in rows}))
    writer.execute(f"COPY (SELECT {typed} FROM given) TO '{path}' (FORMAT parquet)")
    writer.unregister("given")
    present = tuple(column.name for column in columns if column.name in frame)
    return StagedFile(
        f"{table}-{sequence}",
        path,
        sequence,
        len(frame),
        path.name,
        "0" * 64,
        datetime.now(UTC),
        present,
    )


def edition_of(
    folder: Path,
    *,
    territory: TerritorySource | None = None,
    **frames: pd.DataFrame | list[pd.DataFrame],
) -> Edition:
    """An edition of `SmallCountry` holding the given tables, open for reading; a list is several
    imports.
    """
    staged = {
        table: [
            stage(folder, table, part, place)
            for place, part in enumerate(_parts(given))
            if len(part)
        ]
        for table, given in frames.items()
    }
    path = folder / "edition.duckdb"
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path), config={"threads": 1}) as connection:
        # so few rows cost less than a commit after each of two hundred statements
        connection.begin()
        country = territory or SmallCountry()
        report = build_marts(connection, staged=staged, territory=country, beside=False)
        connection.commit()
    manifest = SimpleNamespace(
        schema_version=SCHEMA_VERSION,
        first_month=report.first_month or 0,
        last_month=report.last_month or 0,
        whole_month=report.whole_month,
        end=(report.last_month if report.whole_month is None else report.whole_month) or 0,
        ends={uf: end for uf, end in report.ends.items() if end.unfinished},
        company_months=report.company_months,
        exclusions=report.exclusions,
        unverifiable_clauses=report.unverifiable_clauses,
        warnings=report.warnings,
    )
    return opened(path, manifest)


def opened(database: Path, manifest: Any) -> Edition:
    """The edition in a DuckDB file."""
    engine, instance = read_only_engine(
        database, Settings(home=database, threads=1, memory_limit="1GB")
    )

    def release() -> None:
        engine.dispose()
        instance.close()

    return Edition("teste", engine, manifest, release)
