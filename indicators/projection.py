"""Pace to the end of the year: what the months left usually add to the months already counted, and
how well it went.

Growths from a month to December are few (one a year): two or three that happen to be alike say
little of the next one. The interval, which is meant to hold four of five years, is made of

- what past years differed by, weighed against what chance alone makes them differ by, as if two
  more years had shown the latter (Student's prediction interval of the logarithm of the growth;
  Hahn and Meeker 1991, Statistical Intervals, 4.8);
- never less than that chance: Poisson counts so far and in the months left;
- how much faster or slower this year goes than the year before did: a pace that has changed since
  January changes the months left by 12 ÷ months as much as it changed those counted.

It assumes that the months left keep the usual part of the year. `benchmarks.projection` tries it on
years whose growth changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indicators.uncertainty import FloatArray

# of the years that the interval is meant to hold: with two or three past years, 95 % would say
# nothing
COVERED = 0.8
PAST_YEARS = 3
LIKE_CHANCE = 2  # years that differ as chance makes them, added to those seen


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


def project_year_end(
    so_far: float, history: Sequence[tuple[float, float]], months: int
) -> Projection | None:
    """Scale the year so far, of so many months, by what past years grew from there to December.

    `history` pairs (year to the same month, whole year) for each past year, the oldest first.
    Distinct clients grow less and less along a year, so months are not extrapolated in a straight
    line. What was counted already is not lost: no bound is below it. None without any usable past
    year.
    """
    past = [(part, whole) for part, whole in history if part > 0 and whole > 0]
    if not past:
        return None
    growth = np.log([whole / part for part, whole in past])
    centre = float(growth.mean())
    value = so_far * float(np.exp(centre))
    if len(past) == 1:
        return Projection(value, None, None, 1)
    reach = _reach(growth, so_far, past, months)
    lower, upper = (so_far * float(np.exp(centre + side * reach)) for side in (-1, 1))
    return Projection(value, max(lower, min(so_far, value)), upper, len(growth))


def _reach(
    growth: FloatArray, so_far: float, past: Sequence[tuple[float, float]], months: int
) -> float:
    """Half of the interval of the logarithm of the growth; there are two past years or more."""
    years, one_side = len(growth), (1 + COVERED) / 2
    left = 1 - float(np.exp(-growth.mean()))  # the part of a year that the months left bring
    if left <= 0:
        return 0.0
    # Of log(whole ÷ part) with a Poisson part and a Poisson rest: (1 − part ÷ whole) ÷ part.
    chance = (
        left / max(so_far, 1.0)
        + float(np.mean([(1 - part / whole) / part for part, whole in past])) / years
    )
    seen = (years - 1) * float(growth.var(ddof=1)) * (1 + 1 / years)
    between = (seen + LIKE_CHANCE * chance) / (years - 1 + LIKE_CHANCE)
    spread = max(
        _student(years - 1 + LIKE_CHANCE, one_side) ** 2 * between,
        _student(np.inf, one_side) ** 2 * chance,
    )
    changed = _change_of_pace([part for part, _ in past], so_far)
    pace = _student(np.inf, one_side) * left * 12 / months * changed
    return float(np.hypot(np.sqrt(spread), pace))


def _change_of_pace(parts: Sequence[float], so_far: float) -> float:
    """How much more or less the months counted grew over last year's than those had over the year
    before, in logarithms and beyond what Poisson counts differ by.
    """
    before, last = parts[-2:]
    if so_far <= 0:
        return 0.0
    change = np.log(so_far / last) - np.log(last / before)
    chance = 1 / so_far + 4 / last + 1 / before
    return float(np.sqrt(max(change**2 - chance, 0.0)))


def _student(freedom: float, share: float) -> float:
    from scipy.special import ndtri, stdtrit

    return float(ndtri(share) if np.isinf(freedom) else stdtrit(freedom, share))


def backtest(
    history: Mapping[int, tuple[float, float]], months: int, most: int = PAST_YEARS
) -> list[Trial]:
    """The projection of each past year that has years before it, of which it uses the last `most`;
    oldest first.

    `history` has (year to the same month, whole year) by year. A year in which nothing happened
    cannot be missed by a percentage and is left out.
    """
    trials = []
    for year, (part, whole) in sorted(history.items()):
        known = [history[past] for past in sorted(history) if past < year][-most:]
        said = project_year_end(part, known, months)
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


def narrower_than_said(intervals: int, held: int) -> bool:
    """Whether so few of so many intervals held that less than one in twenty such records would come
    of intervals that hold four times of five.
    """
    from scipy.special import bdtr

    return intervals > 0 and float(bdtr(held, intervals, COVERED)) < 0.05
