"""Classes of a choropleth for values that are known to lie in intervals: a full colour is given
only where the whole interval lies in the class, and paler ones say between which classes it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.classes import NO_DATA, classify, edge_labels, range_labels

MOST = 3  # full classes: with what lies between them, five colours
FEWEST_SURE = 0.05  # of the values, in each full class
MOST_UNTOLD = 0.5  # of the values, that more than two classes could hold
ABOUT, UNTOLD_LABEL = "em torno de", "não dá para dizer"

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class IntervalClasses:
    """Classes of values with intervals, from the lowest: a full one, what may be of it or of the
    next, the next full one, and so on; last, where there are several, what more than two could
    hold.

    `edges` lie between the full ones; a single class has none. `labels` and `counts` have one entry
    per class, also an empty one; `index` gives the class of each value, −1 without data, and
    `no_data` counts −1.
    """

    edges: tuple[float, ...]
    labels: tuple[str, ...]
    index: tuple[int, ...]
    counts: tuple[int, ...]
    no_data: int

    @property
    def untold(self) -> int:
        """The class of what more than two full ones could hold."""
        return 2 * len(self.edges) + 1


def class_intervals(
    values: Sequence[float] | Floats,
    lower: Sequence[float] | Floats,
    upper: Sequence[float] | Floats,
) -> IntervalClasses:
    """Class shares (fractions; NaN without data) by the parts of equal size that their intervals
    lie in: as many parts, up to `MOST`, as leave most intervals in at most two of them and each
    part with some of its own; a single class where not even two do.
    """
    found, low, high = (np.asarray(given, dtype=np.float64) for given in (values, lower, upper))
    known = ~np.isnan(found)
    for parts in range(MOST, 1, -1):
        breaks = classify(found, "quantis", parts).breaks
        edges = np.asarray(breaks[1:-1])
        first, last = np.searchsorted(edges, low), np.searchsorted(edges, high)
        if len(edges) and _tell_apart(first[known], last[known], len(edges) + 1):
            index = np.where(last - first > 1, 2 * len(edges) + 1, first + last)
            return _with_counts(breaks, np.where(known, index, NO_DATA))
    only = classify(found, "quantis", 1)
    return IntervalClasses((), only.labels, only.index, only.counts, only.no_data)


def _tell_apart(first: npt.NDArray[np.int64], last: npt.NDArray[np.int64], parts: int) -> bool:
    """Whether values that lie in the parts from `first` to `last` say something of most places."""
    sure = np.bincount(first[first == last], minlength=parts)
    fewest, untold = FEWEST_SURE * len(first), MOST_UNTOLD * len(first)
    return bool(sure.min() >= fewest and (last - first > 1).sum() <= untold)


def _labels(breaks: Sequence[float]) -> tuple[str, ...]:
    full, edges = range_labels(breaks), edge_labels(breaks)
    between = [f"{ABOUT} {edge}" for edge in edges]
    names = [name for pair in zip(full, [*between, ""], strict=True) for name in pair][:-1]
    return (*names, UNTOLD_LABEL) if len(edges) > 1 else tuple(names)


def _with_counts(breaks: tuple[float, ...], index: npt.NDArray[np.int64]) -> IntervalClasses:
    labels = _labels(breaks)
    counts = np.bincount(index[index >= 0], minlength=len(labels))
    missing = int((index == NO_DATA).sum())
    return IntervalClasses(
        breaks[1:-1], labels, tuple(map(int, index)), tuple(map(int, counts)), missing
    )
