"""Two variables on one map: terciles × terciles."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.classes import NO_DATA, Classes, Floats, classify

SIDE = 3


@dataclass(frozen=True)
class Bivariate:
    """The 3 × 3 classes of pairs of values.

    `index` of a pair is ``3 × class of first + class of second`` (0 to 8), −1 where either is
    missing. `counts` has nine entries; `no_data` counts the pairs without a class. `first` and
    `second` are the terciles, made over all known values of each variable, and fewer than three
    where a variable has fewer distinct values.
    """

    first: Classes
    second: Classes
    index: tuple[int, ...]
    counts: tuple[int, ...]
    no_data: int


def bivariate(
    first: Sequence[float | None] | Floats,
    second: Sequence[float | None] | Floats,
    *,
    as_percent: tuple[bool, bool] = (True, True),
) -> Bivariate:
    """Class pairs of values by terciles; raises ValueError when the lengths differ."""
    if len(first) != len(second):
        raise ValueError(f"pairs of values expected, found {len(first)} and {len(second)}")
    rows = classify(first, "quantis", SIDE, as_percent=as_percent[0])
    columns = classify(second, "quantis", SIDE, as_percent=as_percent[1])
    row, column = np.asarray(rows.index, dtype=int), np.asarray(columns.index, dtype=int)
    index = np.where((row < 0) | (column < 0), NO_DATA, SIDE * row + column)
    counts = np.bincount(index[index >= 0], minlength=SIDE * SIDE)
    missing = int((index == NO_DATA).sum())
    return Bivariate(rows, columns, tuple(map(int, index)), tuple(map(int, counts)), missing)
