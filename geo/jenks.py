"""Natural breaks (Fisher–Jenks), exact, in milliseconds for the whole country."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]


class _Spread:
    """Sums of squares of runs of sorted distinct values, from prefix sums."""

    def __init__(self, values: Floats, counts: Ints) -> None:
        # Large offsets would eat the precision.
        centred = values - np.average(values, weights=counts)
        self._count, self._sum, self._square = (
            np.concatenate([[0.0], np.cumsum(term)])
            for term in (counts, counts * centred, counts * centred**2)
        )

    def of(self, first: Ints, last: Ints) -> Floats:
        """Σ (x − mean)² of the runs first..last, both included."""
        count = self._count[last + 1] - self._count[first]
        total = self._sum[last + 1] - self._sum[first]
        spread: Floats = self._square[last + 1] - self._square[first] - total**2 / count
        return spread


def natural_breaks(values: Floats, k: int) -> Floats:
    """Upper bounds of the `k` classes with the least total Σ (x − class mean)²; fewer for fewer
    distinct values.

    Fisher's dynamic programme over the distinct values. The best start of the last class moves
    monotonically with its end, so each layer is solved by halving: O(k n log n) instead of O(k n²).
    """
    distinct, counts = np.unique(values, return_counts=True)
    spread = _Spread(distinct, counts.astype(np.intp))
    size = len(distinct)
    classes = min(k, size)
    cost = spread.of(np.zeros(size, dtype=np.intp), np.arange(size))
    starts = []
    for _ in range(classes - 1):
        cost, start = _layer(cost, spread)
        starts.append(start)
    ends = [size - 1]
    for start in reversed(starts):
        ends.append(start[ends[-1]] - 1)
    upper: Floats = distinct[ends[::-1]]
    return upper


def _layer(previous: Floats, spread: _Spread) -> tuple[Floats, Ints]:
    """Cost and start of the last class, for every end, with one class more than `previous`."""
    size = len(previous)
    before = np.concatenate([[np.inf], previous[:-1]])  # cost of everything before a start
    cost, start = np.full(size, np.inf), np.zeros(size, dtype=np.intp)
    step = 1 << size.bit_length()
    while step:
        ends = np.arange(step - 1, size, 2 * step)
        if len(ends):
            low = np.where(ends >= step, start[ends - step], 0)
            right = np.minimum(ends + step, size - 1)
            high = np.where(ends + step < size, np.minimum(start[right], ends), ends)
            cost[ends], start[ends] = _best(before, spread, ends, low, np.maximum(low, high))
        step //= 2
    return cost, start


def _best(
    before: Floats, spread: _Spread, ends: Ints, low: Ints, high: Ints
) -> tuple[Floats, Ints]:
    """For each end the least cost over the starts low..high, and the first start with it."""
    lengths = high - low + 1
    offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    starts = np.arange(lengths.sum()) - np.repeat(offsets - low, lengths)
    costs = before[starts] + spread.of(starts, np.repeat(ends, lengths))
    least = np.minimum.reduceat(costs, offsets)
    reached = np.where(costs == np.repeat(least, lengths), starts, len(before))
    return least, np.minimum.reduceat(reached, offsets)
