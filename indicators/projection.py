"""Pace to the end of the year: what the months left usually add to the months already counted."""

from dataclasses import dataclass
from statistics import mean


@dataclass(frozen=True)
class Projection:
    """Expected value at the end of the year; ``lower`` and ``upper`` span what past years would have given."""

    value: float
    lower: float
    upper: float
    years: int


def project_year_end(so_far: float, history: list[tuple[float, float]]) -> Projection | None:
    """Scale the year so far by what past years grew from the same month to December.

    `history` pairs (year to the same month, whole year) for each past year. Distinct clients grow less and less
    along a year, so months are not extrapolated in a straight line. The value uses the mean growth, the bounds
    the least and the greatest. None without any usable past year.
    """
    growth = [whole / part for part, whole in history if part > 0]
    if not growth:
        return None
    return Projection(so_far * mean(growth), so_far * min(growth), so_far * max(growth), len(growth))
