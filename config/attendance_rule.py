"""The rule of the valid attendance, read from ``attendance_rule.toml``."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

Test = Literal[
    "present", "is_true", "is_one_of", "is_not_one_of", "does_not_contain", "at_least_where_present"
]
RULE_FILE = Path(__file__).with_suffix(".toml")
PERSON_CLAUSE = "cliente_pj"


class Clause(BaseModel):
    """One condition on one column of `atendimentos`. ``description`` says what failing it means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    description: str
    column: str
    test: Test
    values: tuple[str, ...] = ()
    minimum: float | None = None

    @model_validator(mode="after")
    def _has_what_its_test_needs(self) -> "Clause":
        needs_values = self.test in ("is_one_of", "is_not_one_of", "does_not_contain")
        if needs_values != bool(self.values) or (self.test == "at_least_where_present") != (
            self.minimum is not None
        ):
            raise ValueError(
                f"clause {self.id}: `values` and `minimum` do not fit the test {self.test}"
            )
        return self

    @property
    def needs_information(self) -> bool:
        """Whether a blank fails it; where a whole file lacks the column it cannot be checked at
        all.
        """
        return self.test in ("is_true", "is_one_of")


class AttendanceRule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    version: str
    source: str
    clause: tuple[Clause, ...]

    @model_validator(mode="after")
    def _ends_with_the_person_clause(self) -> "AttendanceRule":
        if not self.clause or self.clause[-1].id != PERSON_CLAUSE:
            raise ValueError(
                f"the last clause must be {PERSON_CLAUSE}: what fails only it is a person's"
            )
        return self


@lru_cache(maxsize=1)
def attendance_rule() -> AttendanceRule:
    return AttendanceRule.model_validate(tomllib.loads(RULE_FILE.read_text(encoding="utf-8")))
