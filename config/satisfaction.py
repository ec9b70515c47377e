"""What counts as a promoter, a satisfied client or an easy service,
read from ``satisfaction.toml``.
"""

import tomllib
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

FILE = Path(__file__).with_suffix(".toml")


class SatisfactionRule(BaseModel):
    """Scores are of the questions of the survey: NPS 0–10, CSAT and CES 1–5."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    source: str
    nps_excluded_channels: tuple[str, ...]
    promoters: tuple[int, ...] = Field(min_length=1)
    detractors: tuple[int, ...] = Field(min_length=1)
    satisfied: tuple[int, ...] = Field(min_length=1)
    easy: tuple[int, ...] = Field(min_length=1)
    waiting_days: tuple[int, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _bands_rise(self) -> "SatisfactionRule":
        if list(self.waiting_days) != sorted({day for day in self.waiting_days if day > 0}):
            raise ValueError("waiting_days must be positive and rise")
        return self

    @property
    def bands(self) -> tuple[tuple[int, int | None], ...]:
        """First and last day of each band of waiting; the last band has no end."""
        starts = (0, *(day + 1 for day in self.waiting_days))
        return tuple(zip(starts, (*self.waiting_days, None), strict=True))


@lru_cache(maxsize=1)
def satisfaction_rule() -> SatisfactionRule:
    return SatisfactionRule.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
