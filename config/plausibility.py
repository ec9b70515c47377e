"""The plausibility checks and their limits, read from ``plausibility.toml``;
docs/qualidade.md explains each.
"""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

CHECKS_FILE = Path(__file__).with_suffix(".toml")
Moment = Literal["importação", "edição"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limit(_Strict):
    """A number that somebody may change; ``meaning`` says in Portuguese what it counts."""

    value: float
    meaning: str = Field(min_length=3)


class PlausibilityCheck(_Strict):
    """One check. Empty ``tables`` stands for every table of the contract;
    ``why`` and ``action`` are sentences.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    tables: tuple[str, ...] = ()
    when: tuple[Moment, ...] = Field(min_length=1)
    severity: Literal["aviso", "informação"] = "aviso"
    why: str
    action: str
    limits: dict[str, Limit] = {}

    def limit(self, name: str) -> float:
        """Raises KeyError for a limit that the file does not have."""
        return self.limits[name].value


class _File(_Strict):
    check: tuple[PlausibilityCheck, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "_File":
        ids = [check.id for check in self.check]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"checks that appear twice: {', '.join(twice)}")
        return self


def load_checks(file: Path) -> dict[str, PlausibilityCheck]:
    """All checks by id, in the order of the file.
    Raises pydantic's ValidationError with all problems at once.
    """
    content = _File.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    return {check.id: check for check in content.check}


@lru_cache(maxsize=1)
def plausibility_checks() -> dict[str, PlausibilityCheck]:
    return load_checks(CHECKS_FILE)
