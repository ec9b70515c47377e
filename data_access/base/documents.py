"""The check digits of CPF and CNPJ: of a text and, for DuckDB, over whole numbers, as a document
without its leading zeros is the same number.

Receita Federal: each check digit is ten times the weighted sum of the digits before it, modulo 11,
and 0 where that is 10. A number of one digit repeated passes the sums and is no document.
"""

import re
from collections.abc import Sequence

CPF_DIGITS, CNPJ_DIGITS = 11, 14
# Of the digits before the first check digit and, one digit longer, before the second one; from left
# to right.
CPF_WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3, 2)
CNPJ_WEIGHTS = (5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)


def is_cpf(text: str) -> bool:
    """Whether eleven digits are a CPF."""
    if len(text) != CPF_DIGITS or not (text.isascii() and text.isdigit()) or len({*text}) == 1:
        return False
    return _fits([int(digit) for digit in text], CPF_WEIGHTS, (11, *CPF_WEIGHTS))


def is_cnpj(text: str) -> bool:
    """Whether fourteen digits, or capital letters before two digits, have the check digits of a
    CNPJ; one digit repeated has them too.
    """
    if len(text) != CNPJ_DIGITS or not re.fullmatch("[0-9A-Z]{12}[0-9]{2}", text):
        return False
    values = [ord(letter) - ord("0") for letter in text]
    return _fits(values, CNPJ_WEIGHTS, (6, *CNPJ_WEIGHTS))


def _fits(values: Sequence[int], *weights: Sequence[int]) -> bool:
    return all(
        sum(weight * value for weight, value in zip(each, values, strict=False)) * 10 % 11 % 10
        == values[len(each)]
        for each in weights
    )


def is_cnpj_sql(text: str) -> str:
    """DuckDB: `is_cnpj` of an expression; the check digits are looked at where all else fits."""
    values = [f"(ascii(substr({text}, {place + 1}, 1)) - 48)" for place in range(CNPJ_DIGITS)]
    checks = []
    for weights in (CNPJ_WEIGHTS, (6, *CNPJ_WEIGHTS)):
        terms = zip(values, weights, strict=False)
        total = " + ".join(f"{value} * {weight}" for value, weight in terms)
        checks.append(f"({total}) * 10 % 11 % 10 = {values[len(weights)]}")
    return (
        f"CASE WHEN length({text}) = {CNPJ_DIGITS} AND regexp_full_match({text},"
        f" '[0-9A-Z]{{12}}[0-9]{{2}}') THEN {' AND '.join(checks)} ELSE false END"
    )


def cpf_sql(number: str) -> str:
    """DuckDB: whether the BIGINT expression `number`, written with 11 digits, is a CPF."""
    return _valid_sql(number, CPF_DIGITS, CPF_WEIGHTS, (11, *CPF_WEIGHTS))


def cnpj_sql(number: str) -> str:
    """DuckDB: whether the BIGINT expression `number`, written with 14 digits, is a CNPJ."""
    return _valid_sql(number, CNPJ_DIGITS, CNPJ_WEIGHTS, (6, *CNPJ_WEIGHTS))


def _valid_sql(number: str, width: int, first: tuple[int, ...], second: tuple[int, ...]) -> str:
    repeated = "1" * width
    return (
        f"({number} BETWEEN 1 AND {'9' * width} AND {number} % {repeated} <> 0"
        f" AND {_check_digit_sql(number, width, first)} = {_digit_sql(number, width, width - 2)}"
        f" AND {_check_digit_sql(number, width, second)} = {_digit_sql(number, width, width - 1)})"
    )


def _check_digit_sql(number: str, width: int, weights: tuple[int, ...]) -> str:
    total = " + ".join(
        f"{weight} * {_digit_sql(number, width, place)}" for place, weight in enumerate(weights)
    )
    return f"({total}) * 10 % 11 % 10"


def _digit_sql(number: str, width: int, place: int) -> str:
    """The digit at `place`, counted from 0 on the left."""
    return f"(({number} // {10 ** (width - 1 - place)}) % 10)"
