"""Imports that have no key in common are read as they are: the rows and the tables are the same."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from data_access.marts.build import build_marts
from data_access.schema import tables as schema
from data_access.staging.apart import mark_apart
from data_access.staging.files import StagedFile, active_rows_sql
from tests.support.small_country import SmallCountry, pseudonym, stage
from tests.support.tiers import some

JOINED = "newest"  # the word of the SQL that looks for what a later import replaced


def stock(folder: Path, place: int, months: Sequence[int], companies: int) -> StagedFile:
    rows = [("3106200", "ME", f"2025-{month:02}", companies) for month in months]
    frame = pd.DataFrame(rows, columns=["municipio", "porte", "competencia", "quantidade"])
    return stage(folder, "empresas", frame, place)


def marked(files: Sequence[StagedFile], table: str = "empresas") -> list[StagedFile]:
    with duckdb.connect() as connection:
        return mark_apart(connection, {table: files})[table]


def rows_of(files: Sequence[StagedFile], table: str = "empresas") -> list[tuple]:
    return duckdb.sql(
        f"FROM ({active_rows_sql(files, table, with_source=True)}) ORDER BY ALL"
    ).fetchall()


def test_months_that_come_one_by_one_are_compared_with_nothing(tmp_path: Path) -> None:
    files = marked([stock(tmp_path, month, [month], 5) for month in (1, 2, 3)])
    assert [file.apart for file in files] == [True, True, True]
    assert JOINED not in active_rows_sql(files, "empresas")
    assert [row[2:5] for row in rows_of(files)] == [
        ("2025-01", 5, 0), ("2025-02", 5, 1), ("2025-03", 5, 2)
    ]  # fmt: skip


def test_every_import_of_a_key_is_compared_and_no_other(tmp_path: Path) -> None:
    """Also the one in the middle of three."""
    imports = ([1, 2], [3], [2, 4], [5], [2, 6])
    files = marked([stock(tmp_path, place, months, place) for place, months in enumerate(imports)])
    assert [file.apart for file in files] == [False, True, False, True, False]
    of_february = [row for row in rows_of(files) if row[2] == "2025-02"]
    assert [row[3:5] for row in of_february] == [(4, 4)]


@pytest.mark.parametrize("seed", some(range(40), 2, 6))
def test_the_rows_are_the_same(tmp_path: Path, seed: int) -> None:
    random = np.random.default_rng(seed)
    months = [
        random.permutation(range(1, 13))[: random.integers(1, 4)] for _ in range(seed % 7 + 1)
    ]
    files = [stock(tmp_path, place, [*own], place) for place, own in enumerate(months)]
    assert rows_of(marked(files)) == rows_of(files)


def attendances(seed: int, first: int, days: int) -> pd.DataFrame:
    """One a day from the day `first` on, three or so of each client."""
    random = np.random.default_rng(seed)
    number = np.arange(first, first + days)
    return pd.DataFrame({
        "id_atendimento": [f"A{each}" for each in number],
        "id_cliente": [pseudonym(int(each)) for each in random.integers(0, days // 3, days)],
        "data_fim": [date(2025, 1, 1) + timedelta(days=int(each)) for each in number],
        "municipio": random.choice(["3106200", "3550308", "5103403"], days),
        "uf_executora": random.choice(["MG", "SP"], days),
        "canal": random.choice(["Telefone", "Chat", None], days),
    }).assign(
        tipo_cliente="PJ", porte="ME", valido=True, situacao="Concluído", equipe="E1"
    )  # fmt: skip


def surveys(of: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({
        "id_pesquisa": "P" + of["id_atendimento"], "id_atendimento": of["id_atendimento"],
        "data": of["data_fim"], "nps": 9, "csat": 4, "comentario": "Atendimento muito bom",
    })  # fmt: skip


def imports(folder: Path, seed: int) -> dict[str, list[StagedFile]]:
    """Three months that follow each other, and late rows of the first: some of them new, some in
    the place of what was there.
    """
    parts = [attendances(seed + part, part * 30, 30) for part in range(3)]
    late = attendances(seed + 9, 25, 4).assign(canal="WhatsApp", municipio="3509502")
    new = attendances(seed + 10, 5, 3).assign(id_atendimento=["L1", "L2", "L3"])
    parts.append(pd.concat([late, new]))
    tables = {"atendimentos": parts, "pesquisas": [surveys(part) for part in parts]}
    return {
        table: [stage(folder, table, part, place) for place, part in enumerate(frames)]
        for table, frames in tables.items()
    }


def contents(path: Path, staged: dict[str, list[StagedFile]]) -> dict[str, list[tuple]]:
    with duckdb.connect(str(path), config={"threads": 1}) as connection:
        connection.begin()
        build_marts(connection, staged=staged, territory=SmallCountry(), beside=False)
        return {
            table.name: connection.execute(f"FROM {table.name} ORDER BY ALL").fetchall()
            for table in schema.metadata.sorted_tables
        }


@pytest.mark.parametrize("seed", some(range(12), 0))
def test_every_table_is_the_same(tmp_path: Path, seed: int) -> None:
    staged = imports(tmp_path, seed)
    apart = {table: marked(files, table) for table, files in staged.items()}
    assert {file.apart for file in apart["atendimentos"]} == {True, False}
    found = contents(tmp_path / "apart.duckdb", apart)
    assert found == contents(tmp_path / "together.duckdb", staged)
    assert sum(row[7] for row in found["client_month"]) == 93


def test_an_import_that_was_undone_keeps_none_of_the_others_together(tmp_path: Path) -> None:
    files = imports(tmp_path, 0)["atendimentos"]
    assert [file.apart for file in marked(files, "atendimentos")] == [False, True, True, False]
    assert all(file.apart for file in marked(files[:3], "atendimentos"))
