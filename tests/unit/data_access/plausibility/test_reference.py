"""GDP per capita, jumps of the stock, months of reference."""

from datetime import date

import pandas as pd
import pytest

TOWNS = ("3106200", "3550308", "5103403")


def values(*rows: tuple[str, str, int, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["municipio", "indicador", "ano", "valor"])


def economy(gdp: float, per_capita: float, year: int = 2021) -> pd.DataFrame:
    """Towns of 1,000 people, whatever the units of their money."""
    each = (("populacao", 1000.0), ("pib", gdp), ("pib_per_capita", per_capita))
    return values(*((town, name, year, value) for town in TOWNS for name, value in each))


@pytest.mark.parametrize("per_capita", [30_000, 32_900, 27_300])
def test_a_gdp_per_capita_near_gdp_by_population_is_ordinary(look, per_capita: float) -> None:
    assert look("pib_per_capita", "socioeconomico", economy(30_000_000, per_capita)) == {}


@pytest.mark.parametrize(
    ("gdp", "factor", "said"),
    [
        (30_000, 1000, "ele é 1.000 vezes isso (PIB em milhares ou milhões de reais?)"),
        (30, 1_000_000, "ele é 1.000.000 vezes isso"),
        (30_000_000_000, 0.001, "ele é 1.000 vezes menor (PIB per capita em milhares de reais?)"),
    ],
)
def test_the_factor_between_units_of_money_is_told(
    look, rows_of, gdp: float, factor: float, said: str
) -> None:
    doubt = look("pib_per_capita", "socioeconomico", economy(gdp, 30_000))["pib_per_capita"]
    assert said in doubt.sentence
    assert rows_of(doubt, "uf", "municipio", "fator") == [
        (uf, town, pytest.approx(factor))
        for uf, town in zip(("MG", "SP", "MT"), TOWNS, strict=True)
    ]


def test_a_difference_that_no_unit_explains_is_told_as_such(look) -> None:
    doubt = look("pib_per_capita", "socioeconomico", economy(30_000_000, 7_000))["pib_per_capita"]
    assert (
        doubt.sentence
        == "O PIB per capita não é PIB ÷ população: em 3 municípios e anos nenhum fator explica a"
        " diferença."
    )


def test_values_of_other_years_are_not_set_beside_each_other(look) -> None:
    apart = pd.concat(
        [economy(30_000, 30_000).query("indicador != 'pib'"), values(("3106200", "pib", 2020, 1.0))]
    )
    assert look("pib_per_capita", "socioeconomico", apart) == {}


@pytest.mark.parametrize(
    ("name", "value", "doubtful"),
    [
        ("populacao", 1.1, True),
        ("População residente", -3, True),
        ("populacao_urbana", 0.5, True),
        ("populacao", 1100, False),
        ("populacao", 0, False),
        ("populacao_urbana_pct", 87.5, False),
        ("idhm", 0.78, False),
    ],
)
def test_a_population_is_a_whole_number_of_people(
    look, rows_of, name: str, value: float, doubtful: bool
) -> None:
    found = look("habitantes_impossiveis", "socioeconomico", values((TOWNS[0], name, 2022, value)))
    assert bool(found) is doubtful
    for doubt in found.values():
        assert f"{TOWNS[0]} com {value} em 2022".replace(".", ",") in doubt.sentence
        assert rows_of(doubt, "uf", "municipio", "valor") == [("MG", TOWNS[0], value)]


def stock(*rows: tuple[str, str, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["municipio", "competencia", "quantidade"]).assign(porte="ME")


@pytest.mark.parametrize("after", [700, 1000, 1400])
def test_a_stock_that_changes_little_is_ordinary(look, after: int) -> None:
    assert (
        look(
            "salto_no_estoque",
            "empresas",
            stock(("3106200", "2026-01", 1000), ("3106200", "2026-02", after)),
        )
        == {}
    )


@pytest.mark.parametrize("after", [660, 1500, 0])
def test_a_stock_that_jumps_is_found(look, rows_of, after: int) -> None:
    steady = (("3550308", "2026-01", 900), ("3550308", "2026-02", 950))
    frame = stock(("3106200", "2026-01", 1000), ("3106200", "2026-02", after), *steady)
    doubt = look("salto_no_estoque", "empresas", frame)["salto_no_estoque"]
    assert rows_of(doubt, "uf", "anterior", "competencia", "antes", "depois") == [
        ("MG", "2026-01", "2026-02", 1000, after)
    ]


def test_a_file_with_more_municipalities_is_no_jump(look) -> None:
    frame = stock(
        ("3106200", "2026-01", 1000), ("3106200", "2026-02", 1010), ("3118601", "2026-02", 5000)
    )
    assert look("salto_no_estoque", "empresas", frame) == {}


def test_few_companies_may_jump(look) -> None:
    assert (
        look(
            "salto_no_estoque",
            "empresas",
            stock(("3106200", "2026-01", 10), ("3106200", "2026-02", 40)),
        )
        == {}
    )


def attended(*rows: tuple[str, date]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["uf_executora", "data_fim"])
    return frame.assign(id_atendimento=[f"A{number}" for number in range(len(frame))])


def test_attendances_of_last_month_are_new(look) -> None:
    fresh = attended(("MG", date(2026, 10, 31)), ("SP", date(2026, 9, 30)))
    assert look("referencia_antiga", "atendimentos", fresh) == {}


def test_attendances_that_stopped_long_ago_are_old(look) -> None:
    doubt = look("referencia_antiga", "atendimentos", attended(("MG", date(2026, 8, 31))))[
        "referencia_antiga"
    ]
    assert doubt.sentence == "O último atendimento é de 31/08/2026, 81 dias antes de hoje."


def test_a_state_that_stopped_before_the_country_is_named(look, rows_of) -> None:
    frame = attended(
        ("MG", date(2026, 10, 31)), ("SP", date(2026, 7, 31)), ("RJ", date(2026, 8, 1))
    )
    doubt = look("referencia_antiga", "atendimentos", frame)["referencia_antiga"]
    assert rows_of(doubt, "uf") == [("SP",)]
    assert "os do país (out/2026): SP (jul/2026)." in doubt.sentence


@pytest.mark.parametrize(("month", "old"), [("2025-08", False), ("2025-07", True)])
def test_a_stock_is_old_beside_today(look, month: str, old: bool) -> None:
    assert bool(look("referencia_antiga", "empresas", stock(("3106200", month, 1000)))) is old


def test_a_municipality_whose_stock_stopped_is_counted(look, rows_of) -> None:
    frame = stock(
        ("3106200", "2026-06", 10), ("3118601", "2024-01", 10), ("3550308", "2024-03", 10)
    )
    doubt = look("referencia_antiga", "empresas", frame)["referencia_antiga"]
    assert rows_of(doubt, "uf", "competencia", "municipios") == [
        ("MG", "2024-01", 1),
        ("SP", "2024-03", 1),
    ]
    assert doubt.sentence.startswith(
        "Em 2 municípios o estoque de empresas termina em mar/2024 ou antes"
    )


@pytest.mark.parametrize(("year", "old"), [(2022, False), (2021, True)])
def test_a_population_is_old_after_some_years(look, year: int, old: bool) -> None:
    assert bool(look("referencia_antiga", "socioeconomico", economy(1, 1, year))) is old
