"""What is asked (`Scope`) and who asks it (`Access`): frozen values that every query takes."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from config.errors import UserError
from config.formatting import MONTHS
from config.roles import COMMITTEE, ROLES, SEEING_MORE
from indicators.territories.levels import (
    CODE_LENGTHS,
    LEVELS,
    OWN,
    is_own_code,
    nests,
)

__all__ = [
    "CODE_LENGTHS",
    "LEVELS",
    "OWN",
    "Access",
    "AccessDeniedError",
    "Attribution",
    "Comparison",
    "Month",
    "Period",
    "Scope",
    "ScopeError",
    "TerritoryRef",
    "is_own_code",
    "nests",
]
PORTES = ("MEI", "ME", "EPP", "DEMAIS")
SMALL_BUSINESSES = ("MEI", "ME", "EPP")
COUNTRY = "BR"
EVERY_EDITION = "*"  # of recognition


class ScopeError(UserError):
    """A period, territory or filter that cannot be understood."""


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month. ``index`` counts months since year 0, so that differences are durations."""

    index: int

    @classmethod
    def of(cls, year: int, month: int) -> Self:
        return cls(year * 12 + month - 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """``2026-10`` → the month; anything else is refused."""
        match = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text)
        if not match:
            raise ScopeError(
                f"Esperava um mês no formato AAAA-MM, como 2026-10, e encontrei “{text}”."
            )
        return cls.of(int(match[1]), int(match[2]))

    @property
    def year(self) -> int:
        return self.index // 12

    @property
    def month(self) -> int:
        return self.index % 12 + 1

    def __add__(self, months: int) -> "Month":
        return Month(self.index + months)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def label(self) -> str:
        """``out/2026``."""
        return f"{MONTHS[self.month - 1]}/{self.year}"


@dataclass(frozen=True)
class Period:
    """Whole months from `start` to `end`, both included."""

    start: Month
    end: Month

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ScopeError(
                f"O período termina ({self.end.label}) antes de começar ({self.start.label});"
                " troque os meses."
            )

    @classmethod
    def parse(cls, start: str, end: str) -> Self:
        return cls(Month.parse(start), Month.parse(end))

    @classmethod
    def year_to_date(cls, end: Month) -> Self:
        return cls(Month.of(end.year, 1), end)

    @classmethod
    def last_months(cls, end: Month, months: int = 12) -> Self:
        return cls(end + (1 - months), end)

    @property
    def months(self) -> int:
        return self.end.index - self.start.index + 1

    def shifted(self, months: int) -> "Period":
        return Period(self.start + months, self.end + months)

    def overlaps(self, other: "Period") -> bool:
        return self.start <= other.end and other.start <= self.end

    def within(self, other: "Period") -> "Period":
        """The months of this period that are also in `other`; itself where there are none."""
        return (
            Period(max(self.start, other.start), min(self.end, other.end))
            if self.overlaps(other)
            else self
        )

    @property
    def label(self) -> str:
        """``jan–out/2026``, ``out/2026`` or ``nov/2025–out/2026``."""
        if self.start == self.end:
            return self.end.label
        if self.start.year == self.end.year:
            return f"{MONTHS[self.start.month - 1]}–{self.end.label}"
        return f"{self.start.label}–{self.end.label}"


@dataclass(frozen=True)
class TerritoryRef:
    """A territory by level and code: IBGE's codes, ``BR`` for the country, and for an own
    territory the code of its UF and its name: ``31-zona-da-mata``.
    """

    level: str = "brasil"
    code: str = COUNTRY

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise ScopeError(
                f"Não conheço o nível “{self.level}”. Os níveis são: {', '.join(LEVELS)}."
            )
        if self.level == "brasil":
            if self.code != COUNTRY:
                raise ScopeError(
                    f"O nível brasil só tem o código {COUNTRY}; encontrei “{self.code}”."
                )
        elif self.level == OWN:
            if not is_own_code(self.code):
                raise ScopeError(
                    "O código de um território próprio são os dois algarismos da UF e o nome, como"
                    f" 31-zona-da-mata; encontrei “{self.code}”."
                )
        elif not (
            self.code.isascii()
            and self.code.isdigit()
            and len(self.code) == CODE_LENGTHS[self.level]
        ):
            raise ScopeError(
                f"Um código de {self.level} tem {CODE_LENGTHS[self.level]} algarismos; encontrei"
                f" “{self.code}”."
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """``uf:31`` or ``brasil``."""
        level, _, code = text.partition(":")
        return cls(level, code or COUNTRY) if level else cls()

    def __str__(self) -> str:
        return self.level if self.level == "brasil" else f"{self.level}:{self.code}"


class Comparison(StrEnum):
    PREVIOUS_YEAR = "ano_anterior"
    TARGET = "meta"
    PEERS = "pares"


class Attribution(StrEnum):
    """Whose territory an attendance counts for (see `design`: the rule is the establishment)."""

    ESTABLISHMENT = "estabelecimento"
    EXECUTING_UNIT = "unidade_executora"


@dataclass(frozen=True)
class Scope:
    """What is being looked at. Empty tuples mean no filter; no attribution means the rule of each
    indicator.

    ``stock`` is the reference month of the company stock; without it, the rule picks that of each
    municipality.
    """

    period: Period
    territory: TerritoryRef = TerritoryRef()
    porte: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    partner: tuple[str, ...] = ()
    attribution: Attribution | None = None
    comparison: Comparison = Comparison.PREVIOUS_YEAR
    stock: Month | None = None

    def __post_init__(self) -> None:
        unknown = [porte for porte in self.porte if porte not in PORTES]
        if unknown:
            raise ScopeError(
                f"Não conheço o porte “{unknown[0]}”. Os portes são: {', '.join(PORTES)}."
            )
        # One scope, one spelling: the order and repetition of choices must not make two cache
        # entries.
        object.__setattr__(self, "porte", tuple(p for p in PORTES if p in self.porte))
        object.__setattr__(self, "channel", tuple(sorted(set(self.channel))))
        object.__setattr__(self, "partner", tuple(sorted(set(self.partner))))

    def with_period(self, period: Period) -> "Scope":
        return replace(self, period=period)

    def with_territory(self, territory: TerritoryRef) -> "Scope":
        return replace(self, territory=territory)

    @property
    def previous_year(self) -> "Scope":
        return self.with_period(self.period.shifted(-12))


LOCAL = "local"  # whoever has the machine, where nobody was asked for a name


class AccessDeniedError(UserError):
    """The identity has no right to what was asked: ``about`` says what, where it is known."""

    def __init__(self, sentence: str, about: str = "") -> None:
        super().__init__(sentence)
        self.about, self.on_record = about, False  # of the trail


@dataclass(frozen=True)
class Access:
    """Who asks. ``ufs`` holds the siglas that may be seen, None all of them; ``territories`` the
    codes of own territories that may be seen besides, in other UFs;
    ``roles`` are of `config.roles`; ``seats`` are those in committees, as pairs of an edition of
    recognition and a UF, None all of them; ``account`` is the code of the account, and
    ``authenticated_at`` when it proved who it is: empty and None where nobody was asked.
    """

    subject: str
    ufs: frozenset[str] | None = None
    roles: frozenset[str] = frozenset()
    seats: frozenset[tuple[str, str]] | None = None
    account: str = ""
    authenticated_at: datetime | None = None
    territories: frozenset[str] = frozenset()

    @classmethod
    def everything(cls, subject: str = LOCAL) -> Self:
        """Who runs the product on the own machine: identities, once there are any, say less."""
        return cls(subject, roles=frozenset(ROLES))

    @property
    def sight(self) -> "Access":
        """What may be seen, without who sees it: two that have the same sight are told the same."""
        return Access("", self.ufs, self.roles & SEEING_MORE, territories=self.territories)

    @property
    def of_territories_alone(self) -> bool:
        """Whether own territories are all that may be seen."""
        return self.ufs == frozenset() and bool(self.territories)

    @property
    def places(self) -> tuple[frozenset[str] | None, frozenset[str]]:
        """Where may be seen: what is kept of an answer is kept by it."""
        return self.ufs, self.territories

    def sits(self, edition: str, uf: str | None = None) -> bool:
        """Whether this identity is of the committee of an edition, for whatever UF or for one."""
        seats = {(edition, COUNTRY)} if self.seats is None else self.seats
        own = {place for name, place in seats if name in (edition, EVERY_EDITION)}
        return self.holds(COMMITTEE) and bool(own if uf is None else own & {uf, COUNTRY})

    def holds(self, role: str) -> bool:
        """Whether this identity may do what `role` opens; an empty role is everybody's."""
        return not role or role in self.roles
