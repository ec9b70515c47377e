"""The check digits of CPF and CNPJ, over whole numbers: a document without its leading zeros is the
same number.

Receita Federal: each check digit is ten times the weighted sum of the digits before it, modulo 11,
and 0 where that is 10. A number of one digit repeated passes the sums and is no document.
"""

CPF_DIGITS, CNPJ_DIGITS = 11, 14
# Of the digits before the first check digit and, one digit longer, before the second one; from left
# to right.
CPF_WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3, 2)
CNPJ_WEIGHTS = (5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)


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
