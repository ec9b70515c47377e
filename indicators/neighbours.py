"""Statistical neighbours: the municipalities most alike in size, wealth and small businesses,
wherever they are.

Each feature is standardised by its mean and standard deviation over all municipalities; what spans
orders of magnitude enters by its logarithm, so that no metropolis stretches the scale of the
others. The distance between two municipalities is the root mean square of their differences over
the features that both have: Euclidean, and comparable whatever their number.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NEIGHBOURS = 15
MINIMUM_SHARED = 3  # with fewer features in common nothing says that two places are alike
DECIMALS = 9  # differences beyond are rounding, and must not decide who comes first
NO_SPREAD = 1e-9  # a deviation below is rounding too
DOUBT = 1e-6  # of a mean square: more than rounding can be
BLOCK = 64
FloatArray = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Feature:
    """``logarithm``: whether it enters by its natural logarithm.
    Its value is always shown as it is read.
    """

    id: str
    label: str
    decimals: int
    logarithm: bool = False
    share: bool = False


# Indicators of the table socioeconomico that features are made of, by the names they must have.
INPUTS = ("populacao", "pib", "pib_per_capita", "idhm", "populacao_urbana", "populacao_rural")
FEATURES = (
    Feature("populacao", "População", 0, logarithm=True),
    Feature("pib_per_capita", "PIB por habitante (R$)", 0, logarithm=True),
    Feature("pequenos_por_mil", "Pequenos negócios por mil habitantes", 1),
    Feature("parte_mei", "MEI entre os pequenos negócios", 1, share=True),
    Feature("idhm", "IDHM", 3),
    Feature("urbanizacao", "População urbana", 1, share=True),
)


def features(inputs: pd.DataFrame) -> pd.DataFrame:
    """The value of each feature, as it is read, of each municipality (the index of `inputs`).

    `inputs` has one column per input, NaN where it is not known: populacao, pib (R$),
    pib_per_capita (R$), idhm, populacao_urbana, populacao_rural, mei and pequenos (companies). PIB
    per head is taken as published, else divided; what would be divided by zero is not known.
    """
    people = inputs["populacao"].where(inputs["populacao"] > 0)
    dwellers = inputs["populacao_urbana"] + inputs["populacao_rural"]
    small = inputs["pequenos"]
    values = {
        "populacao": people,
        "pib_per_capita": inputs["pib_per_capita"].fillna(inputs["pib"] / people),
        "pequenos_por_mil": small * 1000 / people,
        "parte_mei": inputs["mei"] / small.where(small > 0),
        "idhm": inputs["idhm"],
        "urbanizacao": inputs["populacao_urbana"] / dwellers.where(dwellers > 0),
    }
    return pd.DataFrame(values, index=inputs.index).astype(float)[
        [feature.id for feature in FEATURES]
    ]


def scores(values: pd.DataFrame) -> pd.DataFrame:
    """Standard scores of the columns of `features`;
    NaN where the value is not known, or is the same everywhere.
    """
    columns = {}
    for feature in FEATURES:
        column = values[feature.id]
        if feature.logarithm:
            column = pd.Series(np.log(column.where(column > 0).to_numpy(float)), index=values.index)
        deviation = column.std(ddof=0)
        columns[feature.id] = (column - column.mean()) / (
            deviation if deviation > NO_SPREAD else np.nan
        )
    return pd.DataFrame(columns, index=values.index)


def nearest_neighbours(standard: pd.DataFrame, count: int = NEIGHBOURS) -> pd.DataFrame:
    """The `count` nearest of each row of `standard`: code, neighbour (labels of the index),
    position, distance, shared.

    Ties go to the smaller label. A row with fewer than `MINIMUM_SHARED` features in common with
    everybody has none.
    """
    ordered = standard.sort_index()
    matrix, labels = ordered.to_numpy(float), ordered.index.to_numpy()
    row, place = _near(matrix, count)
    distance, shared = _distances(matrix[row], matrix[place])
    order = np.lexsort((place, distance, row))
    position = _positions(row[order])
    kept = (position <= count) & np.isfinite(distance[order])
    order = order[kept]
    return pd.DataFrame({
        "code": labels[row[order]],
        "neighbour": labels[place[order]],
        "position": position[kept],
        "distance": distance[order],
        "shared": shared[order],
    })  # fmt: skip


def _near(matrix: FloatArray, count: int) -> tuple[Places, Places]:
    """Pairs of a row and another, with every one that can be of its `count` nearest.

    Sums of squares by products of matrices are a tenth of the work, and are right but for rounding:
    what is within `DOUBT` of the last one is still in.
    """
    known = np.isfinite(matrix)
    value, there = np.where(known, matrix, 0.0), known.astype(float)
    # (a - b)² where both are known: a² + b² - 2ab.
    left = np.hstack([value**2, there, -2 * value])
    right = np.hstack([there, value**2, value])
    last = min(count, len(matrix)) - 1
    found = [np.empty(0, dtype=np.int64)]
    for start in range(0, len(matrix), BLOCK):
        block = slice(start, start + BLOCK)
        shared = there[block] @ there.T
        squares = left[block] @ right.T
        squares /= np.maximum(shared, 1)
        squares[shared < MINIMUM_SHARED] = np.inf
        np.fill_diagonal(squares[:, block], np.inf)
        limit = np.partition(squares, last, axis=1)[:, [last]]
        limit = np.minimum(limit + DOUBT, np.finfo(float).max)  # of some there are fewer
        found.append(np.flatnonzero(squares <= limit) + start * len(matrix))
    row, place = np.divmod(np.concatenate(found), max(len(matrix), 1))
    return row, place


def _distances(one: FloatArray, other: FloatArray) -> tuple[FloatArray, Places]:
    """Of each pair of rows, the distance and how many features are known of both."""
    squares = np.square(one - other)
    known = np.isfinite(squares)
    shared = known.sum(axis=1)
    # Feature after feature, in their order: so the sum is the same wherever it is made.
    total = sum(np.where(known, squares, 0.0).T, np.zeros(len(one)))
    return np.sqrt(total / np.maximum(shared, 1)).round(DECIMALS), shared


def _positions(row: Places) -> Places:
    """Of each row, in order: 1, 2, 3…"""
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    sizes = np.diff(starts, append=len(row))
    return np.arange(len(row)) - np.repeat(starts, sizes) + 1
