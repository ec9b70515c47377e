"""The process that reads a workbook starts for every one of them: it loads little."""

from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from data_access.sources.readers.read_sheet import open_workbook
from data_access.sources.step import Step
from tests.support.loading import heavy_loaded_by

READ = """
from data_access.sources.readers.workbook_process import main
assert main() == 0
"""


def test_it_loads_what_reads_cells_and_writes_columns_and_nothing_more(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["uf", "valor"])
    book.active.append(["SP", 2.5])
    book.save(tmp_path / "x.xlsx")
    loaded = heavy_loaded_by(READ, tmp_path / "x.xlsx", "x.xlsx", tmp_path, "")
    assert loaded == {"pyarrow"}
    rows = pq.read_table(tmp_path / "sheet0.parquet").to_pylist()
    assert [row["c1"] for row in rows] == ["tvalor", "f2.5"]


def test_modules_of_the_folder_of_the_command_do_not_pass_for_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    book = openpyxl.Workbook()
    book.active.append(["uf", "valor"])
    book.save(tmp_path / "x.xlsx")
    sheets = open_workbook(tmp_path / "x.xlsx", "x.xlsx", tmp_path, None, Step())
    assert len(sheets) == 1
