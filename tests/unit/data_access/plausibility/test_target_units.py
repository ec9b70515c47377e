"""Targets of durations in another unit, and of scores off their scale."""

import pandas as pd
import pytest

from config.plausibility import plausibility_checks
from data_access.plausibility.target_units import DURATIONS, SCALES, SCORED
from indicators.catalogue.definitions import catalogue

CHECK, SCALE = "meta_noutra_unidade", "meta_fora_da_escala"


def targets(*rows: tuple[str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["indicador", "territorio", "valor"])
    level = frame["territorio"].map({"BR": "brasil"}).fillna("uf")
    return frame.assign(nivel=level, ano=2026)


@pytest.fixture
def measured(connection) -> None:
    """Attendances of 45 minutes in SP and of 20 elsewhere, of which too few are of AC; contacts
    that wait for two days.
    """
    connection.execute("""
        CREATE TABLE service_duration AS SELECT * FROM (VALUES
            ('atendimento', 'SP', 45, 100), ('atendimento', 'MG', 20, 300),
            ('atendimento', 'AC', 900, 5), ('resolucao', 'SP', 2880, 50),
            ('primeira_resposta', 'SP', 0, 50)
        ) AS d(kind, executing_uf, minutes, cases)
    """)


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize(
    ("name", "value", "guess"),
    [
        ("tma", 45 * 60, "em segundos"),
        ("tma", 30 * 60, "em segundos"),
        ("tma", 0.75, "em horas"),
        ("tma", 45_000, "com a marca de milhar ou decimal trocada"),
        ("tempo_resolucao", 48, "em horas"),
        ("tempo_resolucao", 2, "em dias"),
    ],
)
def test_a_ratio_that_betrays_a_unit_is_told_with_it(
    look, rows_of, name: str, value: float, guess: str
) -> None:
    doubt = look(CHECK, "metas", targets((name, "35", value)))[CHECK]
    assert rows_of(doubt, "uf", "indicador", "talvez") == [("SP", name, guess)]
    assert f"{guess}?)" in doubt.sentence


@pytest.mark.usefixtures("measured")
def test_a_target_is_set_beside_its_uf_or_the_country_where_that_has_too_few(look, rows_of) -> None:
    frame = targets(("tma", "12", 1200.0), ("tma", "31", 1200.0), ("tma", "BR", 1200.0))
    doubt = look(CHECK, "metas", frame)[CHECK]
    assert rows_of(doubt, "territorio", "medido", "vezes") == [
        ("BR", 20, 60),
        ("12", 20, 60),
        ("31", 20, 60),
    ]
    assert "tma de BR em 2026 com 1.200 minutos, onde se medem 20 (60 vezes isso;" in doubt.sentence


@pytest.mark.usefixtures("measured")
def test_an_ambitious_target_and_one_of_what_is_not_measured_are_none(look) -> None:
    frame = targets(
        ("tma", "35", 40.0), ("tma", "35", 200.0), ("tma", "35", 8.0), ("tma", "35", 0.0),
        ("tempo_resolucao", "35", 1440.0), ("tempo_primeira_resposta", "35", 60.0),
        ("recorrencia", "35", 60.0),
    )  # fmt: skip
    assert look(CHECK, "metas", frame) == {}


@pytest.mark.usefixtures("measured")
def test_where_nothing_is_measured_no_duration_is_doubted(look, connection) -> None:
    connection.execute("DELETE FROM service_duration")
    assert look(CHECK, "metas", targets(("tma", "35", 2700.0))) == {}


def test_a_target_off_the_scale_is_told(look, rows_of) -> None:
    frame = targets(
        ("indice_reputacao", "35", 85.0), ("indice_reputacao", "31", 0.85),
        ("indice_reputacao", "35", 8.5), ("nps", "35", 700.0),
        ("nps", "31", -20.0), ("tma", "31", 700.0),
    )  # fmt: skip
    doubt = look(SCALE, "metas", frame)[SCALE]
    assert rows_of(doubt, "indicador", "valor") == [
        ("indice_reputacao", 85.0),
        ("indice_reputacao", 0.85),
        ("nps", 700.0),
    ]
    assert "indice_reputacao com 85 (vai de 0 a 10)" in doubt.sentence


@pytest.mark.usefixtures("measured")
def test_one_target_is_told_as_one(look) -> None:
    unit = look(CHECK, "metas", targets(("tma", "35", 2700.0)))[CHECK].sentence
    assert unit.startswith("1 meta de tempo parece estar noutra unidade, e o contrato a quer em")
    assert unit.endswith("Enquanto não for corrigida, os números são julgados por ela.")
    scale = look(SCALE, "metas", targets(("indice_reputacao", "31", 0.85)))[SCALE].sentence
    assert "fora da escala do indicador, ou parece fração dela, e ninguém a pode" in scale


def test_durations_are_looked_at_where_they_are_measured_and_scores_at_once() -> None:
    checks = plausibility_checks()
    assert (checks[CHECK].when, checks[SCALE].when) == (("edição",), ("importação", "edição"))


def test_every_target_in_minutes_and_on_a_scale_is_looked_at() -> None:
    aimed = {name: item.unit for name, item in catalogue().items() if item.target}
    assert {name for name, unit in aimed.items() if unit == "minutos"} == set(DURATIONS)
    assert {name for name, unit in aimed.items() if unit in SCALES} == set(SCORED)
