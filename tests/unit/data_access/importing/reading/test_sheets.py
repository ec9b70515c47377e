"""Spreadsheets as sources: which sheet, which rows, and what stands in their cells."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data_access.sources.errors import ImportRefusedError
from data_access.sources.source import TYPED
from tests.support.tables import Opened

pytestmark = pytest.mark.heavy

Read = Callable[..., Opened]
HEADER = ["UF", "Município", "Valor"]
ROWS = [["SP", "São Paulo", 1], ["RJ", "Niterói", 2.5]]


def book(
    path: Path, sheets: dict[str, list[list[Any]]], change: Callable[[Any], None] | None = None
) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if change:
        change(workbook)
    workbook.save(path)
    return path


def test_titles_above_and_notes_below_are_no_rows(tmp_path: Path, read: Read) -> None:
    def merge(workbook: Any) -> None:
        workbook.active.merge_cells("A1:D1")

    rows = [
        ["Estimativas"],
        [],
        [None, *HEADER],
        [None, *ROWS[0]],
        [None, *ROWS[1]],
        [],
        ["Fonte: IBGE"],
        ["(1) nota"],
    ]
    found = read(book(tmp_path / "x.xlsx", {"Dados": rows}, merge), "uf", "municipio", "valor")
    assert found.rows == [(4, "SP", "São Paulo", 1.0), (5, "RJ", "Niterói", 2.5)]
    assert found.source.left_out == {"notas_abaixo_da_tabela": 2}
    told = ("planilha", "aba “Dados”", "cabeçalho na linha 3", "notas e totais a partir da linha 7")
    assert found.source.form == told
    assert found.progress == sorted(found.progress)
    assert found.progress[-1] == 1.0


def test_a_header_in_two_rows_and_pages_one_below_the_other(tmp_path: Path, read: Read) -> None:
    stacked = [["UF", "População", None], [None, "Total", "Urbana"], ["SP", 10, 9]]
    found = read(book(tmp_path / "x.xlsx", {"A": stacked}), "uf", "populacao_urbana")
    assert found.rows == [(3, "SP", 9)]
    pages = [HEADER, ROWS[0], HEADER, ROWS[1]]
    found = read(book(tmp_path / "y.xlsx", {"A": pages}), "uf", "valor")
    assert found.rows == [(2, "SP", 1.0), (4, "RJ", 2.5)]
    assert found.source.left_out == {"cabecalho_repetido": 1}


def test_a_column_is_typed_where_all_its_cells_are_alike_and_else_is_text(
    tmp_path: Path, read: Read
) -> None:
    names = ["inteiro", "fracao", "dia", "hora", "logico", "misto", "codigo"]
    rows = [
        names,
        [3550308.0, 1.5, date(2024, 1, 2), datetime(2024, 1, 2, 3, 4, 5), True, "12(1)", "00015"],  # noqa: DTZ001
        [11, 2, date(2024, 2, 3), None, False, 1.234, "00023"],
        [12, 3, None, None, None, date(2024, 1, 2), None],
    ]
    found = read(book(tmp_path / "x.xlsx", {"A": rows}), *names)
    assert dict(found.source.kinds) == {
        "inteiro": "numero",
        "fracao": "fracionario",
        "dia": "momento",
        "hora": "momento",
        "logico": "booleano",
        "misto": "misto",
        "codigo": "texto",
    }
    assert found.rows[0][1:3] == (3550308, 1.5)
    assert found.rows[0][4:6] == (datetime(2024, 1, 2, 3, 4, 5), True)  # noqa: DTZ001
    assert [row[6] for row in found.rows] == ["12(1)", f"{TYPED}1.234", "2024-01-02"]
    assert [row[7] for row in found.rows] == ["00015", "00023", None]


def test_errors_and_formulas_that_were_never_calculated_are_told_and_not_blank(
    tmp_path: Path, read: Read
) -> None:
    def damage(workbook: Any) -> None:
        cell = workbook.active["C2"]
        cell.value, cell.data_type = "#N/A", "e"
        workbook.active["C3"] = "=A1+1"

    found = read(
        book(tmp_path / "x.xlsx", {"A": [HEADER, *ROWS, ["BA", "Salvador", 3]]}, damage),
        "uf",
        "valor",
    )
    assert found.rows == [(2, "SP", "#N/A"), (3, "RJ", "#SEM_VALOR"), (4, "BA", "3")]


def test_dates_of_1904_are_dates(tmp_path: Path, read: Read) -> None:
    def epoch(workbook: Any) -> None:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        workbook.epoch = CALENDAR_MAC_1904

    found = read(
        book(tmp_path / "x.xlsx", {"A": [["uf", "dia"], ["SP", date(2024, 1, 2)]]}, epoch), "dia"
    )
    assert found.rows == [(2, datetime(2024, 1, 2))]  # noqa: DTZ001


def test_the_sheet_is_the_one_whose_header_is_known_or_the_one_that_was_chosen(
    tmp_path: Path, read: Read
) -> None:
    def hide(workbook: Any) -> None:
        workbook["Rascunho"].sheet_state = "hidden"

    sheets = {
        "Leia-me": [["Sobre esta planilha"]],
        "Rascunho": [HEADER, ["XX", "rascunho", 0]],
        "Dados 2024": [HEADER, *ROWS],
        "Resumo": [["UF", "Total"], ["SP", 1]],
    }
    path = book(tmp_path / "x.xlsx", sheets, hide)
    found = read(path, "uf", "municipio", "valor")
    assert [row[1] for row in found.rows] == ["SP", "RJ"]
    assert found.source.form[1] == "aba “Dados 2024” (há também “Leia-me”, “Rascunho” e “Resumo”)"
    assert read(path, "uf", sheet="rascunho").rows == [(2, "XX")]
    with pytest.raises(
        ImportRefusedError, match="não tem a aba “Dados 2023”; as abas são: “Leia-me”, “Rascunho”"
    ):
        read(path, "uf", sheet="Dados 2023")


def test_sheets_that_serve_alike_are_not_chosen_from_by_chance(tmp_path: Path, read: Read) -> None:
    path = book(tmp_path / "x.xlsx", {"Jan": [HEADER, *ROWS], "Fev": [HEADER, *ROWS]})
    with pytest.raises(
        ImportRefusedError,
        match=r"as abas “Jan” e “Fev” servem igualmente .* em “Aba da planilha”",
    ):
        read(path, "uf", "municipio")
    assert len(read(path, "uf", sheet="Fev").rows) == 2


def test_blank_and_hidden_workbooks_say_so(tmp_path: Path, read: Read) -> None:
    with pytest.raises(
        ImportRefusedError, match="não tem célula preenchida em nenhuma aba visível"
    ):
        read(book(tmp_path / "x.xlsx", {"A": [[]], "B": []}), "uf")
    (tmp_path / "x.csv").write_text("uf\nSP\n")
    with pytest.raises(ImportRefusedError, match="não é uma planilha e não tem abas"):
        read(tmp_path / "x.csv", "uf", sheet="A")


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.999])
def test_a_workbook_cut_short_is_refused(tmp_path: Path, read: Read, keep: float) -> None:
    content = book(tmp_path / "x.xlsx", {"A": [HEADER, *ROWS * 500]}).read_bytes()
    (tmp_path / "y.xlsx").write_bytes(content[: int(len(content) * keep)])
    with pytest.raises(
        ImportRefusedError, match=r"A planilha “y\.xlsx” está incompleta ou danificada"
    ):
        read(tmp_path / "y.xlsx", "uf")


def test_what_only_begins_like_an_old_spreadsheet_is_refused(tmp_path: Path, read: Read) -> None:
    (tmp_path / "x.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40)
    with pytest.raises(ImportRefusedError, match="está incompleta ou danificada"):
        read(tmp_path / "x.xls", "uf")


def test_a_cell_shown_as_a_percentage_is_one(tmp_path: Path, read: Read) -> None:
    def show(workbook: Any) -> None:
        sheet = workbook["dados"]
        for cell, form in {
            "C2": "0.0%",
            "C3": "0.00%",
            "C4": '0"%"',
            "C5": "[Red]0.000 %",
            "C6": "0",
        }.items():
            sheet[cell].number_format = form

    rows = [["SP", "", value] for value in (0.2, 0.215, 0.3, 0.123451, 7)]
    found = read(book(tmp_path / "x.xlsx", {"dados": [HEADER, *rows]}, show), "valor")
    assert found.source.kinds["valor"] == "misto"
    assert [row[-1] for row in found.rows] == [
        f"{TYPED}20%", f"{TYPED}21.5%", f"{TYPED}0.3", f"{TYPED}12.3451%", "7",
    ]  # fmt: skip


def test_cells_merged_downwards_are_told_with_the_step_that_fills_them(
    tmp_path: Path, read: Read
) -> None:
    rows = [["SP", "São Paulo", 1], [None, "Campinas", 2]]
    path = tmp_path / "x.xlsx"
    book(path, {"dados": [HEADER, *rows]}, lambda book: book["dados"].merge_cells("A2:A3"))
    assert "o passo preencher o repete" in read(path, "uf").source.form[-1]
    assert read(path, "uf").source.merged == {"uf"}
    tall = [["Fonte", "Título"], [None, "do ano"], HEADER, *ROWS]  # above the table
    book(path, {"dados": tall}, lambda book: book["dados"].merge_cells("A1:A2"))
    assert not any("mescladas" in told for told in read(path, "uf").source.form)
    book(path, {"dados": [["Título"], HEADER, *ROWS]}, lambda b: b["dados"].merge_cells("A1:C1"))
    assert not any("mescladas" in told for told in read(path, "uf").source.form)


def test_text_that_was_encoded_twice_is_taken_back_in_cells_too(tmp_path: Path, read: Read) -> None:
    rows = [["SP", "ConcluÃ­do", 1], ["RJ", "SÃO JOÃO", 2]]
    found = read(book(tmp_path / "x.xlsx", {"dados": [HEADER, *rows]}), "municipio")
    assert [row[-1] for row in found.rows] == ["Concluído", "SÃO JOÃO"]
    assert found.source.mended == {"texto_gravado_duas_vezes": 1}


def write_ods(file: Path, rows: str) -> None:
    """An ODS of one sheet: its rows as they stand in it."""
    names = ("office", "table", "text")
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names
    )
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<office:document-content {spaces} office:version="1.2"><office:body>'
            f'<office:spreadsheet><table:table table:name="dados">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        kind = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{kind}"/>')


def test_an_error_of_an_ods_is_what_it_shows_and_no_blank(tmp_path: Path, read: Read) -> None:
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    wrong = (
        '<table:table-cell table:formula="of:=NA()" office:value-type="string"'
        ' office:string-value=""><text:p>{}</text:p></table:table-cell>'
    )
    cells = (("UF", "Valor"), ("SP", "#N/D"), ("RJ", "Err:502"), ("MG", ""))
    rows = "".join(
        f"<table:table-row>{text.format(uf)}"
        f"{(wrong if at else text).format(value)}</table:table-row>"
        for at, (uf, value) in enumerate(cells)
    )
    write_ods(tmp_path / "x.ods", rows)
    found = read(tmp_path / "x.ods", "valor")
    assert [row[-1] for row in found.rows] == ["#N/D", "Err:502", None]


def test_a_cell_of_an_ods_shown_as_a_percentage_is_one(tmp_path: Path, read: Read) -> None:
    cell = '<table:table-cell office:value-type="{}" office:value="{}"{}/>'
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    head = "".join(text.format(name) for name in ("UF", "Valor"))
    rows = (
        f"<table:table-row>{head}</table:table-row>"
        f"<table:table-row>{text.format('SP')}{cell.format('percentage', 0.215, '')}"
        "</table:table-row>"
        f"<table:table-row>{text.format('RJ')}{cell.format('float', 0.3, '')}</table:table-row>"
    )
    write_ods(tmp_path / "x.ods", rows)
    found = read(tmp_path / "x.ods", "valor")
    assert [row[-1] for row in found.rows] == [f"{TYPED}21.5%", f"{TYPED}0.3"]


def test_rows_that_nobody_sees_come_with_the_others_and_are_told(
    tmp_path: Path, read: Read
) -> None:
    rows = [("UF", "Valor"), *((f"S{n}", n) for n in range(1, 5)), (None, None)]

    def hide(workbook: Any) -> None:
        for line in (3, 5, 6):  # the last holds nothing
            workbook["dados"].row_dimensions[line].hidden = True

    found = read(book(tmp_path / "x.xlsx", {"dados": rows}, hide), "valor")
    assert len(found.rows) == 4
    assert "2 linhas escondidas (por um filtro ou à mão), que entram com as outras" in (
        found.source.form
    )


def test_rows_of_an_ods_that_nobody_sees_are_told(tmp_path: Path, read: Read) -> None:
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row{hidden}>{text.format(uf)}{text.format(value)}</table:table-row>"
        for uf, value, hidden in (
            ("UF", "Valor", ""),
            ("SP", "1", ""),
            ("RJ", "2", ' table:visibility="filter"'),
        )
    )
    write_ods(tmp_path / "x.ods", rows)
    found = read(tmp_path / "x.ods", "valor")
    assert len(found.rows) == 2
    assert any(told.startswith("1 linha escondida") for told in found.source.form)
