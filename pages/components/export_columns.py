"""What the columns of a file hold: their units, and headings that say what is counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import pandas as pd

from indicators.catalogue.definitions import SCALES, Indicator, Unit, catalogue

Kind = Unit | Literal["ano", "mês", ""]  # of a cell; empty where nothing is known of it
# What a column of this name holds in whatever table.
ALWAYS: Mapping[str, Kind] = {
    "share": "%",
    "returned_share": "%",
    "returned_lower": "%",
    "returned_upper": "%",
    "year": "ano",
    "month": "mês",
    "start": "mês",
    "end": "mês",
}
# Columns in the unit of the indicator that a table, or a row of it, is about.
MEASURED = (
    *("value", "lower", "upper", "target", "reference", "fitted", "p90", "p90_lower", "p90_upper"),
    *("expected", "expected_lower", "expected_upper"),
    *("minimum", "lower_quartile", "median", "upper_quartile", "maximum"),
)
# The same, where two values are compared: what they are, and how they differ.
COMPARED = ("before", "after")
DIFFERENCES = ("difference", "by_numerator", "by_denominator")
INDICATOR, UNIT = "indicator", "unit"
WORDS: Mapping[Kind, str] = {
    "%": "em %",
    "pontos": "em pontos, de −100 a 100",
    "por mil": "por mil",
    "minutos": "em minutos",
    "p.p.": "em pontos percentuais",
    "nota": "nota de 0 a 10",
    "razão": "razão: 1 é o mesmo que a referência",
    "contagem": "contagem",
}


@dataclass(frozen=True)
class Told:
    """A table with its headings and the units that are known of its columns, of all rows or of
    each.
    """

    frame: pd.DataFrame
    columns: dict[str, str]
    units: dict[str, Kind | Sequence[Kind]]

    @property
    def words(self) -> str:
        """Which unit each column is in; empty where none has any to tell."""
        named = [
            f"“{self.columns[name]}”, {WORDS[unit]}"
            for name, unit in self.units.items()
            if isinstance(unit, str) and unit in WORDS and name in self.columns
        ]
        each = UNIT in self.columns
        rows = ["as dos indicadores, na coluna “unidade”"] if each else []
        return f"Unidades: {'; '.join([*named, *rows])}." if named or rows else ""


def tell_columns(
    frame: pd.DataFrame,
    columns: dict[str, str],
    definition: Indicator | None = None,
    units: Mapping[str, Kind] | None = None,
) -> Told:
    """What is known of the columns of `frame`: by their names, by the indicator that it is about
    (`definition`, or the one that each row names) and by `units`, which goes before the others.
    """
    known: dict[str, Kind | Sequence[Kind]] = {
        name: kind for name, kind in ALWAYS.items() if name in columns
    }
    told = Told(frame, columns, known)
    if definition is not None:
        told = _of_one_indicator(told, definition)
    elif INDICATOR in columns and set(frame[INDICATOR]) & set(_indicators()):
        told = _of_several_indicators(told)
    return replace(told, units={**told.units, **(units or {})})


def difference_unit(definition: Indicator) -> Kind:
    """The unit of a difference of two values."""
    return "p.p." if definition.unit == "%" else definition.unit


def scaled(value: float, kind: Kind) -> float:
    """A value as people read it: 18,4 of 18,4 %, which is measured as 0,184."""
    return round(value * SCALES[kind], 10) if kind in SCALES else value


def _of_one_indicator(told: Told, definition: Indicator) -> Told:
    """Headings name what is counted; a count has no parts of which to tell."""
    numerator, denominator = definition.numerator, definition.denominator
    named = {
        "numerador": numerator.description,
        "denominador": denominator.description if denominator else "",
        "valor": definition.short_title,
        "faltam": f"faltam para a meta ({numerator.noun[1]})",
    }
    if definition.subtracted is not None:  # the parts of a score are not what it is the share of
        named |= {"numerador": "numerador"}
    columns = {
        name: named.get(heading, heading)
        for name, heading in told.columns.items()
        if denominator is not None or heading != "denominador"
    }
    units = {name: definition.unit for name in columns if name in MEASURED}
    return replace(told, columns=columns, units={**told.units, **units})


def _of_several_indicators(told: Told) -> Told:
    """Each row in the unit of its indicator, which a column says; indicators by their titles."""
    found = [_indicators().get(str(name)) for name in told.frame[INDICATOR]]
    kinds: list[Kind] = [item.unit if item else "" for item in found]
    names = zip(found, told.frame[INDICATOR], strict=True)
    titles = [item.title if item else str(name) for item, name in names]
    units = {name: kinds for name in told.columns if name in MEASURED + COMPARED}
    apart: list[Kind] = [difference_unit(item) if item else "" for item in found]
    units |= {name: apart for name in told.columns if name in DIFFERENCES}
    return Told(
        told.frame.assign(indicator=titles, unit=kinds),
        {**told.columns, UNIT: "unidade"},
        {**told.units, **units},
    )


@lru_cache(maxsize=1)
def _indicators() -> dict[str, Indicator]:
    """By id and by title: tables name them in both ways."""
    return {name: item for item in catalogue().values() for name in (item.id, item.title)}
