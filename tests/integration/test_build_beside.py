"""What is made beside DuckDB is what is made alone, and its failure ends the build."""

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data_access.marts import build
from data_access.marts.subjects import Subject
from data_access.schema import tables as schema
from tests.support.small_country import SmallCountry, pseudonym, stage

DAYS = [date(2025, 1, 1) + timedelta(days=7 * week) for week in range(60)]


@pytest.fixture
def staged(tmp_path: Path) -> dict:
    attendances = pd.DataFrame({
        "id_atendimento": [f"A{place}" for place, _ in enumerate(DAYS)],
        "id_cliente": [pseudonym(place % 17) for place, _ in enumerate(DAYS)],
        "data_fim": DAYS,
    }).assign(
        tipo_cliente="PJ", porte="ME", valido=True, situacao="Concluído", municipio="3106200",
        uf_executora="MG", canal="Telefone", equipe="E1", parceiro="P1",
    )  # fmt: skip
    surveys = attendances[["id_atendimento"]].assign(
        id_pesquisa=attendances["id_atendimento"].str.replace("A", "P"), data=DAYS, nps=10, csat=4
    )
    frames = {"atendimentos": attendances, "pesquisas": surveys}
    return {table: [stage(tmp_path, table, frame)] for table, frame in frames.items()}


def contents(path: Path, staged: dict, *, beside: bool) -> dict[str, list[tuple]]:
    with duckdb.connect(str(path)) as connection:
        build.build_marts(connection, staged=staged, territory=SmallCountry(), beside=beside)
        return {
            table.name: connection.execute(f"FROM {table.name} ORDER BY ALL").fetchall()
            for table in schema.metadata.sorted_tables
        }


def test_the_tables_are_the_same(staged: dict, tmp_path: Path) -> None:
    found = contents(tmp_path / "beside.duckdb", staged, beside=True)
    assert found == contents(tmp_path / "alone.duckdb", staged, beside=False)
    assert found["window_sum"]
    assert found["unit_answer"]


def test_what_fails_beside_ends_the_build(
    staged: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("beside")

    monkeypatch.setattr(build, "SUBJECTS", (Subject("x", fail, beside=True), *build.SUBJECTS))
    with pytest.raises(RuntimeError, match="beside"):
        contents(tmp_path / "fails.duckdb", staged, beside=True)
