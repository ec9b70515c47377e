"""Nothing that we export is run by a spreadsheet, whoever chose the text."""

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from pages.components.export import Export, to_csv, to_xlsx
from tests.support.command_line import t360

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "\ufeff=1+1"]
STOCK = "municipio;porte;competencia;quantidade\n3550308;ME;2025-10;5\n"


def runs(cell: str) -> bool:
    """Whether a spreadsheet would take a cell for a formula; some drop what precedes it."""
    return (
        cell.lstrip(" \t\r\n\xa0\ufeff").startswith(("=", "+", "-", "@")) and not cell[1:].isdigit()
    )


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_downloads_of_the_pages(formula: str) -> None:
    frame = pd.DataFrame({"name": [formula, "São Paulo"], "value": [-1.5, 2.0]})
    export = Export(
        "Teste",
        frame,
        {"name": "município", "value": "valor"},
        ("Título", f"Parceiro: x;{formula}"),
    )
    cells = [
        cell
        for row in csv.reader(io.StringIO(to_csv(export).decode("utf-8-sig")), delimiter=";")
        for cell in row
    ]
    assert [cell for cell in cells if runs(cell)] == ["-1,5"]
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(export)))
    found = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    # Kept as text, which is not run, and marked as text, so that it is not run once it is edited.
    assert {cell.data_type for cell in found} == {"s", "n"}
    named = book["Dados"]["A2"]
    assert named.quotePrefix
    assert named.value.replace("_x000D_", "\r") == formula


def test_the_lists_of_the_command_line(tmp_path: Path) -> None:
    source = tmp_path / "=HYPERLINK(A1).csv"
    source.write_text(STOCK + "=1+1;ME;2025-10;5\n")
    answer = t360(tmp_path / "home", "import", "empresas", source, T360_REJECTION_THRESHOLD="0.9")
    assert answer.code == 0, answer.err
    listed = t360(tmp_path / "home", "imports", "list", "--format", "csv")
    assert listed.rows[0]["source_name"] == "'=HYPERLINK(A1).csv"
    assert not any(runs(cell) for cell in listed.rows[0].values())
    (rejections,) = (tmp_path / "home" / "rejections").glob("*.csv")
    rows = list(
        csv.DictReader(io.StringIO(rejections.read_text(encoding="utf-8-sig")), delimiter=";")
    )
    assert [(row["valor"], row["texto_original"]) for row in rows] == [
        ("'=1+1", "'=1+1;ME;2025-10;5")
    ]
