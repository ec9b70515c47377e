"""Tables with years as columns: one indicator, a column for each of its years."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from data_access.profiles.suggesting.look import Column

YEAR = re.compile(r"(?P<before>\D*?)_?(?P<year>(?:19|20)[0-9]{2})(?:_0)?(?P<after>(?:_\D+)?)")
FEWEST = 2  # years
# What stands for no number in official tables.
NO_NUMBER = ("...", "..", "-", "–", "X", "x", "(X)", "ND", "NI", "*")


@dataclass(frozen=True)
class YearColumn:
    """A column whose name is a year, perhaps after the name of the indicator."""

    column: Column
    indicator: str
    year: str

    @property
    def blanks(self) -> tuple[str, ...]:
        """Values of it that stand for no number."""
        return tuple(value for value in self.column.spellings if value in NO_NUMBER)


def year_columns(columns: Sequence[Column], taken: Collection[str] = ()) -> tuple[YearColumn, ...]:
    """The columns of two or more years of one thing, in the order of the file."""
    families: dict[tuple[str, str], list[YearColumn]] = defaultdict(list)
    for column in columns:
        found = YEAR.fullmatch(column.key)
        if found and column.name not in taken and holds_numbers(column):
            name = "_".join(part for part in (found["before"], found["after"].strip("_")) if part)
            name = "" if name in ("ano", "em", "total_ano") else name
            families[found["before"], found["after"]].append(
                YearColumn(column, name, found["year"])
            )
    kept = [item for family in families.values() if len(family) >= FEWEST for item in family]
    places = {column.name: place for place, column in enumerate(columns)}
    return tuple(sorted(kept, key=lambda item: places[item.column.name]))


def holds_numbers(column: Column) -> bool:
    """Whether what is written in it are numbers, or marks of none."""
    numbers = [value for value in column.spellings if value not in NO_NUMBER]
    return all(re.fullmatch(r"-?[0-9.,\s]+%?", value) for value in numbers)
