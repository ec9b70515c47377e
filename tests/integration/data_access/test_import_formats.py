"""Tables with other things around them, and tables inside other files, all the way to the active
rows.
"""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from config.settings import Settings
from data_access.importing.details import details
from data_access.importing.report import ImportReport
from data_access.importing.run import import_table
from data_access.sources.errors import ImportRefusedError
from data_access.sources.readers.opening import Choice
from tests.support.tables import as_book

Bring = Callable[..., ImportReport]
Active = Callable[..., list[tuple[Any, ...]]]
Rejected = Callable[[ImportReport], list[list[str]]]
DRESSED = """Estoque de empresas ativas;;;;
Posição de outubro;;;;
;;;;
;Município;Porte;Competência;Quantidade
;3550308;ME;2025-10;1.234
;3304557;EPP;2025-10;x
;3304557
;Município;Porte;Competência;Quantidade
;3304557;MEI;2025-10;5
;;;;
Fonte: Receita Federal; posição de 31/10;;;
(1) Inclui filiais;;;;
"""


def test_titles_notes_and_repeated_headers_are_told_and_lines_are_those_of_the_file(
    settings: Settings, active: Active, rejected: Rejected, bring: Bring
) -> None:
    report = bring("empresas", DRESSED, tolerant=True)
    assert dict(report.left_out) == {
        "cabecalho_repetido": 1,
        "linhas_em_branco": 1,
        "notas_abaixo_da_tabela": 2,
    }
    assert (
        report.read == report.accepted + report.rejected_rows + sum(report.left_out.values()) == 8
    )
    assert [row[:3] for row in rejected(report)] == [
        ["6", "quantidade", "inteiro_invalido"],
        ["7", "", "colunas_a_menos"],
    ]
    assert active(settings, "empresas", "municipio, quantidade") == [
        ("3304557", 5),
        ("3550308", 1234),
    ]
    assert next(details(report)).startswith(
        "Li “fonte.csv” assim: cabeçalho até a linha 4; notas e totais a partir da"
        " linha 11; codificação UTF-8;"
    )


def test_the_header_below_titles_is_found_without_separators_in_them(bring: Bring) -> None:
    titles = "Relatório de estoque\n\nGerado em 01/11/2025, às 10h\n"
    table = "municipio,porte,competencia,quantidade\n3550308,ME,2025-10,5\n"
    report = bring(
        "empresas", f"{titles}{table}\nFonte: RFB, dados abertos, CNPJ, 2025\n".encode("cp1252")
    )
    assert (report.accepted, report.separator, dict(report.left_out)) == (
        1,
        "vírgula (,)",
        {"notas_abaixo_da_tabela": 1},
    )


@pytest.fixture
def workbook() -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    for place, month in enumerate(("2025-09", "2025-10")):
        sheet = book.active if place == 0 else book.create_sheet()
        sheet.title = month
        sheet.append(["Município", "Porte", "Competência", "Quantidade"])
        sheet.append([3550308.0, "ME", month, 5 + place])
        sheet.append(["Rio de Janeiro/RJ", "EPP", month, "1.000"])
    book.save(content)
    return content.getvalue()


def test_sheets_of_one_workbook_are_imports_of_their_own(
    settings: Settings,
    municipalities: pd.DataFrame,
    active: Active,
    tmp_path: Path,
    workbook: bytes,
) -> None:
    (tmp_path / "x.xlsx").write_bytes(workbook)

    def bring(sheet: str) -> ImportReport:
        return import_table(
            settings,
            "empresas",
            tmp_path / "x.xlsx",
            choice=Choice(sheet),
            municipalities=municipalities,
        )

    assert (bring("2025-09").status, bring("2025-10").status, bring("2025-09").status) == (
        "ok",
        "ok",
        "repetido",
    )
    assert active(settings, "empresas", "municipio, competencia, quantidade") == [
        ("3304557", "2025-09", 1000),
        ("3304557", "2025-10", 1000),
        ("3550308", "2025-09", 5),
        ("3550308", "2025-10", 6),
    ]


def test_a_workbook_in_a_zip_says_how_it_was_read(
    settings: Settings, municipalities: pd.DataFrame, tmp_path: Path, workbook: bytes
) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as file:
        file.writestr("pasta/estoque.xlsx", workbook)
    seen: list[float] = []
    report = import_table(
        settings,
        "empresas",
        tmp_path / "x.zip",
        choice=Choice("2025-10", "estoque.xlsx"),
        municipalities=municipalities,
        progress=lambda fraction, _label: seen.append(fraction or 0.0),
    )
    assert report.form == (
        "ZIP com “x.zip › estoque.xlsx”",
        "planilha",
        "aba “2025-10” (há também “2025-09”)",
    )
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_the_bar_never_goes_back_where_rows_are_rejected(
    settings: Settings, municipalities: pd.DataFrame, tmp_path: Path
) -> None:
    (tmp_path / "x.csv").write_text(DRESSED, encoding="utf-8")
    seen: list[float] = []
    import_table(
        settings.model_copy(update={"rejection_threshold": 0.9}),
        "empresas",
        tmp_path / "x.csv",
        municipalities=municipalities,
        progress=lambda fraction, _label: seen.append(fraction or 0.0),
    )
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_a_percentage_is_the_same_in_a_spreadsheet_and_in_text(
    settings: Settings, active: Active, bring: Bring
) -> None:
    header = ["indicador", "nivel", "territorio", "ano", "valor"]
    rows = [["cobertura_me_epp", "uf", "SP", 2026, 0.2], ["recorrencia", "uf", "SP", 2026, 0.215]]

    def show(sheet: Any) -> None:
        for cell in ("E2", "E3"):
            sheet[cell].number_format = "0.0%"

    assert bring("metas", as_book([header, *rows], show), name="x.xlsx").accepted == 2
    found = active(settings, "metas", "indicador, valor")
    assert found == [("cobertura_me_epp", 20.0), ("recorrencia", 21.5)]
    text = "indicador;nivel;territorio;ano;valor\n" + "".join(
        f"{name};uf;SP;2026;{cell}\n"
        for name, cell in (("cobertura_me_epp", "20,0%"), ("recorrencia", "21,5 %"))
    )
    again = bring("metas", text)
    assert (again.accepted, again.replaced_rows) == (2, 2)
    assert active(settings, "metas", "indicador, valor") == found


def test_a_file_refused_for_merged_cells_is_told_of_them(bring: Bring) -> None:
    header = ["municipio", "porte", "competencia", "quantidade"]
    rows = [[None, porte, "2026-01", 1] for porte in ("MEI", "ME", "EPP")]
    rows[0][0] = "3550308"
    content = as_book([header, *rows], lambda sheet: sheet.merge_cells("A2:A4"))
    with pytest.raises(ImportRefusedError, match=r"células mescladas .* o passo preencher"):
        bring("empresas", content, name="x.xlsx")


HEADER = "municipio;competencia;porte;quantidade\n"
TWO = "3550308;2026-01;ME;10\n3304557;2026-01;ME;20\n"


@pytest.mark.parametrize(
    "last",
    [
        "Brasil;2026-01;ME;30",
        "1 - BRASIL;2026-01;Todos;30",
        "Total geral;2026-01;ME;999",
        "T O T A L;2026-01;ME;30",
        ";2026-01;ME;30",
        "Brasil;2026-01;ME;30\n;;;30",
    ],
)
def test_a_last_row_that_is_the_sum_of_the_others_is_a_note_with_its_line(
    bring: Bring, settings: Settings, active: Active, last: str
) -> None:
    report = bring("empresas", f"{HEADER}{TWO}{last}\n")
    lines = last.count("\n") + 1
    assert (report.accepted, report.rejected_rows) == (2, 0)
    assert dict(report.left_out) == {"notas_abaixo_da_tabela": lines}
    assert report.unresolved == ()
    assert "4" in report.notices[0]
    assert "fim da fonte" in report.notices[0]
    assert active(settings, "empresas", "quantidade") == [(10,), (20,)]


@pytest.mark.parametrize(
    "body",
    [
        f"{TWO};2026-01;ME;31",  # no sum, and no label
        f"{TWO}Brasilia;2026-01;ME;30",  # a place, and one that is not told apart
        f"Brasil;2026-01;ME;30\n{TWO}",  # a good row comes after it
        "3550308;2026-01;ME;10\n;2026-01;ME;10",  # the sum of one row is that row again
    ],
)
def test_a_broken_row_is_no_total(bring: Bring, body: str) -> None:
    report = bring("empresas", f"{HEADER}{body}\n", tolerant=True)
    assert (report.rejected_rows, dict(report.left_out)) == (1, {})


SCORES = "id_pesquisa;data;municipio;uf_executora;nps;csat;ces\n"


def test_a_second_header_in_another_order_is_refused_with_its_line(bring: Bring) -> None:
    again = "id_pesquisa;data;municipio;uf_executora;csat;ces;nps\n"
    rows = "".join(f"R{n};01/02/2026;3550308;SP;5;3;1\n" for n in range(40))
    content = SCORES + rows + again + rows.replace("R", "S")
    with pytest.raises(ImportRefusedError, match=r"A linha 42 .* outro cabeçalho.*csat, ces, nps"):
        bring("pesquisas", content)


def test_a_second_header_of_a_sheet_is_refused_too(
    settings: Settings, tmp_path: Path, municipalities: pd.DataFrame
) -> None:
    book = openpyxl.Workbook()
    first = ["municipio", "porte", "competencia", "quantidade"]
    rows = [["3550308", porte, "2025-10", 5] for porte in ("ME", "EPP", "MEI")]
    for row in (
        first,
        *rows,
        [first[0], first[3], first[2], first[1]],
        ["3304557", 5, "2025", "ME"],
    ):
        book.active.append(row)
    book.save(tmp_path / "duas.xlsx")
    with pytest.raises(ImportRefusedError, match=r"A linha 5 de “duas\.xlsx” é outro cabeçalho"):
        import_table(settings, "empresas", tmp_path / "duas.xlsx", municipalities=municipalities)


def test_names_of_columns_among_other_words_are_data(bring: Bring) -> None:
    header = "id_parceiro;nome;tipo;uf;municipio\n"
    report = bring("parceiros", f"{header}nome;tipo;Sala;SP;3550308\nP1;nome;tipo;SP;3550308\n")
    assert report.accepted == 2


@pytest.mark.parametrize("cell", ["importante", ""])
def test_a_column_with_data_and_no_name_is_told(bring: Bring, cell: str) -> None:
    content = f"municipio;porte;competencia;quantidade;\n3550308;ME;2025-10;5;{cell}\n"
    report = bring("empresas", content)
    told = ("coluna 5 sem título",) if cell else ()
    assert (report.accepted, report.unknown_columns) == (1, told)
    assert any("coluna 5 sem título" in line for line in details(report)) == bool(cell)


def test_a_column_of_a_sheet_with_data_and_no_name_is_told(
    settings: Settings, tmp_path: Path, municipalities: pd.DataFrame
) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["municipio", None, "porte", "competencia", "quantidade"],
        ["3550308", "x", "ME", "2025-10", 5, None, "fora"],
    ):
        book.active.append(row)
    book.save(tmp_path / "aba.xlsx")
    report = import_table(
        settings, "empresas", tmp_path / "aba.xlsx", municipalities=municipalities
    )
    assert report.unknown_columns == ("coluna 2 sem título", "coluna 7 sem título")


@pytest.mark.parametrize("footer", ["(2 rows affected)", "(2 rows)", "2 linhas", "(2 linhas)"])
def test_how_many_rows_a_tool_of_databases_counted_is_no_row(bring: Bring, footer: str) -> None:
    rows = "3550308;ME;2025-10;5\n3304557;ME;2025-10;7\n"
    report = bring("empresas", f"municipio;porte;competencia;quantidade\n{rows}\n{footer}\n")
    assert (report.accepted, report.rejected_rows) == (2, 0)
