"""Pace to the end of the year: what the months left usually add to the months already counted, and
how well it went.

Growths from a month to December are few (one a year), so the interval is that of a new year drawn
like the past ones: Student's prediction interval of the logarithm of the growth (Hahn and Meeker
1991, Statistical Intervals, 4.8).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

# of the years that the interval is meant to hold: with two or three past years, 95 % would say
# nothing
COVERED = 0.8
PAST_YEARS = 3


@dataclass(frozen=True)
class Projection:
    """Expected value at the end of the year, and where four of five years would end;
    no bounds from a single year.
    """

    value: float
    lower: float | None
    upper: float | None
    years: int


@dataclass(frozen=True)
class Trial:
    """What the projection would have said in a past year,
    from the years before it, and how the year ended.
    """

    year: int
    projection: Projection
    actual: float

    @property
    def error(self) -> float:
        """Relative: 0.04 where it said 4 % too much."""
        return self.projection.value / self.actual - 1

    @property
    def held(self) -> bool | None:
        """Whether the interval held what happened; None where there was none."""
        lower, upper = self.projection.lower, self.projection.upper
        return None if lower is None or upper is None else lower <= self.actual <= upper


@dataclass(frozen=True)
class Record:
    """The trials together: mean absolute relative error, and how many of the intervals held."""

    trials: int
    mean_error: float
    intervals: int
    held: int


def project_year_end(so_far: float, history: Sequence[tuple[float, float]]) -> Projection | None:
    """Scale the year so far by what past years grew from the same month to December.

    `history` pairs (year to the same month, whole year) for each past year. Distinct clients grow
    less and less along a year, so months are not extrapolated in a straight line. What was counted
    already is not lost: no bound is below it. None without any usable past year.
    """
    growth = np.log([whole / part for part, whole in history if part > 0 and whole > 0])
    if not len(growth):
        return None
    centre = float(growth.mean())
    value = so_far * float(np.exp(centre))
    if len(growth) == 1:
        return Projection(value, None, None, 1)
    reach = _student(len(growth)) * float(growth.std(ddof=1)) * (1 + 1 / len(growth)) ** 0.5
    lower, upper = (so_far * float(np.exp(centre + side * reach)) for side in (-1, 1))
    return Projection(value, max(lower, min(so_far, value)), upper, len(growth))


def _student(years: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(years - 1, (1 + COVERED) / 2))


def backtest(history: Mapping[int, tuple[float, float]], most: int = PAST_YEARS) -> list[Trial]:
    """The projection of each past year that has years before it, of which it uses the last `most`;
    oldest first.

    `history` has (year to the same month, whole year) by year. A year in which nothing happened
    cannot be missed by a percentage and is left out.
    """
    trials = []
    for year, (part, whole) in sorted(history.items()):
        known = [history[past] for past in sorted(history) if past < year][-most:]
        said = project_year_end(part, known)
        if said is not None and whole > 0:
            trials.append(Trial(year, said, whole))
    return trials


def record(trials: Sequence[Trial]) -> Record | None:
    """How good the projections were together; None without any."""
    if not trials:
        return None
    held = [trial.held for trial in trials if trial.held is not None]
    error = float(np.mean([abs(trial.error) for trial in trials]))
    return Record(len(trials), error, len(held), sum(held))
