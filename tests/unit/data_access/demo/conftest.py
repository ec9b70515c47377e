"""A demonstration of a size at which its effects are seen, made once per test process."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data_access.demo.generate import DemoSummary, generate
from data_access.demo.size import Size
from geo.territory import load_territory

END_MONTH = "2026-10"
SIZE = Size(attendances=700_000)
# The valid attendance, written again here from its definition.
VALID = """
    tipo_cliente = 'PJ' AND id_cliente IS NOT NULL AND valido AND situacao = 'Concluído'
    AND NOT contains(lower(instrumento), 'informação')
    AND tipo_atendimento NOT IN ('Agendamento', 'Agendamento executado em Kit')
    AND coalesce(frequencia, 100) >= 75
"""


@dataclass(frozen=True)
class Demo:
    """The generated files as views of the same names, and `valid` for the valid attendances."""

    folder: Path
    summary: DemoSummary
    connection: duckdb.DuckDBPyConnection

    def frame(self, query: str) -> pd.DataFrame:
        return self.connection.execute(query).df()

    def number(self, query: str) -> float:
        row = self.connection.execute(query).fetchone()
        assert row is not None
        return float(row[0])

    def by_uf(self, query: str) -> dict[str, float]:
        """Two columns, the UF and a value."""
        return {uf: float(value) for uf, value in self.connection.execute(query).fetchall()}


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return load_territory(tmp_path_factory.mktemp("home")).municipalities


@pytest.fixture(scope="session")
def demo(register: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    summary = generate(folder, municipalities=register, size=SIZE, end_month=END_MONTH)
    connection = duckdb.connect()
    for file in folder.glob("*.parquet"):
        connection.execute(f"CREATE VIEW {file.stem} AS FROM '{file}'")
    connection.register("register", register[["code", "uf"]])
    connection.execute(
        "CREATE TABLE valid AS SELECT a.*, r.uf FROM atendimentos a JOIN register r ON code ="
        f" municipio WHERE {VALID}"
    )
    yield Demo(folder, summary, connection)
    connection.close()
