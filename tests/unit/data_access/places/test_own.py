"""Which code the name of an own territory becomes, in Python and in SQL."""

import duckdb
import pandas as pd
import pytest

from data_access.places.own import LONGEST, own_code, own_code_sql, own_territories

NAMES = ["Zona da Mata", "  zona  DA mata ", "Sudoeste/Médio São Francisco", "Região 10", "x" * 90]


@pytest.mark.parametrize("name", NAMES)
def test_whoever_writes_the_state_and_the_name_says_the_same_code(name: str) -> None:
    query = f"SELECT {own_code_sql('?')}".replace("?", "$1")
    for written in (f"MG {name}", f"mg: {name}", own_code("31", name)):
        assert duckdb.execute(query, [written]).fetchone() == (own_code("31", name),)


@pytest.mark.parametrize("written", ["Zona da Mata", "31", "ZZ Leste", "MG", "MG  !", "31-Á b", ""])
def test_what_names_no_state_or_nothing_else_is_no_code(written: str) -> None:
    query = f"SELECT {own_code_sql('$1')}"
    assert duckdb.execute(query, [written]).fetchone() == (None,)


def test_a_name_without_letters_is_no_territory_and_a_long_one_is_cut() -> None:
    assert own_code("31", "—") is None
    code = own_code("31", "palavra " * 20)
    assert code is not None
    assert len(code) <= LONGEST + 3
    assert not code.endswith("-")


def test_the_commonest_spelling_names_it_and_two_states_have_two() -> None:
    register = pd.DataFrame(
        {"code": ["3106200", "3118601", "3170206", "3550308"], "uf_code": ["31", "31", "31", "35"]}
    )
    named = pd.DataFrame(
        {
            "municipio": ["3106200", "3118601", "3170206", "3550308"],
            "nome": ["Centro", "CENTRO", "Centro", "Centro"],
        }
    )
    found = own_territories(register, named)
    assert list(found["own_code"]) == ["31-centro", "31-centro", "31-centro", "35-centro"]
    assert list(found["own_name"]) == ["Centro"] * 4
    assert own_territories(register, named.iloc[:0]).isna().all().all()
