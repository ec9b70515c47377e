"""Whether an answer covers the country:
every UF, and which municipalities of the register are missing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from config.formatting import enumerate_words, number, plural
from config.ibge import UF_BY_CODE, UFS
from data_access.fetch.errors import FetchError

SMALLEST_SHARE = 0.95  # of the register: below it an answer was cut off, not late
_LISTED = 10


@dataclass(frozen=True)
class Coverage:
    """``missing`` are (code, name, UF) of the register;
    ``unknown`` are codes that it does not have.
    """

    found: int
    missing: tuple[tuple[str, str, str], ...]
    unknown: tuple[str, ...]

    def sentences(self) -> list[str]:
        """In Portuguese, with the missing named; empty where nothing is missing."""
        told = []
        if self.missing:
            names = [f"{name}/{uf}" for _, name, uf in self.missing]
            told.append(f"Sem valor ({len(names)}): {list_in_words(names)}.")
        if self.unknown:
            told.append(
                f"Códigos que o cadastro não tem ({len(self.unknown)}):"
                f" {list_in_words(self.unknown)}."
            )
        return told


def coverage(codes: Iterable[str], municipalities: pd.DataFrame, label: str) -> Coverage:
    """Compare 7-digit `codes` with the register [code, name, uf].

    Raises FetchError where a whole UF is missing, or too much of the country.
    """
    found = set(codes)
    absent = [uf.sigla for uf in UFS if not any(code.startswith(uf.code) for code in found)]
    if absent:
        raise FetchError(
            f"A resposta de {label} não traz {plural(len(absent), 'UF', 'UFs')} "
            f"({enumerate_words(absent)}); esperava as 27. Nada foi gravado."
        )
    known = municipalities[["code", "name", "uf"]].astype(str)
    missing = known[~known["code"].isin(found)]
    present = len(known) - len(missing)
    if present < SMALLEST_SHARE * len(known):
        raise FetchError(
            f"A resposta de {label} traz só {number(present)} dos {number(len(known))} municípios"
            " do cadastro; parece cortada. Nada foi gravado."
        )
    return Coverage(
        found=present,
        missing=tuple(tuple(row) for row in missing.itertuples(index=False, name=None)),
        unknown=tuple(sorted(found - set(known["code"]))),
    )


def list_in_words(names: Sequence[str], limit: int = _LISTED) -> str:
    rest = len(names) - limit
    return ", ".join(names[:limit]) + (f" e mais {number(rest)}" if rest > 0 else "")


def is_municipal(code: str) -> bool:
    """Seven digits of a UF: what is no such code is no row of ours (the country, a UF)."""
    return len(code) == 7 and code.isascii() and code.isdigit() and code[:2] in UF_BY_CODE
