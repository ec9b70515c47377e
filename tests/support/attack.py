"""What whoever knows some sums of people, and of which cells they are, works out of the others.

Counts are whole numbers of nobody or more that add up: of a group that is not told, linear programs
give the fewest and the most that there can be.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from indicators.disclosure.small_groups import SMALLEST_GROUP
from tests.support.small_country import register

PLACES = register().set_index("code")
UF_OF = PLACES["uf"]
SLACK = 1e-6  # of a program
LEVELS = {
    "brasil": None,
    "regiao": "region_code",
    "uf": "uf_code",
    "regiao_intermediaria": "rgint_code",
    "regiao_imediata": "rgi_code",
    "municipio": "code",
}
BY_UNIT = ("brasil", "regiao", "uf")  # units have no place below the UF


def territories(cells: pd.DataFrame, level: str, *, by_unit: bool) -> pd.Series:
    """The territory of each cell, by the unit that attended or by the client."""
    column = LEVELS[level]
    if column is None:
        return pd.Series("BR", cells.index)
    if by_unit:
        return cells["uf_executora"].map(PLACES.reset_index().groupby("uf")[column].first())
    return cells["municipio"] if column == "code" else cells["municipio"].map(PLACES[column])


class Known:
    """Sums that are told, each of the variables that its row has a 1 for."""

    def __init__(self) -> None:
        self._sums: dict[bytes, tuple[np.ndarray, float]] = {}

    def __len__(self) -> int:
        return len(self._sums)

    def add(self, of: np.ndarray, total: float) -> None:
        told = np.asarray(of, bool)
        _, before = self._sums.setdefault(told.tobytes(), (told, float(total)))
        assert before == total, "the same people were counted twice, and are not as many"

    def __iter__(self) -> Iterator[tuple[np.ndarray, float]]:
        return iter(self._sums.values())

    def ends(self, goal: np.ndarray) -> tuple[float, float]:
        """The fewest and the most that there are of the variables of `goal`."""
        rows = np.array([of for of, _ in self])
        sums = np.array([total for _, total in self])
        # Variables that are in the same sums are one to a program.
        *held, wanted = np.unique(np.vstack([rows, goal]), axis=1).astype(float)
        least, most = (
            sign * linprog(sign * wanted, A_eq=np.array(held), b_eq=sums, method="highs").fun
            for sign in (1, -1)
        )
        return least, most


def is_unsafe(yes: float, no: float) -> bool:
    """Whether a group is of too few, or of one mind."""
    return 0 < yes + no < SMALLEST_GROUP or (yes + no > 0 and 0 in (yes, no))


def is_few(people: float) -> bool:
    return 0 < people < SMALLEST_GROUP


def is_narrow(least: float, most: float) -> bool:
    """Whether how many there are of few is known too well."""
    return most - least < SMALLEST_GROUP - 1 - SLACK


def is_pinned(yes: tuple[float, float], no: tuple[float, float], people: int) -> bool:
    """Whether of a group that is not told it is worked out that it is of few, or of one mind."""
    narrow = is_narrow(yes[0] + no[0], yes[1] + no[1])
    return (is_few(people) and narrow) or min(yes[1], no[1]) < SLACK
