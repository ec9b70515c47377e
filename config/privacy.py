"""Why each table is treated, on what legal basis and for how long, read from ``privacy.toml``."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

PRIVACY_FILE = Path(__file__).with_suffix(".toml")
FROM_IMPORT, FROM_LAST_ATTENDANCE = "importacao", "ultimo_atendimento"
Erased = Literal["linha", "celula"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnTreatment(_Strict):
    """What is other than in its table. ``erase``: of a person's identifier, what goes at the
    person's request; ``keep_months``: after them the cell is emptied.
    """

    purpose: str = ""
    basis: str = ""
    keep_months: int | None = Field(default=None, gt=0)
    erase: Erased | None = None


class TableTreatment(_Strict):
    """One table of the contract; one without personal data says its purpose alone.

    ``since``: a column of dates, `FROM_IMPORT` or `FROM_LAST_ATTENDANCE`, from which
    ``keep_months`` count. ``linked``: the column that leads to an attendance, and so to its client.
    """

    personal: bool = False
    subjects: str = ""
    purpose: str = Field(min_length=3)
    basis: str = ""
    minimised: str = ""
    keep_months: int | None = Field(default=None, gt=0)
    since: str = ""
    linked: str | None = None
    column: dict[str, ColumnTreatment] = {}

    @model_validator(mode="after")
    def _personal_is_told_whole(self) -> "TableTreatment":
        told = (self.subjects, self.basis, self.minimised, self.keep_months, self.since)
        if self.personal and not all(told):
            raise ValueError(
                "a personal table tells subjects, basis, minimised, keep_months, since"
            )
        if not self.personal and (any(told) or self.linked or self.column):
            raise ValueError("a table without personal data tells its purpose alone")
        return self

    def erased(self, how: Erased) -> tuple[str, ...]:
        """The identifiers of people whose row, or whose cell alone, goes at their request."""
        return tuple(name for name, column in self.column.items() if column.erase == how)

    def purpose_of(self, column: str) -> str:
        return (self.column.get(column) or ColumnTreatment()).purpose or self.purpose

    def basis_of(self, column: str) -> str:
        return (self.column.get(column) or ColumnTreatment()).basis or self.basis

    @property
    def short_lived(self) -> dict[str, int]:
        """Months after which the cells of some columns are emptied."""
        return {name: item.keep_months for name, item in self.column.items() if item.keep_months}


class StoreTreatment(_Strict):
    """What is kept beside the imported tables; ``kept`` says how long in words, ``keep_months``
    what `t360 retention` removes.
    """

    title: str
    tables: tuple[str, ...]
    subjects: str
    purpose: str
    basis: str
    minimised: str
    kept: str
    keep_months: int | None = Field(default=None, gt=0)


class Risk(_Strict):
    """What may happen to people, what is done against it, and what is left of it."""

    risk: str
    measure: str
    left: str


class Privacy(_Strict):
    """``basis``: legal bases by name; ``table``: of the contract; ``store``: all else."""

    basis: dict[str, str]
    table: dict[str, TableTreatment]
    store: dict[str, StoreTreatment]
    risk: tuple[Risk, ...]

    @model_validator(mode="after")
    def _names_known_bases(self) -> "Privacy":
        named = {item.basis for item in self.store.values()}
        for table in self.table.values():
            named |= {table.basis_of(column) for column in table.column} | {table.basis}
        if unknown := sorted(named - {*self.basis, ""}):
            raise ValueError(f"no such basis: {', '.join(unknown)}")
        return self

    @property
    def personal_tables(self) -> dict[str, TableTreatment]:
        return {name: table for name, table in self.table.items() if table.personal}


@lru_cache(maxsize=1)
def privacy() -> Privacy:
    return Privacy.model_validate(tomllib.loads(PRIVACY_FILE.read_text(encoding="utf-8")))
