"""Classes of a choropleth: quantiles or natural breaks, none narrower than chance.
A missing value is never classed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from config.formatting import number, percent
from geo.jenks import natural_breaks

Method = Literal["quantis", "jenks"]
METHODS: tuple[Method, ...] = ("quantis", "jenks")
NO_DATA = -1
NO_DATA_LABEL = "sem dado"
MAX_DECIMALS = 4

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Classes:
    """Classes of a sequence of values.

    `breaks` has one edge more than there are classes, the least and the greatest value included.
    `index` gives the class of each value, −1 without data; `counts` and `labels` have one entry per
    class; `no_data` counts −1. Classes include their upper edge, and none is empty.
    """

    breaks: tuple[float, ...]
    labels: tuple[str, ...]
    index: tuple[int, ...]
    counts: tuple[int, ...]
    no_data: int


def classify(
    values: Sequence[float | None] | Floats,
    method: Method = "quantis",
    k: int = 5,
    narrowest: float = 0.0,
    *,
    as_percent: bool = True,
) -> Classes:
    """Class `values` (fractions when `as_percent`, which only concerns the labels).

    With fewer distinct values than `k` there are fewer classes, and also where one of them would be
    narrower than `narrowest`: what lies closer together than the values themselves are known is one
    class. Raises ValueError on an unknown method or `k` < 1.
    """
    if method not in METHODS or k < 1:
        raise ValueError(f"cannot classify by {method!r} with k={k}")
    numbers = _finite(values)
    known = numbers[~np.isnan(numbers)]
    if not len(known):
        return Classes((), (), (NO_DATA,) * len(numbers), (), len(numbers))
    for size in range(k, 0, -1):
        upper = _upper_edges(known, method, size)
        breaks = (float(known.min()), *map(float, upper))
        if len(upper) == 1 or min(b - a for a, b in pairwise(breaks)) >= narrowest:
            break
    index = np.where(np.isnan(numbers), NO_DATA, np.searchsorted(upper, numbers))
    return _classes_with_counts(breaks, range_labels(breaks, as_percent=as_percent), index)


def _upper_edges(known: Floats, method: Method, k: int) -> Floats:
    upper = _quantiles(known, k) if method == "quantis" else natural_breaks(known, k)
    # A quantile between two values may hold none.
    edges: Floats = upper[np.unique(np.searchsorted(upper, known))]
    return edges


def range_labels(breaks: Sequence[float], *, as_percent: bool = True) -> tuple[str, ...]:
    """``até 8 %``, ``8–14 %``, …, ``acima de 26 %``: as few decimals as tell edges apart."""
    if len(breaks) < 2:
        return ()
    show: Callable[[float, int], str] = percent if as_percent else number

    def bare(value: float, places: int) -> str:
        return show(value, places).removesuffix(" %")

    places = _decimals(breaks, show)
    if len(breaks) == 2:
        low, high = breaks
        return (show(high, places) if low == high else f"{bare(low, places)}–{show(high, places)}",)
    middle = [f"{bare(low, places)}–{show(high, places)}" for low, high in pairwise(breaks[1:-1])]
    lowest = show(breaks[1], places) if breaks[0] == breaks[1] else f"até {show(breaks[1], places)}"
    return (lowest, *middle, f"acima de {show(breaks[-2], places)}")


def edge_labels(breaks: Sequence[float]) -> tuple[str, ...]:
    """The edges between classes of shares, written as `range_labels` writes them."""
    places = _decimals(breaks, percent)
    return tuple(percent(edge, places) for edge in breaks[1:-1])


def _decimals(breaks: Sequence[float], show: Callable[[float, int], str]) -> int:
    """As few as tell the upper edges apart."""
    tried = range(MAX_DECIMALS)
    apart = (p for p in tried if len({show(e, p) for e in breaks[1:]}) == len(breaks) - 1)
    return next(apart, MAX_DECIMALS)


def _quantiles(known: Floats, k: int) -> Floats:
    upper: Floats = np.unique(np.quantile(known, np.arange(1, k + 1) / k))
    upper[-1] = known.max()  # interpolation may fall short of it by a rounding
    return upper


def _classes_with_counts(
    breaks: tuple[float, ...], labels: tuple[str, ...], index: Ints
) -> Classes:
    counts = np.bincount(index[index >= 0], minlength=len(labels))
    missing = int((index == NO_DATA).sum())
    return Classes(breaks, labels, tuple(map(int, index)), tuple(map(int, counts)), missing)


def _finite(values: object) -> Floats:
    """As floats, with None and the infinite as NaN."""
    array = np.asarray(values, dtype=object)
    numbers: Floats = np.asarray(np.where(array == None, np.nan, array), dtype=np.float64)  # noqa: E711 - elementwise
    return np.where(np.isfinite(numbers), numbers, np.nan)
