"""Profiles on sources that hold numbers, dates and booleans instead of text."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from config.settings import Settings
from data_access.importing.report import ImportReport
from data_access.importing.run import import_table
from data_access.profiles.load import own_folder

Rows = Callable[..., list[tuple[Any, ...]]]
Typed = Callable[..., ImportReport]
HEAD = 'titulo = "Meu"\ndescricao = "Descrição"\nfonte = "Fonte"\nlicenca = "Licença"\n'


@pytest.fixture
def typed(settings: Settings, tmp_path: Path, country: pd.DataFrame) -> Typed:
    """Import a data frame as Parquet through a profile."""

    def typed(table: str, frame: pd.DataFrame, profile: str) -> ImportReport:
        own_folder(settings).mkdir(parents=True, exist_ok=True)
        (own_folder(settings) / "meu.toml").write_text(HEAD + profile, encoding="utf-8")
        file = tmp_path / "fonte.parquet"
        frame.to_parquet(file)
        return import_table(settings, table, file, profile="meu", municipalities=country)

    return typed


WIDE = """
[tabela.socioeconomico.colunas]
municipio = "cod"
ano = { valor = 2022 }
[[tabela.socioeconomico.medidas]]
indicador = { valor = "inteiro" }
valor = "a"
[[tabela.socioeconomico.medidas]]
indicador = { valor = "fracao" }
valor = "b"
"""


def test_whole_and_broken_numbers_meet_in_one_column(typed: Typed, rows: Rows) -> None:
    frame = pd.DataFrame({"cod": [3550308, 3304557], "a": [1234, 5], "b": [1.234, float("nan")]})
    report = typed("socioeconomico", frame, WIDE)
    assert report.left_out == {"Célula em branco (não medido)": 1}
    assert rows("socioeconomico", "municipio, indicador, valor") == [
        ("3304557", "inteiro", 5.0),
        ("3550308", "fracao", 1.234),
        ("3550308", "inteiro", 1234.0),
    ]


def test_text_beside_numbers_is_read_as_text(typed: Typed, rows: Rows) -> None:
    frame = pd.DataFrame({"cod": [3550308], "a": ["7,5"], "b": [2.5]})
    typed("socioeconomico", frame, WIDE)
    assert rows("socioeconomico", "indicador, valor") == [("fracao", 2.5), ("inteiro", 7.5)]


BY_YEAR = """
[tabela.socioeconomico.colunas]
municipio = "cod"
indicador = { valor = "pib" }
[[tabela.socioeconomico.medidas]]
ano = { valor = 2020 }
valor = { de = "a", passos = [{ numero = { decimal = "," } }] }
[[tabela.socioeconomico.medidas]]
ano = { valor = 2021 }
valor = { de = "b", passos = [{ vazio_se = ["-"] }, { numero = { decimal = "," } }] }
[[tabela.socioeconomico.medidas]]
ano = { valor = 2022 }
valor = "c"
"""


def test_a_number_of_the_source_has_no_mark_whatever_the_profile_declares(
    settings: Settings, tmp_path: Path, country: pd.DataFrame, rows: Rows
) -> None:
    """Numbers and text in one column, and a column of numbers beside one of text."""
    own_folder(settings).mkdir(parents=True, exist_ok=True)
    (own_folder(settings) / "meu.toml").write_text(HEAD + BY_YEAR, encoding="utf-8")
    frame = pd.DataFrame(
        {
            "cod": ["3550308", "3304557"],
            "a": [1000.5, 0.125],
            "b": [3000.125, "1.000,5"],
            "c": ["-1,5", 2.125],
        }
    )
    file = tmp_path / "fonte.xlsx"
    frame.to_excel(file, index=False)
    import_table(settings, "socioeconomico", file, profile="meu", municipalities=country)
    assert rows("socioeconomico", "municipio, ano, valor") == [
        ("3304557", 2020, 0.125),
        ("3304557", 2021, 1000.5),
        ("3304557", 2022, 2.125),
        ("3550308", 2020, 1000.5),
        ("3550308", 2021, 3000.125),
        ("3550308", 2022, -1.5),
    ]


def test_moments_and_booleans_keep_what_they_are(typed: Typed, rows: Rows) -> None:
    frame = pd.DataFrame(
        {
            "id": [1, 2],
            "quando": [
                datetime(2026, 1, 5, 8, 30),  # noqa: DTZ001 - local, as sources have it
                datetime(2026, 1, 6),  # noqa: DTZ001
            ],
            "nota": [5.0, float("nan")],
            "volta": [True, False],
        }
    )
    typed(
        "contatos",
        frame,
        """
[tabela.contatos.colunas]
id_contato = "id"
aberto_em = "quando"
canal = { valor = "Telefone" }
nota = "nota"
voltaria = "volta"
robo.se = { coluna = "volta", igual = ["sim"] }
robo.entao = { valor = "não" }
robo.senao = { valor = "sim" }
""",
    )
    assert rows("contatos", "id_contato, aberto_em::VARCHAR, nota, voltaria, robo") == [
        ("1", "2026-01-05 08:30:00", 5, True, False),
        ("2", "2026-01-06 00:00:00", None, False, True),
    ]


def test_steps_read_numbers_and_dates_as_text(typed: Typed, rows: Rows) -> None:
    frame = pd.DataFrame(
        {
            "uf": [11, 35],
            "mun": [15, 50308],
            "mes": [date(2026, 1, 1), date(2026, 2, 1)],
            "n": [1.5, 2.0],
        }
    )
    typed(
        "empresas",
        frame,
        """
[tabela.empresas.colunas]
municipio = { juntar = ["uf", { de = "mun", passos = [{ completar = 5 }] }] }
porte = { valor = "ME" }
competencia = { de = "mes", passos = [{ data = "mm/aaaa" }] }
quantidade = { de = "n", passos = [{ numero = { decimal = ",", vezes = 1000 } }] }
""",
    )
    assert rows("empresas", "*") == [
        ("1100015", "ME", "2026-01", 1500),
        ("3550308", "ME", "2026-02", 2000),
    ]
