"""When a client is at risk or lost, and how long returns are watched (``segments.toml``)."""

import tomllib
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

FILE = Path(__file__).with_suffix(".toml")


class SegmentRule(BaseModel):
    """Durations are whole calendar months, but ``quarters``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    source: str
    risk_months: int = Field(ge=3)
    lost_months: int
    quarters: int = Field(ge=2)
    first_months: int = Field(ge=13)
    history_months: int = Field(ge=0)
    cohort_months: int = Field(ge=1)

    @model_validator(mode="after")
    def _lost_after_risk(self) -> "SegmentRule":
        if self.lost_months <= self.risk_months:
            raise ValueError("a client is at risk before it is lost")
        return self


@lru_cache(maxsize=1)
def segment_rule() -> SegmentRule:
    return SegmentRule.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
