"""After how many days each table of the contract is old, read from ``freshness.toml``."""

import tomllib
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

FRESHNESS_FILE = Path(__file__).with_suffix(".toml")


class Freshness(BaseModel):
    """Exactly one of the two, in days: since the last reference, or since the last import."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: int | None = Field(default=None, gt=0)
    imported: int | None = Field(default=None, gt=0, alias="import")

    @model_validator(mode="after")
    def _has_one(self) -> "Freshness":
        if (self.reference is None) == (self.imported is None):
            raise ValueError("either `reference` or `import`, and only one of them")
        return self

    @property
    def days(self) -> int:
        return self.reference or self.imported or 0


@lru_cache(maxsize=1)
def freshness_limits() -> dict[str, Freshness]:
    """By table of the contract."""
    content = tomllib.loads(FRESHNESS_FILE.read_text(encoding="utf-8"))
    return TypeAdapter(dict[str, Freshness]).validate_python(content)
