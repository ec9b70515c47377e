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
BLOCK = 512
FloatArray = NDArray[np.float64]


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
    rows, chosen, distances, shareds = [], [], [], []
    for start in range(0, len(matrix), BLOCK):
        for row, (distance, shared) in enumerate(
            zip(*_distances(matrix, start), strict=True), start
        ):
            found = _smallest(distance, count)
            rows.append(np.full(len(found), row))
            chosen.append(found)
            distances.append(distance[found])
            shareds.append(shared[found])
    nothing = np.empty(0, dtype=np.int64)
    return pd.DataFrame({
        "code": labels[np.concatenate([nothing, *rows])],
        "neighbour": labels[np.concatenate([nothing, *chosen])],
        "position": np.concatenate([nothing, *(np.arange(1, len(found) + 1) for found in chosen)]),
        "distance": np.concatenate([nothing.astype(float), *distances]),
        "shared": np.concatenate([nothing, *shareds]),
    })  # fmt: skip


def _distances(matrix: FloatArray, start: int) -> tuple[FloatArray, NDArray[np.int64]]:
    """Distances of a block of rows to all, infinite where too little is shared,
    and the features shared.
    """
    block = matrix[start : start + BLOCK]
    squares = np.zeros((len(block), len(matrix)))
    shared = np.zeros(squares.shape, dtype=np.int64)
    for own, everybody in zip(block.T, matrix.T, strict=True):
        difference = np.subtract.outer(own, everybody)
        difference *= difference
        if np.isfinite(everybody).all():
            shared += 1
        else:
            known = ~np.isnan(difference)
            difference[~known] = 0.0
            shared += known
        squares += difference
    enough = shared >= MINIMUM_SHARED
    distance = np.where(enough, np.sqrt(squares / np.maximum(shared, 1)), np.inf).round(DECIMALS)
    distance[np.arange(len(block)), np.arange(start, start + len(block))] = np.inf
    return distance, shared


def _smallest(distance: FloatArray, count: int) -> NDArray[np.int64]:
    """Places of the `count` smallest finite distances, in order; among equals the first place."""
    last = min(count, len(distance)) - 1
    candidates = np.flatnonzero(
        (distance <= np.partition(distance, last)[last]) & np.isfinite(distance)
    )
    return candidates[np.argsort(distance[candidates], kind="stable")][:count]
