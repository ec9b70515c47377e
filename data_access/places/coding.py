"""How a column of municipalities can be written."""

from typing import Literal

System = Literal["tom", "tse", "bcb"]
# `ibge` takes codes of 7 or 6 digits and names with their UF; the others are codes of an
# institution of its own.
Coding = Literal["ibge", "tom", "tse", "bcb"]

WIDTHS: dict[System, int] = {"tom": 4, "tse": 5, "bcb": 5}
# Whose they are, after “código” or “de-para”.
WHOSE: dict[System, str] = {
    "tom": "da Receita Federal (TOM)",
    "tse": "do TSE",
    "bcb": "do Banco Central",
}


def bare(code: str) -> str:
    """The code without leading zeros, which spreadsheets lose."""
    return code.lstrip("0") or "0"
