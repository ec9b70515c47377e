"""Real public files as they come: where the header is, how many rows, and what else is in them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from config.settings import Settings
from data_access.sources.readers.read_sheet import BLIND
from tests.support.real_country import SHARED
from tests.support.tables import Opened, opener

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data"),
]
CENSUS = "censo2022/CD2022_Populacao_Coletada_Imputada_e_Total_Municipio_e_UF"


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Opened]:
    return opener(Settings(home=tmp_path / "home", _env_file=None))


def test_the_census_in_a_spreadsheet_and_in_text_is_the_same(read: Callable[..., Opened]) -> None:
    wanted = ("cod_uf", "cod_munic", "nome_do_municipio", "pop_total")
    sheet = read(SHARED / f"{CENSUS}.xlsx", *wanted)
    text = read(SHARED / f"{CENSUS}.csv", "coduf", "codmunic", "nomemunic", "pop_total")
    assert sheet.source.form[1:] == (
        "aba “Municípios” (há também “Unidados da Federação”)",
        "cabeçalho na linha 3",
        "notas e totais a partir da linha 5575",
    )
    assert sheet.source.left_out == {"notas_abaixo_da_tabela": 1}
    assert (
        sheet.source.broken_records,
        text.source.broken_records,
        dict(text.source.left_out),
    ) == (0, 0, {})
    assert text.source.encoding == "Windows-1252"
    assert [line for line, *_ in sheet.rows] == list(range(4, 5574))
    assert [[str(cell) for cell in row[1:]] for row in sheet.rows] == [
        list(row[1:]) for row in text.rows
    ]
    assert sum(row[4] for row in sheet.rows) == 203_062_512


def test_the_other_sheet_of_the_census_can_be_chosen(read: Callable[..., Opened]) -> None:
    found = read(SHARED / f"{CENSUS}.xlsx", "uf", "pop_total", sheet="Unidados da Federação")
    assert found.source.left_out == {"notas_abaixo_da_tabela": 1}
    assert found.rows[0][1:] == ("Brasil", 203_062_512)
    assert sum(row[2] for row in found.rows[1:]) == 203_062_512


def test_the_estimates_in_an_old_spreadsheet(read: Callable[..., Opened]) -> None:
    path = SHARED / "estimativa2024" / "estimativa_dou_2024.xls"
    found = read(path, "cod_uf", "cod_munic", "populacao_estimada")
    assert found.source.form[1:] == (
        "aba “MUNICÍPIOS” (há também “BRASIL E UFs”)",
        "cabeçalho na linha 2",
        "notas e totais a partir da linha 5574",
        BLIND,
    )
    assert (found.source.records, found.source.left_out) == (5570, {"notas_abaixo_da_tabela": 1})
    assert found.rows[0] == (3, 11, "00015", 22853)


def test_the_atlas_compressed(read: Callable[..., Opened]) -> None:
    found = read(SHARED / "atlas_pnud_2010" / "pnud_muni_2010.csv.gz", "codmun7", "idhm")
    assert (found.source.records, found.source.broken_records, dict(found.source.left_out)) == (
        5565,
        0,
        {},
    )
    assert found.rows[0] == (2, "1100015", "0.641")


def test_ghost_rows_are_rows_and_rows_of_separators_are_not(read: Callable[..., Opened]) -> None:
    companies = read(
        SHARED / "rfb_cnpj" / "estabelecimentos_alimentacao_sem_pessoais.csv", "cnpj_mutilado", "uf"
    )
    assert companies.source.records + companies.source.broken_records == 4276
    assert sum(1 for row in companies.rows if not row[1]) == 300
    situations = read(SHARED / "rfb_cnpj" / "SITUACAOCADASTRAL.csv", "codigosituacaocadastral")
    assert situations.source.left_out == {"linhas_em_branco": 3}


def test_complaints_with_commas_inside_quotes(read: Callable[..., Opened]) -> None:
    found = read(
        SHARED / "consumidor_gov" / "reclamacoes_painel_amostra65.csv",
        "estado",
        "cidade",
        "data_abertura",
    )
    assert (found.source.records, found.source.broken_records) == (65, 0)
    assert all(len(row[1]) == 2 for row in found.rows)
