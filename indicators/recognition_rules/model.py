"""The rules of an edition of recognition: who competes, by which criteria, and what is given.

Written by people in TOML with Portuguese keys (`words.KEYS`); every model refuses what it does not
know. `checks` says what is wrong between fields, and `read` tells it all at once with its lines.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from indicators.recognition.rules import Missing, Normalisation, Tie
from indicators.recognition_rules.measurable import UnitKind
from indicators.recognition_rules.words import KEYS
from indicators.scope import Month, Period

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
MonthText = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
Place = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
NATIONAL = "BR"
TOTAL = 100.0  # points of a category: weights add up to it
SLACK = 0.005  # weights are written with two decimals


def toml_key(field: str) -> str:
    return KEYS[field]


class Strict(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=toml_key,
        populate_by_name=True,
        allow_inf_nan=False,
    )


class Origin(StrEnum):
    INDICATOR = "indicador"
    POINTS = "pontos"


class Better(StrEnum):
    HIGHER = "maior"
    LOWER = "menor"


class Peers(StrEnum):
    """Among whom a unit is compared, and towards whom its noise is drawn."""

    ALL = "todos"
    UF = "uf"
    KIND = "tipo"
    PLACE_SIZE = "porte_do_lugar"
    MEASURED = "criterios_medidos"


class Purpose(StrEnum):
    """What the order is for: a prize asks who may be among the first, a list where each stands."""

    PRIZE = "premio"
    LIST = "lista"


class Adjustment(StrEnum):
    """Of the clients and the place: what a unit does not choose, and is not credited with."""

    PORTE = "porte"
    CHANNEL = "canal"
    PLACE_SIZE = "porte_do_lugar"


class Pillar(Strict):
    id: Slug
    name: Name
    weight: float = Field(ge=0, le=TOTAL)
    undecided: bool = False


class PointScale(Strict):
    """What members may give: from ``least`` to ``most``, by at least ``members`` of them."""

    least: float = 0.0
    most: float = 10.0
    members: int = Field(default=1, ge=1, le=20)
    who: Name = "membro"


class Criterion(Strict):
    """``floor``, ``ceiling`` and ``target`` are in the unit in which the indicator is read."""

    id: Slug
    name: Name
    pillar: Slug | None = None
    origin: Origin = Origin.INDICATOR
    indicator: str | None = None
    weight: float = Field(ge=0, le=TOTAL)
    undecided: bool = False
    better: Better = Better.HIGHER
    normalisation: Normalisation = Normalisation.BOUNDS
    floor: float | None = None
    ceiling: float | None = None
    target: float | None = None
    minimum: float = Field(default=0, ge=0)
    missing: Missing = Missing.REDISTRIBUTE
    adjust: tuple[Adjustment, ...] = ()
    points: PointScale | None = None


class Eligibility(Strict):
    """``months`` with an attendance in the period, ``attendances`` in it, ``open_months`` since a
    partner was opened, and the share of the ``weight`` that was measured.
    """

    months: int = Field(default=0, ge=0, le=120)
    attendances: int = Field(default=0, ge=0)
    open_months: int = Field(default=0, ge=0, le=600)
    weight: float = Field(default=0, ge=0, le=TOTAL)
    active: bool = True


class Tier(Strict):
    """``least`` points; ``after``, the tier that had to be won in the editions of the UFs."""

    name: Name
    least: float = Field(ge=0, le=TOTAL)
    after: Name | None = None


class StateCuts(Strict):
    """Other cut points of the tiers in one UF."""

    uf: Place
    cuts: dict[str, float]


class Exclusion(Strict):
    """A unit that does not compete, or not in some criteria, after a case that was closed so; with
    ``left_out``, it competes by its other months of the period.
    """

    unit_id: Name
    reason: Name
    case: int | None = Field(default=None, ge=1)
    criteria: tuple[Slug, ...] = ()
    left_out: tuple[MonthText, ...] = ()


class Category(Strict):
    id: Slug
    name: Name
    unit: UnitKind
    kinds: tuple[Name, ...] = ()
    peers: tuple[Peers, ...] = ()
    purpose: Purpose = Purpose.PRIZE
    places: int = Field(default=3, ge=1, le=1000)
    inverted: float = Field(default=0.05, gt=0, lt=0.5)
    tie: Tie = Tie.TOGETHER
    automatic: bool = False
    eligibility: Eligibility = Eligibility()
    pillar: tuple[Pillar, ...] = ()
    criterion: tuple[Criterion, ...] = Field(min_length=1)
    tier: tuple[Tier, ...] = ()
    state: tuple[StateCuts, ...] = ()
    exclusion: tuple[Exclusion, ...] = ()

    def cuts(self, uf: str) -> dict[str, float]:
        """The least points of each tier for a unit of `uf`, from the highest tier down."""
        own = next((item.cuts for item in self.state if item.uf == uf), {})
        return {tier.name: own.get(tier.name, tier.least) for tier in self.tier}

    def criterion_of(self, criterion_id: str) -> Criterion | None:
        return next((item for item in self.criterion if item.id == criterion_id), None)


class PeriodText(Strict):
    start: MonthText
    end: MonthText


class Rules(Strict):
    """``editions`` of the UFs are those from which a national stage takes its tiers (`Tier.after`);
    ``before`` is the edition whose cut points these may not leave by more than ``step``.
    """

    id: Slug
    name: Name
    year: int = Field(ge=2000, le=2100)
    scope: Place = NATIONAL
    period: PeriodText
    source: Name | None = None
    appeal_days: int = Field(default=10, ge=1, le=365)
    before: Slug | None = None
    step: float = Field(default=5.0, ge=0, le=TOTAL)
    editions: tuple[Slug, ...] = ()
    category: tuple[Category, ...] = Field(min_length=1)

    @property
    def months(self) -> Period:
        return Period.parse(self.period.start, self.period.end)

    @property
    def last_day(self) -> date:
        after = Month.parse(self.period.end) + 1
        return date.fromordinal(date(after.year, after.month, 1).toordinal() - 1)

    def category_of(self, category_id: str) -> Category | None:
        return next((item for item in self.category if item.id == category_id), None)

    def criteria(self) -> Iterator[tuple[Category, Criterion]]:
        for category in self.category:
            for criterion in category.criterion:
                yield category, criterion

    def with_category(self, category: Category) -> Self:
        kept = tuple(category if own.id == category.id else own for own in self.category)
        return self.model_copy(update={"category": kept})
