"""What a comparison of two editions does not say: what a few people added from one to the other.

Each edition tells of enough people; what came between them may be of one (docs/adr/0040).
"""

import pandas as pd

from indicators.catalogue.definitions import Indicator
from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.measure import Status
from indicators.scope import COUNTRY

Rows = tuple[pd.Series, pd.Series]  # of one territory, in the older edition and in the newer
COUNTS = ["numerator", "denominator", "n"]
FIGURES = ["numerator", "denominator", "value", "lower", "upper", "n"]
# Of these, people are the numerator alone: the base is of attendances, or of the population.
PEOPLE_ABOVE = {"taxa_resposta", "cobertura_cadunico"}
OF_GROUPS = "paridade_"  # a group, and the others of the base
OF_COMPLAINTS = "indice_reputacao"  # people are its `n`, and what they said is in no sum
BALANCE = "nps"  # who recommends less who does not: nobody in it may be many


def tells_of_few(definition: Indicator, old: pd.Series, new: pd.Series) -> bool:
    """Whether the difference of two rows of an indicator would be of fewer than SMALLEST_GROUP
    people, or of people who all answered the same.
    """
    if definition.suppression == "none":
        return False
    moved = {name: float(new[name]) - float(old[name]) for name in ("numerator", "denominator")}
    part, base = moved["numerator"], moved["denominator"]
    if definition.id in PEOPLE_ABOVE:
        return _is_few(part)
    if definition.id == OF_COMPLAINTS:
        return _is_few(float(new["n"]) - float(old["n"]))
    if definition.id.startswith(OF_GROUPS):
        return _is_few(part) or _is_few(base - part)
    alike = part != 0 if base == 0 else abs(part) == abs(base)
    nobody = base != 0 and part == 0 and definition.id != BALANCE
    return _is_few(base) or alike or nobody


def untold_moves(definition: Indicator, country: Rows | None, states: dict[str, Rows]) -> set[str]:
    """Codes of the rows of which no difference is told: by themselves, or for another's sake.

    The country less the states whose difference is told is the difference of the others together:
    where it is of few, the state that moved least of those that would hide it is withheld as well,
    and where none would, the country.
    """
    untold = {code for code, rows in states.items() if tells_of_few(definition, *rows)}
    if definition.suppression == "none" or country is None or not _is_known(country):
        return untold
    if tells_of_few(definition, *country):
        return {*untold, COUNTRY}
    moved = {
        code: _moved(rows)
        for code, rows in states.items()
        if code not in untold and _is_known(rows)
    }
    others = _moved(country).sub(sum(moved.values()))
    if not _is_of_few(definition, others):
        return untold
    order = sorted(moved, key=lambda code: tuple(moved[code].abs()[["denominator", "numerator"]]))
    hides = (code for code in order if not _is_of_few(definition, others.add(moved[code])))
    return {*untold, next(hides, COUNTRY)}


def _is_known(rows: Rows) -> bool:
    return all(row["status"] != Status.SUPPRESSED for row in rows)


def _moved(rows: Rows) -> pd.Series:
    """What the counts of a territory moved: where nothing was measured, from nothing."""
    old, new = (row.reindex(COUNTS).astype(float).fillna(0.0) for row in rows)
    return new.sub(old)


def _is_of_few(definition: Indicator, moved: pd.Series) -> bool:
    rounded = moved.round(6)
    return tells_of_few(definition, rounded * 0, rounded)


def without_figures(row: pd.Series) -> pd.Series:
    """The same row with nothing told."""
    hidden = row.copy()
    hidden[[name for name in FIGURES if name in row.index]] = float("nan")
    hidden["status"] = Status.SUPPRESSED
    return hidden


def _is_few(people: float) -> bool:
    """NaN, where an edition tells nothing, is not."""
    return 0 < abs(people) < SMALLEST_GROUP
