"""What counts as a promoter, a satisfied client or an easy service, read from ``satisfaction.toml``."""

import tomllib
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

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


@lru_cache(maxsize=1)
def satisfaction_rule() -> SatisfactionRule:
    return SatisfactionRule.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
