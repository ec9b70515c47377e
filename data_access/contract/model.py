"""What a table of the contract says of itself and of its columns."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

ColumnType = Literal[
    "texto",  # as written, without surrounding spaces and quotes
    # given by people to something; documents, e-mails and telephones written as such are struck out
    "nome",
    # one of a list that the source keeps: what a name may not hold is struck out of it too
    "categoria",
    # written by people: documents, e-mails and telephones are struck out at the door
    "texto_livre",
    "lista",  # several texts in one cell; kept separated by `;`
    "inteiro",
    "decimal",
    "data",
    "data_hora",
    "booleano",
    "municipio",  # becomes the IBGE code of 7 digits
    "uf",  # becomes the two letters
    "territorio",  # code of a territory of the level that the column `nivel` names
    "competencia",  # a month, YYYY-MM
    "identificador",  # of a person or company: replaced by a keyed hash at the door
]
NUMERIC: frozenset[ColumnType] = frozenset({"inteiro", "decimal"})
DATED: frozenset[ColumnType] = frozenset({"data", "data_hora", "competencia"})


class Column(BaseModel):
    """One column. ``required``: the file must have it; ``filled``: a blank cell is a rejection.

    ``example`` is a cell as people write it; ``unit`` is that of a number.
    ``series`` names the column that says of what a number is: each has its unit and decimal mark.
    ``earliest`` and ``latest`` are days that are still good; ``amanhã`` is that of the import.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    type: ColumnType
    description: str = Field(min_length=3)
    example: str = Field(min_length=1)
    unit: str = ""
    series: str = ""
    required: bool = False
    blank_allowed: bool = False
    values: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    earliest: date | None = None
    latest: Literal["amanhã"] | None = None

    @property
    def filled(self) -> bool:
        return self.required and not self.blank_allowed

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        return self.minimum, self.maximum

    @property
    def percent(self) -> bool:
        """Whether a percentage says a value of it: 20 % is 20."""
        return self.unit == "%" or bool(self.series)

    @property
    def currency(self) -> bool:
        """Whether it holds, or may hold, money."""
        return "reais" in self.unit

    @property
    def sensitive(self) -> bool:
        """Whether the raw value must reach no table, log or file that others can read."""
        return self.type == "identificador"

    @model_validator(mode="after")
    def _rules_fit_the_type(self) -> "Column":
        if self.values and self.type != "texto":
            raise ValueError(f"{self.name}: `values` only fits the type texto")
        if (self.type == "decimal" and not self.unit) or (self.unit and self.type not in NUMERIC):
            raise ValueError(f"{self.name}: decimal needs a `unit`, and only numbers have one")
        bounded = self.minimum is not None or self.maximum is not None
        if bounded and self.type not in NUMERIC:
            raise ValueError(f"{self.name}: bounds only fit inteiro and decimal")
        if (self.earliest or self.latest) and self.type not in DATED:
            raise ValueError(
                f"{self.name}: `earliest` and `latest` only fit data, data_hora and competencia"
            )
        if None not in (self.minimum, self.maximum) and self.minimum > self.maximum:  # type: ignore[operator]
            raise ValueError(f"{self.name}: the minimum is above the maximum")
        if self.blank_allowed and not self.required:
            raise ValueError(
                f"{self.name}: `blank_allowed` only says something of a required column"
            )
        return self


class Table(BaseModel):
    """One table. ``key`` names the columns that identify a row: the same key again replaces it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    name: str
    version: int = Field(ge=1)
    title: str
    description: str
    key: tuple[str, ...] = Field(min_length=1)
    columns: tuple[Column, ...] = Field(alias="column", min_length=1)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.required)

    def of_type(self, *types: ColumnType) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.type in types)

    def column(self, name: str) -> Column:
        """Raises KeyError where the table has no such column."""
        return {column.name: column for column in self.columns}[name]

    @model_validator(mode="after")
    def _is_consistent(self) -> "Table":
        problems = [
            f"{name} appears twice" for name in set(self.names) if self.names.count(name) > 1
        ]
        filled = {column.name for column in self.columns if column.filled}
        problems += [
            f"the key column {name} must be required and filled" for name in set(self.key) - filled
        ]
        if self.of_type("territorio") and "nivel" not in self.names:
            problems.append("a column of type territorio needs the column nivel")
        problems += [
            f"the column {column.name} needs its series, {column.series}"
            for column in self.columns
            if column.series and column.series not in filled
        ]
        if problems:
            raise ValueError("; ".join(sorted(problems)))
        return self
