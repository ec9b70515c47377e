"""What a profile says, once read: expressions over the columns of a foreign layout,
and which rows are no data.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from data_access.places.coding import Coding

Test = Literal["igual", "diferente", "contem", "comeca", "vazia", "preenchida"]


@dataclass(frozen=True)
class Foreign:
    """A column of the source, by the first of these names that the source has."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Constant:
    text: str


@dataclass(frozen=True)
class Parameter:
    """What whoever imports says of the source: ``--profile name:ano=2021``."""

    name: str


@dataclass(frozen=True)
class FileYear:
    """The year that the name of the file carries, where it carries one alone."""


@dataclass(frozen=True)
class Joined:
    """The parts one after the other; blank where one of them is."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class First:
    """The first part that is not blank."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class Choice:
    """``then`` where all conditions hold, else ``otherwise`` (blank where there is none)."""

    conditions: tuple["Condition", ...]
    then: "Expression"
    otherwise: "Expression | None"


@dataclass(frozen=True)
class Digest:
    """An identifier of the content of these columns;
    rows of one content are numbered, so that none is lost.
    """

    columns: tuple[Foreign, ...]


@dataclass(frozen=True)
class Step:
    """A repair of a text. ``arguments`` are those of the operation,
    checked when the profile was read.
    """

    operation: str
    arguments: tuple[str | int | float, ...] = ()


@dataclass(frozen=True)
class Mended:
    """An expression after some steps, in their order."""

    origin: "Expression"
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Translated:
    """Values of the source to those of the contract, compared by letters and digits;
    others pass as they are.
    """

    origin: "Expression"
    values: tuple[tuple[str, str], ...]


Expression = (
    Foreign
    | Constant
    | Parameter
    | FileYear
    | Joined
    | First
    | Choice
    | Digest
    | Mended
    | Translated
)


@dataclass(frozen=True)
class Condition:
    """A test of a column, or of several that must all be blank."""

    columns: tuple[Foreign, ...]
    test: Test
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """What fills a column of the contract, and how a municipality is written there."""

    expression: Expression
    coding: Coding = "ibge"


@dataclass(frozen=True)
class Measure:
    """One record that each row gives; ``optional`` where a source may lack its column."""

    targets: Mapping[str, Target]
    optional: bool = False

    @property
    def measured(self) -> str:
        """The column of the contract that comes from the source; the others are constants."""
        return next(
            name
            for name, target in self.targets.items()
            if not isinstance(target.expression, Constant)
        )


@dataclass(frozen=True)
class LeftOut:
    """Rows that are no data of the table, and why. All conditions must hold."""

    reason: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class TableProfile:
    """How a source feeds one table. With measures,
    each row gives a record per measure that is not blank.
    """

    targets: Mapping[str, Target]
    measures: tuple[Measure, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    ignored: tuple[str, ...] = ()

    def expressions(self) -> Iterator[Expression]:
        """Of all targets, those of the measures too."""
        for targets in (self.targets, *(measure.targets for measure in self.measures)):
            yield from (target.expression for target in targets.values())


@dataclass(frozen=True)
class Profile:
    """``own``: of this installation, not of the product.
    ``content``: the tables as they were written.
    """

    name: str
    title: str
    description: str
    source: str
    licence: str
    tables: Mapping[str, TableProfile]
    content: Mapping[str, object]
    parameters: Mapping[str, str] = field(default_factory=dict)
    attendance_rule: str | None = None
    own: bool = False


def foreign_columns(expression: Expression | None) -> Iterator[Foreign]:
    """Every column of the source that an expression reads."""
    match expression:
        case Foreign():
            yield expression
        case Joined(parts) | First(parts):
            for part in parts:
                yield from foreign_columns(part)
        case Choice(conditions, then, otherwise):
            for condition in conditions:
                yield from condition.columns
            yield from foreign_columns(then)
            yield from foreign_columns(otherwise)
        case Digest(columns):
            yield from columns
        case Mended(origin) | Translated(origin):
            yield from foreign_columns(origin)


def parameters_of(expression: Expression | None) -> Iterator[str]:
    """Every parameter that an expression reads."""
    match expression:
        case Parameter(name):
            yield name
        case Joined(parts) | First(parts):
            for part in parts:
                yield from parameters_of(part)
        case Choice(_, then, otherwise):
            yield from parameters_of(then)
            yield from parameters_of(otherwise)
        case Mended(origin) | Translated(origin):
            yield from parameters_of(origin)
