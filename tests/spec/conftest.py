"""The door as the specification uses it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from config.settings import Settings
from data_access.contract.load import contract
from data_access.importing.report import ImportReport
from data_access.importing.run import import_table
from data_access.staging.files import active_imports, active_rows_sql, undo_import

PLACES = [
    ("3550308", "São Paulo", "SP"),
    ("3304557", "Rio de Janeiro", "RJ"),
    ("2201919", "Bom Princípio do Piauí", "PI"),
    ("3516101", "Florínea", "SP"),
    ("4202404", "Bom Jesus", "SC"),
    ("4302303", "Bom Jesus", "RS"),
    ("3136702", "Juiz de Fora", "MG"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("spec") / "home"


@pytest.fixture
def settings(home: Path) -> Iterator[Settings]:
    """Nothing is active in it: what a test imported is undone."""
    settings = Settings(home=home, threads=1, _env_file=None)
    yield settings
    for table in contract():
        for file in active_imports(settings, table):
            undo_import(settings, file.import_id)


@pytest.fixture
def bring(settings: Settings, tmp_path: Path) -> Callable[..., ImportReport]:
    """Import bytes as a file; `threshold` is the share of bad rows that is tolerated."""

    def bring(
        table: str,
        content: bytes | str,
        name: str = "fonte.csv",
        *,
        threshold: float = 1.0,
        profile: str = "padrao",
    ) -> ImportReport:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        used = settings.model_copy(update={"rejection_threshold": threshold})
        register = pd.DataFrame(PLACES, columns=["code", "name", "uf"])
        return import_table(used, table, file, municipalities=register, profile=profile)

    return bring


@pytest.fixture
def stored(settings: Settings) -> Callable[..., list[dict[str, str | None]]]:
    """The active rows of a table, values as DuckDB writes them, in order."""

    def stored(table: str) -> list[dict[str, str | None]]:
        sql = active_rows_sql(active_imports(settings, table), table)
        relation = duckdb.sql(f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({sql} ORDER BY ALL)")
        return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]

    return stored
