"""The check digit of municipal codes."""

from pathlib import Path

import pandas as pd
import pytest

from config.ibge import (
    CHECK_DIGIT_EXCEPTIONS,
    UFS,
    check_digit,
    check_digit_ok,
    of_place,
    with_article,
)

REGISTER = Path("../shared/data/registro_mapaslivres/municipios.csv")


@pytest.mark.parametrize("code", ["3550308", "5300108", "1100015", "5101837", "4220000"])
def test_codes_of_real_municipalities_are_accepted(code: str) -> None:
    assert check_digit_ok(code)


@pytest.mark.parametrize(
    "code",
    ["3550300", "4300001", "4300002", "355030", "35503080", "3550308 ", "9950308", "", "٣٥٥٠٣٠٨"],
)
def test_what_is_not_a_municipal_code_is_refused(code: str) -> None:
    assert not check_digit_ok(code)


def test_the_exceptions_are_nine_and_all_break_the_rule() -> None:
    broken = {code for code in CHECK_DIGIT_EXCEPTIONS if check_digit(code[:6]) != code[6]}
    assert len(broken) == 9
    assert all(check_digit_ok(code) for code in broken)


def test_an_exception_with_the_digit_that_the_rule_would_give_is_refused() -> None:
    assert not check_digit_ok("220191" + check_digit("220191"))


def test_the_federation_has_27_units_in_5_regions() -> None:
    assert (
        len({uf.code for uf in UFS})
        == len({uf.sigla for uf in UFS})
        == len({uf.name for uf in UFS})
        == 27
    )
    assert {uf.region_name for uf in UFS} == {"Norte", "Nordeste", "Sudeste", "Sul", "Centro-Oeste"}


@pytest.mark.real_data
@pytest.mark.skipif(not REGISTER.exists(), reason="needs ../shared/data")
def test_every_municipality_of_the_country_has_a_good_code() -> None:
    codes = pd.read_csv(REGISTER, dtype=str)["municipio"]
    assert [code for code in codes if not check_digit_ok(code)] == []


@pytest.mark.parametrize(
    ("place", "named", "of"),
    [
        ("Distrito Federal", "o Distrito Federal", "do Distrito Federal"),
        ("Bahia", "a Bahia", "da Bahia"),
        ("Paraíba", "a Paraíba", "da Paraíba"),
        ("Rio de Janeiro", "o Rio de Janeiro", "do Rio de Janeiro"),
        ("Minas Gerais", "Minas Gerais", "de Minas Gerais"),
        ("São Paulo", "São Paulo", "de São Paulo"),
        ("Região Norte", "a Região Norte", "da Região Norte"),
        ("Brasil", "o Brasil", "do Brasil"),
        ("Uberlândia · município", "Uberlândia · município", "de Uberlândia · município"),
    ],
)
def test_places_have_their_article(place: str, named: str, of: str) -> None:
    assert (with_article(place), of_place(place)) == (named, of)
