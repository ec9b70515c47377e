"""IBGE's lists of municipalities, in the layouts of several years."""

from pathlib import Path

import openpyxl
import pytest

from geo.dtb import read_dtb
from geo.errors import TerritoryError


def book(folder: Path, *rows: list[object]) -> Path:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(folder / "dtb.xlsx")
    return folder / "dtb.xlsx"


@pytest.mark.parametrize(
    "header",
    [
        ["Nome_Município", "Código Município Completo", "Região Geográfica Imediata",
         "Nome Região Geográfica Imediata"],
        ["nome_mun", "CD_GEOCODI", "cod_rgi", "nome_rgi"],
        ["NM_MUN", "CD_MUN", "CD_RGI", "NM_RGI"],
    ],
)  # fmt: skip
def test_the_columns_are_known_by_any_of_their_names(tmp_path: Path, header: list[object]) -> None:
    rows = [["São Paulo", 3550308, 350001, "São Paulo"], ["Rio", "3304557", "330001", "Rio"]]
    found = read_dtb(book(tmp_path, ["Lista de 2017"], header, *rows, ["Fonte: IBGE"]))
    assert found.to_numpy().tolist() == [
        ["3550308", "São Paulo", "350001", "São Paulo"],
        ["3304557", "Rio", "330001", "Rio"],
    ]
    assert list(found.columns) == ["code", "name", "rgi_code", "rgi_name"]


def test_a_list_of_districts_gives_each_municipality_once(tmp_path: Path) -> None:
    header = ["Código Município Completo", "Nome_Município", "Nome_Distrito"]
    rows = [[3304557, "Rio", "A"], [3304557, "Rio", "B"], [3550308, "São Paulo", "C"]]
    assert read_dtb(book(tmp_path, header, *rows))["code"].tolist() == ["3304557", "3550308"]


def test_what_is_no_list_says_which_columns_were_expected(tmp_path: Path) -> None:
    with pytest.raises(TerritoryError, match="Código Município Completo”, “CD_MUN”"):
        read_dtb(book(tmp_path, ["a", "b"], [1, 2]))
