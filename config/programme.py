"""The rules that the plan sets to each state,
read from ``programme.toml`` or from a file of one's own.
"""

import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from config.errors import UserError
from config.settings import get_settings

FILE = Path(__file__).with_suffix(".toml")
CSN = "csn_estrategias"
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class ProgrammeError(UserError):
    """The file of the rules cannot be used: all that is wrong, at once."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Strategy(_Strict):
    """``short`` is for the head of a column; ``also`` are other spellings that somebody has
    reviewed; ``theme`` is the inductive theme that the plan ties it to, "" where it says none.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
    name: Name
    short: Name
    also: tuple[Name, ...] = ()
    theme: str = ""

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.name, *self.also)


class Themes(_Strict):
    """``inductive`` holds all `count` names, or none while they are not confirmed; ``meaning`` has
    what the plan says of each.
    """

    count: int = Field(ge=1)
    inductive: tuple[Name, ...] = ()
    meaning: dict[Name, Name] = Field(default_factory=dict)
    transversal: Name

    @model_validator(mode="after")
    def _all_or_none(self) -> "Themes":
        if self.inductive and len(self.inductive) != self.count:
            raise ValueError(f"inductive deve trazer os {self.count} nomes, ou nenhum")
        _refuse_repeated((*self.inductive, self.transversal))
        _refuse_unknown(self.meaning, self.inductive)
        return self


class Inclusion(_Strict):
    indicator: Name
    tag: Name


class Sector(_Strict):
    programme: Name
    tags: tuple[Name, ...] = Field(min_length=1)
    own_tags: tuple[Name, ...] = ()


Percent = Annotated[float, Field(ge=0, le=100)]


class Targets(_Strict):
    """In %; None where the plan sets none."""

    csn_estrategias: Percent
    portfolio_gestao: Percent | None = None
    portfolio_sincrono: Percent | None = None


class Programme(_Strict):
    version: Name
    source: Name
    strategy: tuple[Strategy, ...] = Field(min_length=1)
    theme: Themes
    inclusion: Inclusion
    sector: Sector
    targets: Targets

    @model_validator(mode="after")
    def _strategies_differ(self) -> "Programme":
        _refuse_repeated(strategy.id for strategy in self.strategy)
        _refuse_repeated(name for strategy in self.strategy for name in strategy.spellings)
        tied = [strategy.theme for strategy in self.strategy if strategy.theme]
        _refuse_unknown(tied, self.theme.inductive)
        return self

    def target(self, key: str) -> float | None:
        """The plan's value of a key of `metas`, in %; None for all that it says nothing of."""
        value: float | None = getattr(self.targets, key) if key in Targets.model_fields else None
        return value

    def strategy_of(self, written: str | None) -> Strategy | None:
        """The strategy that somebody wrote; None where there is none, or none of the plan."""
        return self._by_spelling.get(same(written or ""))

    @cached_property
    def _by_spelling(self) -> dict[str, Strategy]:
        return {same(name): strategy for strategy in self.strategy for name in strategy.spellings}


@lru_cache(maxsize=8192)
def same(text: str) -> str:
    """What two spellings of one name share: the letters, without accents, case and spaces."""
    letters = unicodedata.normalize("NFKD", "".join(text.split()).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _refuse_repeated(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if same(name) in seen:
            raise ValueError(f"“{name}” aparece mais de uma vez")
        seen.add(same(name))


def _refuse_unknown(names: Iterable[str], themes: tuple[str, ...]) -> None:
    for name in names:
        if name not in themes:
            raise ValueError(f"“{name}” não é um dos temas indutores de theme.inductive")


def programme() -> Programme:
    """The rules of this installation: those of ``T360_PROGRAMME``, else of the product."""
    return load_programme(get_settings().programme or FILE)


@lru_cache(maxsize=4)
def load_programme(path: Path) -> Programme:
    """The rules of one file. Raises ProgrammeError with everything that is wrong with it."""
    try:
        return Programme.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        wrong = "; ".join(map(_problem, error.errors(include_url=False)))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        wrong = "não é um arquivo TOML que se possa ler"
    raise ProgrammeError(
        f"As regras do programa em {path.name} não podem ser usadas — {wrong}. Compare com"
        " config/programme.toml."
    )


PROBLEMS = {
    "extra_forbidden": "chave que não existe",
    "missing": "falta",
    "too_short": "está vazio",
}


def _problem(item: ErrorDetails) -> str:
    where = ".".join(map(str, item["loc"])) or "arquivo"
    own = str(item["ctx"]["error"]) if item["type"] == "value_error" else "valor que não serve"
    return f"{where}: {PROBLEMS.get(item['type'], own)}"
