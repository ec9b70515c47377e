"""Classes that a unit does not choose, as columns of zeros and ones."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from indicators.recognition.evidence import FloatArray

UNKNOWN = "não informado"


class Level(NamedTuple):
    column: str
    level: str


class Design(NamedTuple):
    """``matrix`` (rows × columns) begins with ones. The commonest level of each class has no
    column: the others are told against it.
    """

    matrix: FloatArray
    levels: tuple[Level, ...]
    classes: pd.DataFrame


def design(classes: pd.DataFrame, cases: FloatArray) -> Design:
    """One column per level of each class, weighing levels by `cases`. NaN is a level of its own."""
    text = classes.astype("object").where(classes.notna(), UNKNOWN).astype(str)
    levels: list[Level] = []
    columns: list[FloatArray] = [np.ones(len(text))]
    for name in text.columns:
        weight = pd.Series(cases, index=text.index).groupby(text[name]).sum()
        for level in weight.sort_values(ascending=False, kind="stable").index[1:]:
            columns.append(np.asarray(text[name].eq(level), float))
            levels.append(Level(str(name), str(level)))
    return Design(np.column_stack(columns), tuple(levels), text)


def at_level(found: Design, column: str, level: str) -> FloatArray:
    """The matrix as if every row had this level of the class."""
    matrix = found.matrix.copy()
    for place, known in enumerate(found.levels, 1):
        if known.column == column:
            matrix[:, place] = float(known.level == level)
    return matrix
