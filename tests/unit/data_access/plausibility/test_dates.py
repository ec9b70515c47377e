"""Dates in the future, and ends before their beginnings."""

from datetime import date

import pandas as pd
import pytest


def test_dates_up_to_today_are_ordinary(look) -> None:
    frame = pd.DataFrame(
        {
            "id_parceiro": ["1", "2"],
            "municipio": "3106200",
            "inaugurado_em": [date(2026, 11, 20), None],
        }
    )
    assert look("data_no_futuro", "parceiros", frame) == {}
    month = pd.DataFrame(
        {"municipio": ["3106200"], "porte": "ME", "competencia": "2026-11", "quantidade": 1}
    )
    assert look("data_no_futuro", "empresas", month) == {}
    year = pd.DataFrame({"municipio": ["3106200"], "indicador": "pib", "ano": 2026, "valor": 1.0})
    assert look("data_no_futuro", "socioeconomico", year) == {}


@pytest.mark.parametrize(
    ("table", "frame", "column", "value"),
    [
        (
            "parceiros",
            {
                "id_parceiro": ["1", "2"],
                "municipio": "3106200",
                "inaugurado_em": ["2026-11-21", "2020-01-01"],
            },
            "inaugurado_em",
            "2026-11-21",
        ),
        (
            "empresas",
            {
                "municipio": "3106200",
                "porte": "ME",
                "competencia": ["2026-12", "2026-11"],
                "quantidade": 1,
            },
            "competencia",
            "2026-12",
        ),
        (
            "socioeconomico",
            {"municipio": "3106200", "indicador": "pib", "ano": [2027, 2026], "valor": 1.0},
            "ano",
            "2027",
        ),
    ],
)  # fmt: skip
def test_what_lies_after_today_is_found(look, rows_of, table, frame, column, value) -> None:
    doubt = look("data_no_futuro", table, pd.DataFrame(frame))["data_no_futuro"]
    assert doubt.sentence == f"Há datas depois de 20/11/2026 em {column} (1 linha)."
    assert rows_of(doubt, "uf", "coluna", "valor") == [("MG", column, value)]


def test_a_target_of_next_year_is_no_date_of_the_future(look) -> None:
    frame = pd.DataFrame(
        {"indicador": ["x"], "nivel": "uf", "territorio": "MG", "ano": 2030, "valor": 1.0}
    )
    assert look("data_no_futuro", "metas", frame) == {}


def test_an_attendance_that_ends_when_it_begins_is_ordinary(look) -> None:
    frame = pd.DataFrame(
        {
            "id_atendimento": ["1", "2"],
            "data_inicio": [date(2026, 1, 2), None],
            "data_fim": date(2026, 1, 2),
        }
    )
    assert look("fim_antes_do_inicio", "atendimentos", frame) == {}


def test_an_attendance_that_ends_before_it_begins_is_found(look, rows_of) -> None:
    frame = pd.DataFrame(
        {"id_atendimento": ["1", "2"], "uf_executora": "SP", "data_inicio": date(2026, 1, 3)}
    )
    frame["data_fim"] = [date(2026, 1, 3), date(2026, 1, 2)]
    doubt = look("fim_antes_do_inicio", "atendimentos", frame)["fim_antes_do_inicio"]
    assert doubt.sentence == "Data_fim é anterior a data_inicio em 1 linha."
    assert rows_of(doubt, "uf", "chave", "inicio", "fim") == [
        ("SP", "2", "2026-01-03", "2026-01-02")
    ]


def test_a_contact_answered_before_it_came_is_found_by_each_of_its_moments(look, rows_of) -> None:
    frame = pd.DataFrame(
        {
            "id_contato": ["1", "2", "3"],
            "aberto_em": "2026-01-02 10:00:00",
            "primeira_resposta_em": ["2026-01-02 10:05:00", "2026-01-02 09:59:59", None],
            "resolvido_em": ["2026-01-01 10:00:00", "2026-01-01 10:00:00", None],
        }
    )
    doubt = look("fim_antes_do_inicio", "contatos", frame)["fim_antes_do_inicio"]
    assert sorted(rows_of(doubt, "coluna_fim", "chave")) == [
        ("primeira_resposta_em", "2"), ("resolvido_em", "1"), ("resolvido_em", "2")
    ]  # fmt: skip
