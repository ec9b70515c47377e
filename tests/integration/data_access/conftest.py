"""What the tests of imports share."""

import csv
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from config.settings import Settings
from data_access.importing.report import ImportReport
from data_access.importing.run import import_table
from data_access.staging.files import active_imports, active_rows_sql
from geo.territory import load_territory

Bring = Callable[..., ImportReport]


@pytest.fixture(scope="session")
def municipalities() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("3550308", "São Paulo", "SP"),
            ("3304557", "Rio de Janeiro", "RJ"),
            ("2201919", "Bom Princípio do Piauí", "PI"),
            ("3500709", "Águas de Santa Bárbara", "SP"),
            ("4202404", "Bom Jesus", "SC"),
            ("4302303", "Bom Jesus", "RS"),
            ("3545803", "Santa Bárbara d'Oeste", "SP"),
        ],
        columns=["code", "name", "uf"],
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", rejection_threshold=0.05)


@pytest.fixture
def bring(settings: Settings, tmp_path: Path, municipalities: pd.DataFrame) -> Bring:
    """Write a file and import it; `tolerant` accepts up to 99 % of bad rows."""

    def bring(
        table: str, content: str | bytes, *, name: str = "fonte.csv", tolerant: bool = False
    ) -> ImportReport:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        used = settings.model_copy(update={"rejection_threshold": 0.99}) if tolerant else settings
        return import_table(used, table, file, municipalities=municipalities)

    return bring


@pytest.fixture(scope="session")
def active() -> Callable[..., list[tuple[Any, ...]]]:
    """The active rows of a table, in order."""

    def active(settings: Settings, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
        sql = active_rows_sql(active_imports(settings, table), table)
        return duckdb.sql(f"SELECT {columns} FROM ({sql}) ORDER BY ALL").fetchall()

    return active


@pytest.fixture(scope="session")
def rejected() -> Callable[[ImportReport], list[list[str]]]:
    """The lines of a rejection file."""

    def rejected(report: ImportReport) -> list[list[str]]:
        assert report.rejection_file is not None
        with report.rejection_file.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter=";"))[1:]
        # Without the reason, which is the rule in words.
        return [[*row[:3], *row[4:]] for row in rows]

    return rejected


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Every municipality there is."""
    return load_territory(tmp_path_factory.mktemp("country")).municipalities


@pytest.fixture
def take(settings: Settings, tmp_path: Path, country: pd.DataFrame) -> Bring:
    """Write a file and import it through a profile, tolerating bad rows; no row may be lost."""

    def take(
        table: str, profile: str, text: str, name: str = "fonte.csv", encoding: str = "utf-8"
    ) -> ImportReport:
        file = tmp_path / name
        file.write_text(text, encoding=encoding)
        tolerant = settings.model_copy(update={"rejection_threshold": 0.99})
        report = import_table(tolerant, table, file, profile=profile, municipalities=country)
        gone = report.rejected_rows + report.repeated_keys + report.conflicting_keys
        gone += sum(report.left_out.values())
        assert report.status == "repetido" or report.read == report.accepted + gone
        return report

    return take


@pytest.fixture
def rows(
    settings: Settings, active: Callable[..., list[tuple[Any, ...]]]
) -> Callable[..., list[tuple[Any, ...]]]:
    """Some columns of the active rows of a table, in order."""
    return partial(active, settings)
