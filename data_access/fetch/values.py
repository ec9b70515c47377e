"""Values as statistical services write them: numbers, and marks that stand where there is none."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

# What IBGE writes instead of a number. "-" is its zero that was not rounded; nobody counts zero
# people or has a product of zero, so for us it is a value that is not there.
MARKS = {
    "-": "zero absoluto, que não cabe aqui",
    "..": "não se aplica",
    "...": "não disponível",
    "X": "inibido para não identificar o informante",
    "": "em branco",
}
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True)
class Cell:
    """What a source says of a place: ``text`` as it came."""

    place: str
    year: str
    text: str

    @property
    def number(self) -> str | None:
        """The text where it is a number, None where it stands for the absence of one."""
        return self.text if _NUMBER.fullmatch(self.text) else None


@dataclass
class Absent:
    """Cells without a number, by what stood in them."""

    marks: Counter[str] = field(default_factory=Counter)
    places: list[str] = field(default_factory=list)

    def add(self, cells: Iterable[Cell]) -> "Absent":
        for cell in cells:
            if cell.number is None:
                self.marks[cell.text] += 1
                self.places.append(cell.place)
        return self


def meaning(mark: str) -> str:
    return MARKS.get(mark, "texto que não é número")
