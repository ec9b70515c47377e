"""A reputation index from 0 to 10, made of how complaints were taken care of,
as consumer-complaint sites do.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.uncertainty import Z95, FloatArray

TOP = 10.0
RATINGS = (1, 5)
# The parts of the index, each a column of the complaints.
PARTS = ("answered", "resolved", "rating", "would_return")
OPINIONS = ("rating", "would_return")  # what people said, and not what was done for them


@dataclass(frozen=True)
class Part:
    """``score`` goes from 0 to 10, over the ``cases`` that say it;
    NaN where none does. Weights add up to 1.
    """

    weight: float
    cases: int
    score: float


@dataclass(frozen=True)
class Reputation:
    """``value`` is NaN where a part that has weight is unknown: what is missing is not zero."""

    value: float
    lower: float
    upper: float
    parts: Mapping[str, Part]

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts without which there is no value."""
        return tuple(name for name, part in self.parts.items() if part.weight and not part.cases)

    @property
    def cases(self) -> int:
        """The cases of the part that fewest say."""
        return min(part.cases for part in self.parts.values() if part.weight)


def reputation(complaints: pd.DataFrame, weights: Mapping[str, float]) -> Reputation:
    """The weighted mean of the parts of `complaints`: columns `PARTS` (missing = not said) and
    ``complaints``.

    Shares are taken times ten, and a rating of 1 to 5 is stretched to 0 to 10. The 95 % interval is
    that of a combination of ratio estimates by linearisation (Särndal, Swensson and Wretman 1992,
    section 5.5), which knows that the parts come from the same complaints.
    """
    count = complaints["complaints"].to_numpy(float)
    scores = (
        np.column_stack([_score(complaints, name) for name in PARTS])
        if len(count)
        else np.empty((0, len(PARTS)))
    )
    share = np.array([weights[name] for name in PARTS], float) / sum(
        weights[name] for name in PARTS
    )
    said = ~np.isnan(scores)
    cases = count @ said
    with np.errstate(invalid="ignore", divide="ignore"):
        means = (count @ np.where(said, scores, 0.0)) / cases
    parts = {
        name: Part(float(share[place]), int(cases[place]), float(means[place]))
        for place, name in enumerate(PARTS)
    }
    used = share > 0
    if not (cases[used] > 0).all():
        return Reputation(np.nan, np.nan, np.nan, parts)
    value = float(share[used] @ means[used])
    pulls = np.where(said, scores - means, 0.0)[:, used] @ (share[used] / cases[used])
    return Reputation(value, *_interval(value, pulls, count), parts)


def _score(complaints: pd.DataFrame, name: str) -> FloatArray:
    """From 0 to 10, NaN where the complaint does not say."""
    told = complaints[name].astype("Float64").to_numpy(float, na_value=np.nan)
    low, high = RATINGS if name == "rating" else (0, 1)
    return np.asarray((told - low) / (high - low) * TOP, float)


def _interval(value: float, pulls: FloatArray, count: FloatArray) -> tuple[float, float]:
    """`pulls` is how much one complaint of each kind moves the value."""
    total = count.sum()
    if total < 2:
        return np.nan, np.nan
    error = Z95 * float(np.sqrt(total / (total - 1) * (count @ pulls**2)))
    return max(value - error, 0.0), min(value + error, TOP)
