"""Codes that link tables keep apart what was apart, and tell of nobody."""

import duckdb
import pytest

from data_access.base.pseudonym import HashKey, key_blocks
from data_access.sources.values.codes import MARK, protected_code_sql

KEY = HashKey(b"k" * 32)
PLAIN = (
    "000123",
    "S1",
    "AT-2025-00000001",
    "2b44956f-fb00-4c21-9a3e-0d511712e191",
    "11144477736",  # eleven digits, and no CPF
    "12345678901234",
    "20251130103015",
    "11111111111",
    "Agência 12 de São Paulo",
    "1234.5678.9012",
)
PERSONAL = (
    "111.444.777-35",
    "11144477735",
    "AT 11144477735",
    "11122233344 11144477735",  # the second of two numbers
    "11.222.333/0001-81",
    "11222333000181",
    "00011144477735",  # as long as a CNPJ
    "AT-000.111.444.777-35",
    "AT 00011144477735",
    "12ABC34501DE35",
    "joana@exemplo.com.br",
    "equipe (11) 98765-4321",
)


def codes(*texts: str, key: HashKey = KEY) -> list[str]:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE raw (n INTEGER, x VARCHAR)")
    connection.executemany("INSERT INTO raw VALUES (?, ?)", list(enumerate(texts)))
    sql = f"SELECT {protected_code_sql('x')} FROM raw ORDER BY n"
    return [code for (code,) in connection.execute(sql, key_blocks(key)).fetchall()]


@pytest.mark.parametrize("text", PLAIN)
def test_a_code_is_what_it_is(text: str) -> None:
    assert codes(text) == [text]


def test_a_code_that_is_somebody_is_another_the_same_everywhere_and_only_under_its_key() -> None:
    kept = codes(*PERSONAL)
    assert all(code.startswith(MARK) for code in kept)
    assert len({*kept}) == len(PERSONAL)
    assert codes(*reversed(PERSONAL)) == kept[::-1]
    assert not {*kept} & {*codes(*PERSONAL, key=HashKey(b"o" * 32))}


def test_a_rotation_leaves_codes_as_they_were() -> None:
    """Sealed editions and decisions know teams and partners by them."""
    assert codes(*PERSONAL, key=KEY.with_layer(b"l" * 32)) == codes(*PERSONAL)
