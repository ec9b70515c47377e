"""Expressions of a profile, executed on rows."""

import duckdb
import pytest

from data_access.profiles.parse_expression import Problems, read_conditions, read_expression
from data_access.profiles.sql import Bench
from data_access.sources.source import LINE

ROWS = """
SELECT * FROM (VALUES
    (2, '11', '15', 'PJ', ' Um ', 1.234),
    (3, '35', NULL, 'pf', '', 2.0),
    (4, '11', '15', 'PJ', ' Um ', 1.234),
    (5, '', '7', '-', 'dois', NULL)
) AS rows(_linha, uf, mun, tipo, nome, numero)
"""
KINDS = dict.fromkeys(("uf", "mun", "tipo", "nome"), "texto") | {"numero": "fracionario"}


def values(written: object) -> list[str | None]:
    problems = Problems()
    expression = read_expression(written, "coluna", problems)
    assert problems == []
    bench = Bench(KINDS)  # type: ignore[arg-type]
    sql = bench.term(expression).sql
    return [
        row[0]
        for row in duckdb.sql(
            f"SELECT {sql} FROM ({bench.relation(ROWS)}) ORDER BY {LINE}"
        ).fetchall()
    ]


def holding(written: object) -> list[bool]:
    problems = Problems()
    conditions = read_conditions(written, "quando", problems)
    assert problems == []
    bench = Bench(KINDS)  # type: ignore[arg-type]
    sql = bench.test(conditions).sql
    return [
        row[0]
        for row in duckdb.sql(
            f"SELECT {sql} FROM ({bench.relation(ROWS)}) ORDER BY {LINE}"
        ).fetchall()
    ]


def test_parts_are_joined_where_all_of_them_are_there() -> None:
    code = {"juntar": ["uf", {"de": "mun", "passos": [{"completar": 5}]}]}
    assert values(code) == ["1100015", None, "1100015", None]


def test_the_first_part_that_is_not_blank() -> None:
    assert values({"primeiro": ["mun", "uf", {"valor": "x"}]}) == ["15", "35", "15", "7"]
    assert values({"primeiro": ["uf", {"valor": "x"}]}) == ["11", "35", "11", "x"]


def test_a_choice_by_another_column() -> None:
    choice = {
        "se": {"coluna": "tipo", "igual": ["PJ"]},
        "entao": "uf",
        "senao": {"valor": "nenhum"},
    }
    assert values(choice) == ["11", "nenhum", "11", "nenhum"]
    del choice["senao"]
    assert values(choice) == ["11", None, "11", None]


def test_steps_come_in_their_order_and_values_after_them() -> None:
    steps = [{"completar": 4}, {"recorte": [1, 2]}]
    assert values({"de": "uf", "passos": steps}) == ["00", "00", "00", None]
    assert values({"de": "uf", "passos": steps[::-1]}) == ["0011", "0035", "0011", None]
    translated = {"de": "uf", "passos": [{"completar": 3}], "valores": {"011": "Rondônia"}}
    assert values(translated) == ["Rondônia", "035", "Rondônia", None]


def test_values_are_compared_by_letters_and_digits_and_others_pass() -> None:
    assert values({"de": "nome", "valores": {"UM": "1"}}) == ["1", None, "1", "dois"]
    assert values({"de": "tipo", "valores": {"-": "nada"}}) == ["PJ", "pf", "PJ", "nada"]


def test_a_digest_tells_rows_of_one_content_apart_and_is_the_same_every_time() -> None:
    found = values({"resumo": ["uf", "mun", "tipo"]})
    assert len(set(found)) == 4
    assert found[2] == f"{found[0]}-2"
    assert found == values({"resumo": ["uf", "mun", "tipo"]})
    assert all(text is not None and len(text) >= 32 for text in found)


def test_blanks_in_a_digest_have_their_place() -> None:
    by_order = values({"resumo": ["uf", "mun"]})
    assert by_order[1] != values({"resumo": ["mun", "uf"]})[1]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"coluna": "tipo", "igual": ["pj"]}, [True, False, True, False]),
        ({"coluna": "tipo", "diferente": "pj"}, [False, True, False, True]),
        ({"coluna": "mun", "diferente": "15"}, [False, True, False, True]),
        ({"coluna": "tipo", "igual": "-"}, [False, False, False, True]),
        ({"coluna": "nome", "contem": ["O"]}, [False, False, False, True]),
        ({"coluna": "nome", "comeca": "u"}, [True, False, True, False]),
        ({"coluna": "tipo", "contem": "-"}, [False, False, False, True]),
        ({"coluna": "tipo", "comeca": "*"}, [False, False, False, False]),
        ({"coluna": "mun", "vazia": True}, [False, True, False, False]),
        ({"coluna": "mun", "vazia": False}, [True, False, True, True]),
        ({"todas_vazias": ["mun", "nome"]}, [False, True, False, False]),
        (
            [{"coluna": "uf", "igual": 11}, {"coluna": "mun", "igual": 15}],
            [True, False, True, False],
        ),
    ],
)
def test_conditions(condition: object, expected: list[bool]) -> None:
    assert holding(condition) == expected


def test_a_number_of_the_source_is_read_by_its_own_mark() -> None:
    found = values({"de": "numero", "passos": [{"numero": {"decimal": ",", "vezes": 1000}}]})
    assert [text and float(text) for text in found] == [1234, 2000, 1234, None]


def test_a_text_that_many_steps_use_is_worked_out_once() -> None:
    """What is named is not written again: the SQL of a chain grows by a step at a time."""
    problems = Problems()
    steps = [{"digitos": True}, {"completar": 9}, {"vazio_se": ["0"]}, {"data": "ddmmaaaa"}]
    lengths = []
    for count in range(1, 5):
        bench = Bench(KINDS)  # type: ignore[arg-type]
        bench.term(read_expression({"de": "uf", "passos": steps[:count]}, "coluna", problems))
        lengths.append(len(bench.relation("x")))
    assert lengths[-1] < 3 * lengths[0]
