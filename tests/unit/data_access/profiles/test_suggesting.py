"""Drafts of profiles: no draft merges series, and years as columns are years."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from config.settings import Settings
from data_access.contract.load import table_contract
from data_access.profiles.parse import ProfileError, parse_profile
from data_access.profiles.suggesting.draft import draft
from data_access.profiles.suggesting.guess import guess
from data_access.profiles.suggesting.look import look_at

PLACES = pd.DataFrame(
    [("3550308", "São Paulo", "SP"), ("3304557", "Rio de Janeiro", "RJ"), ("3106200", "BH", "MG")],
    columns=["code", "name", "uf"],
)


@pytest.fixture
def suggest(tmp_path: Path):
    def suggest(text: str, table: str) -> str:
        file = tmp_path / "fonte.csv"
        file.write_text(text, encoding="utf-8")
        look = look_at(Settings(home=tmp_path / "home", _env_file=None), file, PLACES)
        return draft(look, guess(look, table_contract(table)))

    return suggest


def without_comments(text: str) -> str:
    return "\n".join(line.split("  #")[0] for line in text.splitlines() if line[:1] != "#")


SERIES = "co_mun;variavel;subcategoria;ano;valor\n" + "".join(
    f"{code};Bolsa Família;{series};{year};{year - 2000}{n}\n"
    for code in ("3550308", "3304557", "3106200")
    for year in (2021, 2022)
    for n, series in enumerate(("Famílias", "Pessoas", "Valor pago"))
)


def test_what_tells_series_apart_is_part_of_the_indicator(suggest) -> None:
    text = suggest(SERIES, "socioeconomico")
    assert 'indicador = { juntar = ["variavel", { valor = " - " }, "subcategoria"] }' in text
    assert "a chave (municipio, indicador e ano) se repete" in text


def test_a_series_that_no_column_can_hold_is_chosen_by_a_person(suggest) -> None:
    rows = "".join(
        f"{code};ME;2026-01;{activity};{n}\n"
        for code in ("3550308", "3304557")
        for n, activity in enumerate(("Comércio", "Serviços"))
    )
    text = suggest("municipio;porte;competencia;setor;quantidade\n" + rows, "empresas")
    assert 'quando = { coluna = "setor", diferente = "COMPLETAR" }' in text
    with pytest.raises(ProfileError, match="COMPLETAR"):
        parse_profile("fonte", text)


def test_keys_that_come_once_need_no_warning(suggest) -> None:
    text = suggest("municipio;porte;competencia;quantidade\n3550308;ME;2026-01;5\n", "empresas")
    assert "Cuidado" not in text


def test_merged_cells_are_filled_by_the_draft_and_repeat_no_key(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["municipio", "uf", "porte", "competencia", "quantidade"])
    for place, uf in (("São Paulo", "SP"), ("BH", "MG")):
        for porte in ("ME", "EPP", "MEI"):
            first = porte == "ME"
            sheet.append([place if first else None, uf if first else None, porte, "2026-01", 5])
    for column in "AB":
        for top in (2, 5):
            sheet.merge_cells(f"{column}{top}:{column}{top + 2}")
    file = tmp_path / "mescladas.xlsx"
    book.save(file)
    look = look_at(Settings(home=tmp_path / "home", _env_file=None), file, PLACES)
    text = without_comments(draft(look, guess(look, table_contract("empresas"))))
    for name in ("municipio", "uf"):
        assert f'{name} = {{ de = "{name}", passos = [{{ preencher = true }}] }}' in text
    assert 'porte = "porte"' in text
    assert "se repete" not in draft(look, guess(look, table_contract("empresas")))


def test_names_that_several_states_have_are_told_apart_by_the_state(suggest) -> None:
    rows = "Bom Jesus;RS;5\nBom Jesus;SC;6\nSão Paulo;SP;7\nRio de Janeiro;RJ;8\n"
    text = suggest("municipio;uf;populacao\n" + rows, "socioeconomico")
    assert "Cuidado" not in text


def test_years_as_columns_are_years_of_one_indicator(suggest) -> None:
    text = without_comments(
        suggest("Município;2019;2020;2021\n3550308;1;...;3\n3304557;4;5;6\n", "socioeconomico")
    )
    assert (
        'ano = { valor = "2020" }\nvalor = { de = "2020", passos = [{ vazio_se = ["..."] }] }'
        in (text)
    )
    assert text.count('indicador = { valor = "COMPLETAR" }') == 3
    named = suggest("municipio;pop_2019;pop_2021\n3550308;1;3\n", "socioeconomico")
    assert named.count('indicador = { valor = "pop" }') == 2
    assert 'ano = "' not in named


def test_years_that_a_spreadsheet_wrote_as_numbers_are_years(suggest) -> None:
    text = suggest("Município;2019.0;2020.0\n3550308;1;2\n3304557;4;5\n", "socioeconomico")
    assert 'ano = { valor = "2020" }\nvalor = { de = "2020.0" }' in text


def test_portes_as_columns_are_portes_of_one_stock(suggest) -> None:
    text = suggest("municipio;competencia;MEI;Microempresa\n3550308;2026-10;5;6\n", "empresas")
    assert '[[tabela.empresas.medidas]]\nporte = { valor = "ME" }\n' in text
    assert 'quantidade = { de = "Microempresa" }' in text
    assert "COMPLETAR" not in without_comments(text).partition("[tabela.empresas.colunas]")[2]
    parse_profile("fonte", text.replace("COMPLETAR", "completo"))


def test_months_as_columns_are_months_of_one_stock(suggest) -> None:
    text = suggest("municipio;porte;jan/26;02/2026;total\n3550308;ME;1;2;3\n", "empresas")
    assert 'competencia = { valor = "2026-01" }\nquantidade = { de = "jan/26" }' in text
    assert 'competencia = { valor = "2026-02" }\nquantidade = { de = "02/2026" }' in text
    parse_profile("fonte", text.replace("COMPLETAR", "completo"))


def test_a_column_called_year_that_holds_something_else_is_no_year(suggest) -> None:
    text = suggest("municipio;ano;x\n3550308;11000;5\n3304557;9000;6\n", "socioeconomico")
    assert 'ano = "ano"' not in text


def test_a_column_without_a_name_is_called_by_its_position(suggest) -> None:
    text = suggest(";porte;competencia;quantidade\n3550308;ME;2026-10;10\n", "empresas")
    assert 'municipio = "coluna 1"' in text
