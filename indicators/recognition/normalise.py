"""From a measure to 0–100 points: straight lines between known corners, which can be walked back.

What looks at the peers looks at their means after shrinkage: luck does not set the scale.
"""

from dataclasses import dataclass

import numpy as np

from indicators.recognition.evidence import FloatArray
from indicators.recognition.rules import POINTS, Criterion, Normalisation

MIDDLE, PER_DEVIATION = 50.0, 15.0


@dataclass(frozen=True)
class Line:
    """Corners: `value` ascending, as read; `points` never turning."""

    value: FloatArray
    points: FloatArray

    def of(self, values: FloatArray) -> FloatArray:
        """Points of `values`; NaN of NaN."""
        return np.interp(values, self.value, self.points)

    def value_for(self, points: float) -> float | None:
        """The value with so many points, the nearest to the end that is hard to reach; None where
        no value has them.
        """
        low, high = float(self.points.min()), float(self.points.max())
        if not low <= points <= high:
            return None
        rising = self.points[-1] >= self.points[0]
        x, y = (self.points, self.value) if rising else (self.points[::-1], self.value[::-1])
        return float(np.interp(points, x, y))


def line(criterion: Criterion, peers: FloatArray) -> Line:
    """`peers` are the means of the group, as read, without NaN.

    Raises ValueError where the bounds or the target that it needs are not declared.
    """
    kind = criterion.normalisation
    if kind is Normalisation.PERCENTILE:
        return _percentile(criterion, peers)
    if kind is Normalisation.Z:
        return _deviations(criterion, peers)
    return _target(criterion) if kind is Normalisation.TARGET else _bounds(criterion)


def _bounds(criterion: Criterion) -> Line:
    if criterion.floor is None or criterion.ceiling is None:
        raise ValueError(f"{criterion.id}: a line needs a floor and a ceiling")
    if criterion.floor >= criterion.ceiling:
        raise ValueError(f"{criterion.id}: the floor is below the ceiling")
    return _oriented(criterion, [criterion.floor, criterion.ceiling], [0.0, POINTS])


def _target(criterion: Criterion) -> Line:
    """Higher is better: value over target, from the floor (0). Lower: the target, or less, has all
    the points, and twice the target, or the ceiling, none.
    """
    if criterion.target is None:
        raise ValueError(f"{criterion.id}: needs a target")
    if criterion.higher_is_better:
        start = 0.0 if criterion.floor is None else criterion.floor
        corners = [start, criterion.target]
    else:
        end = 2 * criterion.target if criterion.ceiling is None else criterion.ceiling
        corners = [criterion.target, end]
    if corners[0] >= corners[1]:
        raise ValueError(f"{criterion.id}: the target is better than where points begin")
    return _oriented(criterion, corners, [0.0, POINTS])


def _percentile(criterion: Criterion, peers: FloatArray) -> Line:
    if not len(peers):
        return _flat()
    values, counts = np.unique(peers, return_counts=True)
    worse = np.cumsum(counts) - counts / 2
    share = worse / len(peers) * POINTS
    return Line(values, share if criterion.higher_is_better else POINTS - share)


def _deviations(criterion: Criterion, peers: FloatArray) -> Line:
    deviation = float(peers.std()) if len(peers) else 0.0
    if not deviation > 0:
        return _flat()
    half = MIDDLE / PER_DEVIATION * deviation
    mean = float(peers.mean())
    return _oriented(criterion, [mean - half, mean + half], [0.0, POINTS])


def _oriented(criterion: Criterion, value: list[float], points: list[float]) -> Line:
    return Line(np.array(value), np.array(points if criterion.higher_is_better else points[::-1]))


def _flat() -> Line:
    return Line(np.array([0.0]), np.array([MIDDLE]))
