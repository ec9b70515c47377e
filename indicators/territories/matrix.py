"""Every indicator of every territory of a level at once: how each stands, where it is going, and
between which places of the list it is.

Hundreds of cells are judged together, and each alone would be wrong once in twenty: the whole
matrix is kept to few false discoveries, its verdicts and its trends apart.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from indicators.catalogue.definitions import Indicator, Polarity
from indicators.comparison import by_chance, is_shown
from indicators.measure import MeasuredValue
from indicators.territories.judgement import (
    Compared,
    compared,
    compared_with_targets,
    judgements,
    rest_of_whole,
)
from indicators.territories.ranks import Ranks, ranks
from indicators.uncertainty import Interval, false_discovery_keep, family_wise_keep, wilson

WHOLE, TARGET, YEAR_BEFORE = "todo", "meta", "ano"
COLUMNS = [
    *("indicator", "code", "name", "uf", "numerator", "denominator", "value", "lower", "upper"),
    *("n", "method", "status", "reference", "judgement", "before", "trend"),
    *("place", "first_place", "last_place", "places"),
]


@dataclass(frozen=True)
class Line:
    """One indicator over the territories of a level.

    ``now`` has code, name, uf, numerator, denominator, value, lower, upper, n, method, status,
    target and, of a score, subtracted. ``before`` has the same territories a year before, in the
    same order; None for what has no year. ``wholes`` has what they are parts of, by code, where
    the parts cannot be added up; ``whole`` says of which of these each is a part.
    """

    definition: Indicator
    now: pd.DataFrame
    before: pd.DataFrame | None
    whole: MeasuredValue
    additive: bool


def matrix(lines: Sequence[Line], reference: str, *, partly_shown: bool = False) -> pd.DataFrame:
    """One row per indicator and territory (`COLUMNS`), in the order of `lines`.

    ``reference`` is the value of what is compared with, ``judgement`` the verdict against it,
    ``before`` the value a year before and ``trend`` the verdict against that. Of the differences
    told, at most 5 % are expected to be mistakes; where only a part of the matrix is shown, the
    chance of any mistake is at most 5 %.
    """
    against = [beside(line, reference) for line in lines]
    changes = [beside(line, YEAR_BEFORE) for line in lines]
    rate = family_wise_keep if partly_shown else false_discovery_keep
    told = _kept(against, rate), _kept(changes, rate)
    parts = [
        _cells(line, against[at], changes[at], told[0][at], told[1][at])
        for at, line in enumerate(lines)
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def beside(line: Line, reference: str) -> Compared:
    """Each territory of a line beside what it is compared with: WHOLE, TARGET or YEAR_BEFORE."""
    if reference == TARGET:
        return compared_with_targets(line.definition, line.now)
    if reference == YEAR_BEFORE:
        return (
            _nothing(line)
            if line.before is None
            else compared(line.definition, line.now, line.before)
        )
    return _beside_whole(line)


def _beside_whole(line: Line) -> Compared:
    """The whole is shown, and who is a part of it is compared with the others of it; a total is no
    measure for a part of it.
    """
    definition, now = line.definition, line.now
    if not definition.is_ratio:
        return _nothing(line)
    whole = pd.DataFrame([vars(line.whole)] * len(now), index=now.index)
    # A ratio of places is told against the whole as it is shown.
    parts = line.additive and by_chance(definition)
    found = compared(definition, now, rest_of_whole(now, definition) if parts else whole)
    return replace(found, value=whole["value"].to_numpy(float))


def _nothing(line: Line) -> Compared:
    nothing = np.full(len(line.now), np.nan)
    return Compared(nothing, nothing, nothing)


def _kept(found: Sequence[Compared], rate: Callable[[np.ndarray], np.ndarray]) -> list[np.ndarray]:
    sizes = [len(each.p_value) for each in found]
    together = np.concatenate([each.p_value for each in found]) if found else np.array([])
    return np.split(rate(together), np.cumsum(sizes)[:-1]) if found else []


def _cells(
    line: Line, beside: Compared, change: Compared, told: np.ndarray, moved: np.ndarray
) -> pd.DataFrame:
    definition, now = line.definition, line.now
    places = _places(definition, now)
    return now.assign(
        indicator=definition.id,
        reference=beside.value,
        judgement=judgements(definition, now, beside, told),
        before=change.value,
        trend=judgements(definition, now, change, moved & is_shown(definition, change.difference)),
        place=places.place,
        first_place=places.first,
        last_place=places.last,
        places=int(np.sum(~np.isnan(places.place))),
    )[COLUMNS]


def _places(definition: Indicator, now: pd.DataFrame) -> Ranks:
    """From the best, or from the greatest where none is better; of totals there are no places, for
    they follow the size of the territory.
    """
    value = now["value"] if definition.is_ratio else now["value"] * np.nan
    interval = Interval(now["lower"].to_numpy(float), now["upper"].to_numpy(float))
    if definition.is_share and by_chance(definition):  # those shown without an interval too
        interval = wilson(now["numerator"], now["denominator"])
    greatest_first = definition.polarity is not Polarity.LOWER_IS_BETTER
    return ranks(value, *interval, greatest_first=greatest_first)
