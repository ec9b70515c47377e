"""Which people are of which group, and the population that each is set against,
read from ``inclusion.toml``.
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

FILE = Path(__file__).with_suffix(".toml")
Attribute = Literal["gender", "race", "age_band", "pcd", "cadunico"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Group(_Strict):
    """Clients whose ``attribute`` is one of ``named_so``;
    ``reference`` ÷ ``population`` is its share of the people; ``adults`` are the same two, of those
    of 18 and over, where the ordinary ones hold children.
    """

    id: str
    title: str
    attribute: Attribute
    named_so: tuple[str, ...] = Field(min_length=1)
    reference: str
    population: str
    adults: tuple[str, str] | None = None

    def against(self, known: Mapping[str, int]) -> tuple[str, str]:
        """Reference and population to set the group against, by how many municipalities each
        indicator is known of: those of adults, unless fewer would have them.
        """
        ordinary = (self.reference, self.population)
        if self.adults is None or not known.get(self.adults[0]):
            return ordinary
        fewer = any(
            known.get(adult, 0) < known.get(whole, 0)
            for adult, whole in zip(self.adults, ordinary, strict=True)
        )
        return ordinary if fewer else self.adults

    def has_children(self, known: Mapping[str, int]) -> bool:
        """Whether the population that the group is set against has children in it."""
        return self.adults is not None and self.against(known) != self.adults


class InclusionRule(_Strict):
    version: str
    source: str
    unknown: tuple[str, ...]
    group: tuple[Group, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _apart(self) -> "InclusionRule":
        """Groups of one attribute share nobody:
        their sizes protect one another as parts of one whole.
        """
        taken = [
            (group.attribute, value.casefold()) for group in self.group for value in group.named_so
        ]
        if len(set(taken)) < len(taken) or len({group.id for group in self.group}) < len(
            self.group
        ):
            raise ValueError(
                "groups need names of their own, and a word of an attribute may be of one group"
                " only"
            )
        return self

    @property
    def references(self) -> frozenset[str]:
        """Every indicator that a group may be set against."""
        pairs = ((group.reference, group.population, *(group.adults or ())) for group in self.group)
        return frozenset(name for pair in pairs for name in pair)

    @property
    def by_attribute(self) -> dict[Attribute, tuple[Group, ...]]:
        names = dict.fromkeys(group.attribute for group in self.group)
        return {
            name: tuple(group for group in self.group if group.attribute == name) for name in names
        }

    def named(self, group_id: str) -> Group:
        return next(group for group in self.group if group.id == group_id)


@lru_cache(maxsize=1)
def inclusion_rule() -> InclusionRule:
    return InclusionRule.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
