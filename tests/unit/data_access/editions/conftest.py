"""A small country with a history, and a builder that fills an edition without any import."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from duckdb_sqlalchemy import Dialect
from sqlalchemy.schema import CreateTable

from config.settings import Settings
from data_access.building import build
from data_access.editions.info import EditionInfo, edition_info
from data_access.marts import cells
from data_access.marts.subjects import Staging
from data_access.schema import tables as schema
from indicators.unfinished import SourceEnd
from tests.support.small_country import stage

FIRST_MONTH = 2025 * 12


@dataclass(frozen=True)
class Layer:
    level: str = "municipio"
    geojson_gz: bytes = b"polygons"
    sha256: str = sha256(b"polygons").hexdigest()
    features: int = 2


@dataclass(frozen=True)
class Country:
    source: str = "fonte da malha"
    vintage: str = "2022"
    hierarchy_source: str = "fonte da hierarquia"
    licence: str = "licença da malha"
    municipalities: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(
            {"code": ["3550308", "3304557", "5101837"], "in_mesh": [True, True, False]}
        )
    )
    layers: dict[str, Layer] = field(default_factory=lambda: {"municipio": Layer()})

    def locate(self, points: pd.DataFrame, codes: pd.Series) -> pd.DataFrame:
        raise AssertionError("these editions have no partner, so nobody asks where one is")

    def nearest_km(self, points: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
        raise AssertionError("these editions have no Sala, so nobody asks for the nearest one")


@dataclass(frozen=True)
class Staged:
    path: Path
    import_id: str = "imp-1"
    source_name: str = "atendimentos.csv"
    source_sha256: str = "0" * 64
    rows: int = 10
    imported_at: datetime = datetime(2026, 11, 1, tzinfo=UTC)
    demonstration: bool = False
    profile: str = "rae@1a2b3c4d"
    staged_sha256: str | None = None
    columns: tuple[str, ...] = ()
    apart: bool = False


@dataclass(frozen=True)
class Report:
    first_month: int | None
    last_month: int | None
    whole_month: int | None = None
    ends: dict[str, SourceEnd] = field(default_factory=dict)
    company_months: tuple[int, ...] = ()
    rule_version: str = "2025.1"
    exclusions: dict[str, int] = field(default_factory=lambda: {"marcado_valido": 4})
    unverifiable_clauses: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class SmallBuilder:
    """Stands for the marts: the same tables, filled from a seeded history of `clients` over
    `months`.
    """

    def __init__(self, seed: int = 1, clients: int = 40, months: int = 6) -> None:
        self.random, self.clients, self.months = np.random.default_rng(seed), clients, months

    def __call__(self, connection: duckdb.DuckDBPyConnection, *, territory, **_: object) -> Report:
        for table in schema.metadata.sorted_tables:
            connection.execute(str(CreateTable(table).compile(dialect=Dialect())))
        codes = [int(code) for code in territory.municipalities["code"]]
        for code in codes:
            connection.execute(
                "INSERT INTO municipality BY NAME SELECT $1::INTEGER AS id, $1::VARCHAR AS code,"
                " 'Nome' AS name, 'SP' AS uf, '35' AS uf_code, 'São Paulo' AS uf_name, '3' AS"
                " region_code, 'Sudeste' AS region_name, true AS in_mesh, 0 AS active_salas",
                [code],
            )
        layer = territory.layers["municipio"]
        connection.execute(
            "INSERT INTO mesh VALUES ('municipio', ?, 2, '2022', 'fonte', ?)",
            [layer.sha256, layer.geojson_gz],
        )
        connection.execute("INSERT INTO exclusion VALUES (0, 'marcado_valido', 'Não marcado', 4)")
        self._history(connection, codes)
        words = "SELECT DISTINCT unnest([channel, partner, porte]) AS text FROM client_month"
        connection.execute(f"CREATE TEMP TYPE word AS ENUM ({words} ORDER BY text)")
        for partition in schema.PARTITIONS:
            cells.load_cells(connection, partition)
        cells.load_windows(connection, Staging(str, territory))
        first, last = connection.execute(
            "SELECT min(month), max(month) FROM client_month"
        ).fetchone()
        return Report(first, last)

    def _history(self, connection: duckdb.DuckDBPyConnection, codes: list[int]) -> None:
        pick = self.random
        for client in range(self.clients):
            home, porte = int(pick.choice(codes)), str(pick.choice(["MEI", "ME", "EPP"]))
            connection.execute(
                "INSERT INTO client BY NAME SELECT ? AS client_id, 'PJ' AS client_type,"
                " ? AS municipality_id, ? AS porte, 1 AS copies",
                [client, home, porte],
            )
            partner = "S1" if client % 2 else ""
            for month in pick.choice(self.months, size=int(pick.integers(1, 4)), replace=False):
                connection.execute(
                    "INSERT INTO client_month VALUES (?, ?, ?, ?, 'SP', 'digital', ?, ?, 1)",
                    [
                        FIRST_MONTH + int(month),
                        client,
                        home,
                        porte,
                        partner,
                        int(pick.integers(1, 3)),
                    ],
                )


def only_attendances(*files: Staged) -> Callable[[Settings, str], list[Staged]]:
    """Stands for the history of imports: these of attendances, none of anything else."""
    return lambda _settings, table: [*files] if table == "atendimentos" else []


def no_rows(folder: Path) -> Path:
    """The file of an import of attendances; `SmallBuilder` does not read it."""
    return stage(folder, "atendimentos", pd.DataFrame({"id_atendimento": []})).path


@pytest.fixture
def country() -> Country:
    return Country()


@pytest.fixture
def imported(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let other imports of attendances be the active ones."""
    return lambda *files: monkeypatch.setattr(build, "active_imports", only_attendances(*files))


@pytest.fixture
def small_marts() -> type[SmallBuilder]:
    return SmallBuilder


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation of its own with one import of attendances."""
    staged = no_rows(tmp_path)
    monkeypatch.setattr(build, "active_imports", only_attendances(Staged(staged)))
    return Settings(home=tmp_path / "home", threads=2, memory_limit="1GB", _env_file=None)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> dict[int, EditionInfo]:
    """Editions of seeds 1, 2 and 3, built once in this order: copies of them serve most tests."""
    home = tmp_path_factory.mktemp("shelf")
    settings = Settings(home=home, threads=2, memory_limit="1GB", _env_file=None)
    staged = no_rows(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "active_imports", only_attendances(Staged(staged)))
        return {
            seed: build.build_edition(settings, territory=Country(), build_marts=SmallBuilder(seed))
            for seed in (1, 2, 3)
        }


@pytest.fixture
def ready(settings: Settings, shelf: dict[int, EditionInfo]) -> Callable[..., EditionInfo]:
    """A complete edition in this installation, taken from the shelf; a higher seed is a later
    edition.
    """

    def ready(seed: int = 1) -> EditionInfo:
        found = shelf[seed]
        shutil.copytree(found.folder, settings.editions_folder / found.id)
        return edition_info(settings, found.id)

    return ready


@pytest.fixture
def make(settings: Settings, country: Country) -> Callable[..., EditionInfo]:
    """Build an edition; each call with another seed has other content."""

    def make(seed: int = 1) -> EditionInfo:
        return build.build_edition(settings, territory=country, build_marts=SmallBuilder(seed))

    return make
