"""The check digits in SQL against those worked out digit by digit."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.base.documents import cnpj_sql, cpf_sql
from tests.support.documents import CNPJS, CPFS, cnpj, cpf


def judged(rule: str, numbers: list[int]) -> list[bool]:
    return [
        bool(good)
        for (good,) in duckdb.execute(
            f"SELECT {rule} FROM (SELECT unnest($n::BIGINT[]) AS n)", {"n": numbers}
        ).fetchall()
    ]


def are_cpf(*numbers: int) -> list[bool]:
    return judged(cpf_sql("n"), list(numbers))


def are_cnpj(*numbers: int) -> list[bool]:
    return judged(cnpj_sql("n"), list(numbers))


@pytest.mark.parametrize("text", ["52998224725", "11144477735", "00000000191"])
def test_documents_that_are_known_to_be_good(text: str) -> None:
    assert are_cpf(int(text)) == [True]
    assert cpf(int(text[:9])) == text


@pytest.mark.parametrize("text", ["11222333000181", "00000000000191", "33000167000101"])
def test_companies_that_are_known_to_be_good(text: str) -> None:
    assert are_cnpj(int(text)) == [True]
    assert cnpj(int(text[:12])) == text


@given(st.lists(CPFS, min_size=1), st.lists(CNPJS, min_size=1))
@settings(max_examples=30)
def test_every_document_is_one(people: list[str], companies: list[str]) -> None:
    assert all(are_cpf(*map(int, people)))
    assert all(are_cnpj(*map(int, companies)))


@given(CPFS, CNPJS)
@settings(max_examples=30)
def test_another_check_digit_is_wrong(person: str, company: str) -> None:
    def others(text: str) -> list[int]:
        digits = [(int(text) // place % 10, place) for place in (1, 10)]
        return [
            int(text) + ((old + change) % 10 - old) * place
            for old, place in digits
            for change in range(1, 10)
        ]

    assert not any(are_cpf(*others(person)))
    assert not any(are_cnpj(*others(company)))


def test_one_digit_repeated_is_no_document() -> None:
    assert not any(are_cpf(*(int(str(digit) * 11) for digit in range(10))))
    assert not any(are_cnpj(*(int(str(digit) * 14) for digit in range(10))))


def test_what_has_too_many_digits_is_none() -> None:
    assert are_cpf(10**11 + 11144477735) == [False]
    assert are_cnpj(10**14 + 11222333000181) == [False]
