"""What is expected of the service, read from ``service.toml``."""

import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

FILE = Path(__file__).with_suffix(".toml")
GENERAL = "general"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Channels(_Strict):
    """Channels of either kind; of one that is in neither list the kind is unknown."""

    digital: tuple[str, ...]
    not_digital: tuple[str, ...]

    @model_validator(mode="after")
    def _apart(self) -> "Channels":
        both = {name.casefold() for name in self.digital} & {
            name.casefold() for name in self.not_digital
        }
        if both or not self.digital:
            raise ValueError(
                f"digital needs channels, and none may be of both kinds: {sorted(both)}"
            )
        return self


class Synchronous(_Strict):
    instruments: tuple[str, ...]


class Reputation(_Strict):
    """What each part of the reputation index weighs, in any unit."""

    answered: float = Field(ge=0)
    resolved: float = Field(ge=0)
    rating: float = Field(ge=0)
    would_return: float = Field(ge=0)

    @model_validator(mode="after")
    def _weighs(self) -> "Reputation":
        if not sum(self.weights.values()):
            raise ValueError("reputation needs a part that weighs")
        return self

    @property
    def weights(self) -> dict[str, float]:
        return self.model_dump()


class ServiceRule(_Strict):
    """``first_response_minutes``: by channel,
    and `GENERAL` for those without a target of their own.
    """

    version: str
    source: str
    first_response_minutes: dict[str, float]
    channels: Channels
    synchronous: Synchronous
    reputation: Reputation

    @model_validator(mode="after")
    def _has_a_general_target(self) -> "ServiceRule":
        if (
            GENERAL not in self.first_response_minutes
            or min(self.first_response_minutes.values()) <= 0
        ):
            raise ValueError(
                "first_response_minutes needs a general target, and all of them positive"
            )
        return self

    @property
    def by_channel(self) -> dict[str, float]:
        return {
            name: minutes
            for name, minutes in self.first_response_minutes.items()
            if name != GENERAL
        }

    def target(self, channel: str) -> float:
        """Minutes within which a contact by `channel` should have its first response."""
        known = {plain_name(name): minutes for name, minutes in self.by_channel.items()}
        return known.get(plain_name(channel), self.first_response_minutes[GENERAL])


def plain_name(name: str) -> str:
    """As names are compared: without accents and without regard to case."""
    letters = unicodedata.normalize("NFKD", name.strip().casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@lru_cache(maxsize=1)
def service_rule() -> ServiceRule:
    return ServiceRule.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
