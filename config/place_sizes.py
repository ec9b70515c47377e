"""Classes of places by their population (``place_sizes.toml``)."""

import tomllib
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

FILE = Path(__file__).with_suffix(".toml")


class PlaceSize(BaseModel):
    """Fewer than ``below`` people; the last has no end."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    below: int | None = Field(default=None, gt=0)


class PlaceSizes(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    source: str
    indicator: str
    size: tuple[PlaceSize, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _rise_to_no_end(self) -> "PlaceSizes":
        ends = [size.below for size in self.size[:-1]]
        known = [end for end in ends if end is not None]
        if len(known) < len(ends) or known != sorted(set(known)) or self.size[-1].below:
            raise ValueError("sizes rise, and the last, it alone, has no end")
        return self


@lru_cache(maxsize=1)
def place_sizes() -> PlaceSizes:
    return PlaceSizes.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
