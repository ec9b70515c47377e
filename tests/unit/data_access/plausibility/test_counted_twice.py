"""What comes in a second time under another name: keys in another spelling, totals of a UF."""

import pandas as pd
import pytest

KEYS, TOTALS = "grafias_de_uma_chave", "total_da_uf_como_municipio"


def keyed(*codes: str) -> pd.DataFrame:
    return pd.DataFrame({"id_atendimento": codes, "municipio": "3106200"})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("05000001", "5000001"),
        ("000", "0"),
        ("5000001", "5.000.001"),
        ("5000001", "5 000 001"),
        ("A1", "a1"),
        ("A1", "A 1"),
        ("A1", "A-1"),
        ("A 1", "A  1"),
        ("A1", "A\u200b1"),
        ("AT-2025-1", "at/2025/1"),
    ],
)
def test_keys_that_look_like_one_are_told_with_each_other(look, one: str, other: str) -> None:
    found = look(KEYS, "atendimentos", keyed(one, other, "B7"))[KEYS]
    assert found.rows == 1
    assert set(found.listing.iloc[0][["codigo", "parece"]]) == {one, other}


@pytest.mark.parametrize(
    "codes",
    [
        ("2025-1-11", "2025-11-1"),
        ("A1", "A11", "B1"),
        ("1.5", "15"),
        ("—", "-"),
    ],
)
def test_keys_that_a_mark_or_a_digit_tells_apart_are_not_doubted(look, codes) -> None:
    assert look(KEYS, "atendimentos", keyed(*codes)) == {}


def test_keys_are_compared_with_those_of_the_import_before(look, connection) -> None:
    connection.execute("CREATE TABLE earlier AS SELECT '5000001' AS id_atendimento")
    before = {"before": "earlier", "before_columns": frozenset({"id_atendimento"})}
    found = look(KEYS, "atendimentos", keyed("5.000.001", "9"), **before)[KEYS]
    assert found.listing.to_numpy().tolist() == [["id_atendimento", "5.000.001", "5000001"]]
    assert "“5.000.001” e “5000001” em id_atendimento" in found.sentence
    assert look(KEYS, "atendimentos", keyed("5000001", "9"), **before) == {}


SP = ("3509502", "3552205", "3548500", "3506003")


def companies(*rows: tuple[str, int], month: str = "2026-01") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["municipio", "quantidade"])
    return frame.assign(porte="ME", competencia=month)


def test_the_total_of_a_uf_under_the_name_of_its_capital_is_told(look) -> None:
    rows = [*zip(SP, (100, 200, 300, 400), strict=True), ("3550308", 1000), ("3304557", 7)]
    found = look(TOTALS, "empresas", companies(*rows))[TOTALS]
    assert found.listing.to_numpy().tolist() == [["quantidade", "3550308", "SP", 1000, 1]]
    assert "3550308 (SP), com 1.000 em quantidade" in found.sentence


def test_a_sum_of_few_or_in_one_month_of_many_is_chance(look) -> None:
    few = companies((SP[0], 1), (SP[1], 2), ("3550308", 3), (SP[2], 0), (SP[3], 0))
    assert look(TOTALS, "empresas", few) == {}
    parts = [*zip(SP, (1, 2, 3, 4), strict=True)]
    months = [
        companies(*parts, ("3550308", 10 if at == 1 else 90), month=f"2026-0{at}")
        for at in (1, 2, 3)
    ]
    assert look(TOTALS, "empresas", pd.concat(months)) == {}
