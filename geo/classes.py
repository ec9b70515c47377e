"""Classes of a choropleth: quantiles, natural breaks, or around a target.
A missing value is never classed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import Literal

import numpy as np
import numpy.typing as npt

from config.formatting import number, percent
from geo.jenks import natural_breaks

Method = Literal["quantis", "jenks", "meta"]
METHODS: tuple[Method, ...] = ("quantis", "jenks", "meta")
NO_DATA = -1
NO_DATA_LABEL = "sem dado"
TARGET_BREAKS = (0.75, 0.90, 1.00, 1.10, 1.25)  # value ÷ target
MAX_DECIMALS = 4

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Classes:
    """Classes of a sequence of values.

    `breaks` has one edge more than there are classes, ends included: for quantiles and natural
    breaks the least and the greatest value, around a target ``−inf, 0.75, …, 1.25, inf`` as
    fractions of it. `index` gives the class of each value, −1 without data; `counts` and `labels`
    have one entry per class; `no_data` counts −1. Quantiles and natural breaks include their upper
    edge, classes around the target their lower one (a target that is met is met). No class of
    quantiles or natural breaks is empty.
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
    target: float | Sequence[float | None] | Floats | None = None,
    *,
    as_percent: bool = True,
) -> Classes:
    """Class `values` (fractions when `as_percent`, which only concerns the labels).

    `target` is one number or one per value; a value whose target is missing or zero has no class.
    With fewer distinct values than `k` there are fewer classes. Raises ValueError on an unknown
    method, `k` < 1, or ``meta`` without a target.
    """
    if method not in METHODS or k < 1 or (method == "meta" and target is None):
        raise ValueError(f"cannot classify by {method!r} with k={k} and target={target!r}")
    numbers = _finite(values)
    if method == "meta":
        return _around_target(numbers, _finite(target))
    known = numbers[~np.isnan(numbers)]
    if not len(known):
        return Classes((), (), (NO_DATA,) * len(numbers), (), len(numbers))
    upper = _quantiles(known, k) if method == "quantis" else natural_breaks(known, k)
    # A quantile between two values may hold none.
    upper = upper[np.unique(np.searchsorted(upper, known))]
    breaks = (float(known.min()), *map(float, upper))
    index = np.where(np.isnan(numbers), NO_DATA, np.searchsorted(upper, numbers))
    return _classes_with_counts(breaks, range_labels(breaks, as_percent=as_percent), index)


def range_labels(breaks: Sequence[float], *, as_percent: bool = True) -> tuple[str, ...]:
    """``até 8 %``, ``8–14 %``, …, ``acima de 26 %``: as few decimals as tell edges apart."""
    if len(breaks) < 2:
        return ()
    show: Callable[[float, int], str] = percent if as_percent else number

    def bare(value: float, places: int) -> str:
        return show(value, places).removesuffix(" %")

    places = next(
        (
            p
            for p in range(MAX_DECIMALS)
            if len({show(e, p) for e in breaks[1:]}) == len(breaks) - 1
        ),
        4,
    )
    if len(breaks) == 2:
        low, high = breaks
        return (show(high, places) if low == high else f"{bare(low, places)}–{show(high, places)}",)
    middle = [f"{bare(low, places)}–{show(high, places)}" for low, high in pairwise(breaks[1:-1])]
    lowest = show(breaks[1], places) if breaks[0] == breaks[1] else f"até {show(breaks[1], places)}"
    return (lowest, *middle, f"acima de {show(breaks[-2], places)}")


def _around_target(values: Floats, target: Floats) -> Classes:
    # Rounded, or 0.22 of a target of 0.2 would fall short of 110 % by a binary fraction.
    ratio = np.round(values / np.where(target == 0, np.nan, target), 12)
    index = np.where(np.isnan(ratio), NO_DATA, np.digitize(ratio, TARGET_BREAKS))
    edges = [number(edge * 100) for edge in TARGET_BREAKS]
    middle = [f"{low}–{high} %" for low, high in pairwise(edges)]
    labels = (f"abaixo de {edges[0]} %", *middle, f"{edges[-1]} % ou mais")
    return _classes_with_counts((-inf, *TARGET_BREAKS, inf), labels, index)


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
