"""What the draws say of each unit: where it stands, and how sure that is."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.recognition.ranks.draws import Draws, in_parallel
from indicators.recognition.ranks.simultaneous import RankSets, simultaneous_sets

LEVEL = 0.95
BLOCK = 500  # units at a time


def summarise(draws: Draws, ids: pd.Index, places: int, alike: NDArray[np.intp]) -> pd.DataFrame:
    """By unit, the columns of `Result.units` that come from draws.

    Units with the same number in `alike` have the same evidence: what is said of them is the same,
    and not what chance gave each.
    """
    total, n = draws.ranks.shape
    low, high = _tails(total)
    ranks = np.empty((3, n))
    scores = np.empty((2, n))

    def sort(start: int) -> None:
        here = slice(start, start + BLOCK)
        ordered = np.sort(draws.ranks[:, here].T, axis=1)
        middle = (ordered[:, (total - 1) // 2] + ordered[:, total // 2]) / 2
        ranks[:, here] = np.stack((middle, ordered[:, low], ordered[:, high]))
        values = np.partition(draws.scores[:, here].T, (low, high), axis=1)
        scores[:, here] = values[:, [low, high]].T

    in_parallel(sort, range(0, n, BLOCK))
    sets: RankSets = simultaneous_sets(draws)
    frame = pd.DataFrame(
        {
            "median_rank": ranks[0],
            "rank_low": ranks[1],
            "rank_high": ranks[2],
            "all_low": sets.low,
            "all_high": sets.high,
            "score_low": scores[0],
            "score_high": scores[1],
            "first": (draws.ranks <= places).mean(axis=0),
        },
        index=ids,
    )
    return shared(frame, alike)


def _tails(total: int) -> tuple[int, int]:
    """Which of so many ordered draws bound the middle 95 %, both inside."""
    outside = int(total * (1 - LEVEL) / 2)
    return outside, total - 1 - outside


def shared(frame: pd.DataFrame, alike: NDArray[np.intp]) -> pd.DataFrame:
    """The same for those alike: the widest bounds, and the mean of the rest."""
    groups = frame.groupby(alike, sort=False)
    columns = {}
    for name in map(str, frame.columns):
        if name.endswith("_low"):
            columns[name] = groups[name].transform("min")
        elif name.endswith("_high"):
            columns[name] = groups[name].transform("max")
        else:
            columns[name] = groups[name].transform("mean")
    return pd.DataFrame(columns, index=frame.index)
