"""Numbers of a spreadsheet beside text, and those that it did not keep."""

from collections.abc import Callable
from typing import Any

import pytest

from config.settings import Settings
from data_access.importing.report import ImportReport
from data_access.sources.errors import ImportRefusedError
from tests.support.tables import as_book

Bring = Callable[..., ImportReport]
Active = Callable[..., list[tuple[Any, ...]]]
Rejected = Callable[[ImportReport], list[list[str]]]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([1520.75, "1.234"], [1520.75, "numero_ambiguo"]),
        (["1.234,5", 1000.5, "2.345"], [1234.5, 1000.5, 2345]),
        # The point is the one that Python writes, whatever the number is.
        (["1.234,5", 0.001, 1.234, -2.5, 1e-7, 7], [1234.5, 0.001, 1.234, -2.5, 1e-7, 7]),
        (["1,234.5", 1.234, "2,345"], [1234.5, 1.234, 2345]),
        ([0.5, "x"], [0.5, "numero_invalido"]),
    ],
)
def test_a_number_of_a_spreadsheet_is_itself_and_proves_no_mark(
    settings: Settings,
    active: Active,
    bring: Bring,
    rejected: Rejected,
    cells: list[Any],
    expected: list[float | str],
) -> None:
    header = ["municipio", "indicador", "ano", "valor"]
    rows = [["3550308", "x", 2001 + n, cell] for n, cell in enumerate(cells)]
    content = as_book([header, *rows], lambda _: None)
    report = bring("socioeconomico", content, name="x.xlsx", tolerant=True)
    found = [value for (value,) in active(settings, "socioeconomico", "valor")]
    assert sorted(found) == sorted(value for value in expected if not isinstance(value, str))
    told = [(row[2], row[3]) for row in rejected(report)] if report.rejected else []
    assert told == [
        (rule, str(cell))
        for cell, rule in zip(cells, expected, strict=True)
        if isinstance(rule, str)
    ]


def test_a_number_of_a_rejected_row_is_shown_as_it_was(bring: Bring, rejected: Rejected) -> None:
    header = ["municipio", "indicador", "ano", "valor"]
    rows = [["9999999", "x", 2001, 17.5], ["3550308", "x", 2001, "1,5"]]
    content = as_book([header, *rows], lambda _: None)
    report = bring("socioeconomico", content, name="x.xlsx", tolerant=True)
    assert rejected(report)[0][-1] == "9999999;x;2001;17.5"


def test_a_formula_without_its_result_is_said_to_be_one(bring: Bring) -> None:
    header = ["municipio", "porte", "competencia", "quantidade"]
    rows = [["3550308", "ME", "2026-01", "=1+1"], ["3304557", "ME", "2026-01", "=2+2"]]
    with pytest.raises(ImportRefusedError, match=r"sem o resultado: abra-a no Excel .*grave-a"):
        bring("empresas", as_book([header, *rows], lambda _: None), name="x.xlsx")
    typed = as_book([header, [*rows[0][:3], "dois"]], lambda _: None)
    with pytest.raises(ImportRefusedError, match=r"não é número inteiro: 1"):
        bring("empresas", typed, name="x.xlsx")


def test_a_code_that_is_shown_with_zeros_before_it_has_them(
    settings: Settings, active: Active, bring: Bring
) -> None:
    """What somebody sees and copies elsewhere is 00007."""

    def shown(sheet: Any) -> None:
        for place, form in enumerate(("00000", "00000", "General"), 2):
            sheet.cell(place, 1).number_format = form

    header = ["id_parceiro", "nome", "tipo", "municipio"]
    rows = [[code, "Sala", "Sala do Empreendedor", 3550308] for code in (7, 123456, 8)]
    bring("parceiros", as_book([header, *rows], shown), name="x.xlsx")
    codes = active(settings, "parceiros", "id_parceiro")
    assert codes == [("00007",), ("123456",), ("8",)]
