"""Whether a unit changed from one edition to the next, or chance explains it."""

from dataclasses import dataclass
from math import hypot

WIDTH = 2 * 1.959963984540054  # standard deviations from end to end of a 95 % interval


@dataclass(frozen=True)
class SealedScore:
    """A score with its 95 % interval; ``criteria`` are what it was made by (ids with all that the
    rules say of them), which make scores comparable.
    """

    score: float
    low: float
    high: float
    criteria: tuple[object, ...]


@dataclass(frozen=True)
class ScoreChange:
    """``points`` more than before, and the ``margin`` (95 %) that chance alone would give; None
    where the rules changed, so that the scores do not compare.
    """

    points: float
    margin: float

    @property
    def is_real(self) -> bool:
        return abs(self.points) > self.margin


def change(before: SealedScore, now: SealedScore) -> ScoreChange | None:
    """The two periods do not overlap, so their chances are independent and their variances add."""
    if before.criteria != now.criteria:
        return None
    deviations = ((item.high - item.low) / WIDTH for item in (before, now))
    return ScoreChange(round(now.score - before.score, 2), WIDTH / 2 * hypot(*deviations))
