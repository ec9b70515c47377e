"""The catalogue: each indicator is defined once, in ``catalogue/<id>.toml``,
and everything else reads it.
"""

import tomllib
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from config.errors import UserError
from config.formatting import enumerate_words
from indicators.scope import PORTES, Attribution, Scope

FOLDER = Path(__file__).parent


class CatalogueError(Exception):
    """The catalogue itself is wrong: all that is wrong, at once."""


# Of clients, whose porte and municipality are one each in an edition (docs/adr/0002, 0038).
AS_OF_NOW = "pelo cadastro de hoje"
REWRITTEN = (
    "Porte e município de cada cliente são os mais recentes que a edição conhece, e valem também"
    " nos meses passados; o estoque de empresas é o de cada época. Quem virou ME ou mudou de"
    " município leva consigo o que já foi contado."
)


class UnknownIndicatorError(UserError):
    """An indicator that the catalogue does not have."""


class Polarity(StrEnum):
    HIGHER_IS_BETTER = "higher_is_better"
    LOWER_IS_BETTER = "lower_is_better"
    NEUTRAL = "neutral"


class Uncertainty(StrEnum):
    """How the 95 % interval is made; ``expected_variation`` is Wilson's,
    read as chance in a complete count.
    """

    EXPECTED_VARIATION = "expected_variation"
    WILSON = "wilson"
    ADJUSTED_WALD = "adjusted_wald"
    BYAR = "byar"
    ORDER_STATISTICS = "order_statistics"
    GREENWOOD = "greenwood"
    REGRESSION = "regression"
    EXACT = "exact"
    LINEARISED = "linearised"
    NONE = "none"


FILTER_WORDS = {"periodo": "período", "porte": "porte", "canal": "canal", "parceiro": "parceiro"}
PROPORTIONS = frozenset({Uncertainty.EXPECTED_VARIATION, Uncertainty.WILSON})
Unit = Literal["%", "contagem", "pontos", "minutos", "por mil", "razão", "nota", "p.p."]
# What a value is multiplied by where it is read and where its target is set.
SCALES: dict[Unit, float] = {"%": 100.0, "pontos": 100.0, "por mil": 1000.0, "p.p.": 100.0}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Strict):
    """A numerator or denominator: what is counted, over which portes, and how a person reads it.

    ``measure`` is the name of one of the measures that the data layer counts; each of those says of
    itself how.

    ``noun`` is the pair (singular, plural) of what is counted, for "faltam 3 empresas". ``apart``
    is the plural that tells the part from the other where both have one noun ("empresas ativas").
    """

    measure: str
    description: str
    noun: tuple[str, str]
    apart: str = ""
    portes: tuple[str, ...] = ()


class Review(_Strict):
    author: str
    checker: str
    written: date
    reviewed: date
    next_review: date


class Indicator(_Strict):
    """One indicator. A ratio has a denominator; a count has none.

    ``subtracted`` is what a score takes from its numerator (NPS: detractors). ``minimum`` is the n
    under which a value is shown with the warning that it concludes nothing.
    """

    id: str
    position: int = Field(description="Order in which pages show it")
    title: str
    short_title: str
    question: str
    why: str
    numerator: Part
    subtracted: Part | None = None
    denominator: Part | None = None
    formula: str
    unit: Unit
    polarity: Polarity
    attribution: Attribution | None = None
    uncertainty: Uncertainty
    suppression: Literal["none", "small_groups"]
    minimum: int = Field(default=0, ge=0)
    target: str | None = Field(
        default=None, description="Key of `metas`; None where there is no target"
    )
    clients_as_of_now: bool = Field(
        default=False, description="Whether it counts clients where and what they are now"
    )
    of_one: tuple[str, str] | None = Field(
        default=None, description="What is said of nought and of one out of one, and not 0 or 100 %"
    )
    filters: tuple[Literal["periodo", "porte", "canal", "parceiro"], ...]
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = Field(min_length=1)
    review: Review

    @model_validator(mode="after")
    def _unit_fits(self) -> "Indicator":
        if (self.unit == "contagem") != (self.denominator is None):
            raise ValueError("a count has no denominator, and any other indicator has one")
        if (self.unit == "pontos") != (self.subtracted is not None):
            raise ValueError("a score in points, and it alone, has what it subtracts")
        return self

    @property
    def told_notes(self) -> tuple[str, ...]:
        """Its own, and what holds of every indicator that counts clients as they are now."""
        return (*self.notes, REWRITTEN) if self.clients_as_of_now else self.notes

    @property
    def is_ratio(self) -> bool:
        return self.denominator is not None

    @property
    def is_share(self) -> bool:
        """Whether the value is a part of the denominator, from 0 to 1."""
        return self.unit == "%"

    @property
    def scale(self) -> float:
        """What a value is multiplied by to be read, and a target divided by:
        ``metas`` says 20 for 20 %.
        """
        return SCALES.get(self.unit, 1.0)

    def attributed(self, scope: Scope) -> Attribution | None:
        """To whom cases belong in `scope`: as it asks, else by the rule;
        None for a picture of the territory.
        """
        return None if self.attribution is None else scope.attribution or self.attribution

    def unheeded(self, scope: Scope) -> tuple[str, ...]:
        """The filters that `scope` sets and that change nothing of it, as FILTER_WORDS."""
        asked = {"porte": scope.porte, "canal": scope.channel, "parceiro": scope.partner}
        return tuple(
            FILTER_WORDS[name]
            for name, values in asked.items()
            if values and name not in self.filters
        )

    def under(self, scope: Scope) -> "Indicator":
        """The same, in the words of the portes that `scope` leaves of it: “Cobertura ME”."""
        own, left = self.numerator.portes, self.portes(self.numerator, scope)
        if not own or left is None or left == own:
            return self

        def named(text: str) -> str:
            return text.replace(enumerate_words(own), enumerate_words(left))

        def part(of: Part) -> Part:
            words = {"description": named(of.description), "apart": named(of.apart)}
            return of.model_copy(update=words)

        texts = {name: named(getattr(self, name)) for name in ("title", "short_title", "formula")}
        parts = {"numerator": part(self.numerator)}
        if self.denominator is not None:
            parts["denominator"] = part(self.denominator)
        return self.model_copy(update=texts | parts)

    def portes(self, part: Part, scope: Scope) -> tuple[str, ...] | None:
        """The portes of `part` that `scope` leaves;
        None where the scope leaves none (not applicable).
        """
        own = part.portes or PORTES
        if not scope.porte or "porte" not in self.filters:
            return part.portes
        return tuple(porte for porte in own if porte in scope.porte) or None


def _load(path: Path) -> Indicator:
    return Indicator.model_validate(
        {"id": path.stem, **tomllib.loads(path.read_text(encoding="utf-8"))}
    )


def load_catalogue(folder: Path) -> dict[str, Indicator]:
    """Every indicator of `folder` by id, in the order in which pages show them.

    Raises CatalogueError with all the problems of all the files.
    """
    indicators, problems = [], []
    for path in sorted(folder.glob("*.toml")):
        try:
            indicators.append(_load(path))
        except ValidationError as error:
            problems += [
                f"{path.name}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()
            ]
        except tomllib.TOMLDecodeError as error:
            problems.append(f"{path.name}: {error}")
    if problems:
        raise CatalogueError("\n".join(problems))
    return {item.id: item for item in sorted(indicators, key=lambda item: item.position)}


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Indicator]:
    return load_catalogue(FOLDER)


def indicator(indicator_id: str) -> Indicator:
    """The indicator of that id; an unknown one is refused with the list of those that exist."""
    try:
        return catalogue()[indicator_id]
    except KeyError:
        raise UnknownIndicatorError(
            f"Não conheço o indicador “{indicator_id}”. Os indicadores são:"
            f" {', '.join(catalogue())}."
        ) from None
