"""What is asked of an edition.

Nothing here has a default: an access that was left out would otherwise be that of somebody who may
see everything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from data_access.editions.reading import Edition
from indicators.catalogue.definitions import Indicator
from indicators.scope import Access, Attribution, Month, Period, Scope

SourceMonths = Mapping[str, Period]  # the months in which a source says anything, by UF


@dataclass(frozen=True)
class Question:
    """Rows of an indicator: one for each scope and territory of `level`.

    ``recorded`` has the months that the attendances of the edition span, and ``closed`` those of
    them until the last whole one. The scopes differ in their period alone, and no two end in the
    same month: rows are known by the last month of their window (ValueError). ``reach_km`` is that
    of a Sala.
    """

    recorded: Period
    closed: Period
    definition: Indicator
    scopes: Sequence[Scope]
    access: Access
    level: str
    reach_km: float

    def __post_init__(self) -> None:
        ends = [scope.period.end for scope in self.scopes]
        if len({*ends}) < len(ends):
            raise ValueError(f"two windows of {self.definition.id} end in the same month: {ends}")

    @classmethod
    def about(
        cls,
        edition: Edition,
        *,
        definition: Indicator,
        scopes: Sequence[Scope],
        access: Access,
        level: str,
        reach_km: float,
    ) -> Self:
        """Of an edition, which knows its months."""
        return cls(
            recorded=recorded_period(edition),
            closed=closed_period(edition),
            definition=definition,
            scopes=scopes,
            access=access,
            level=level,
            reach_km=reach_km,
        )

    @property
    def scope(self) -> Scope:
        """The first of them: of what they share."""
        return self.scopes[0]

    @property
    def by_unit(self) -> bool:
        """Whether cases are of the unit that attended, which is known by UF."""
        return self.definition.attributed(self.scope) is Attribution.EXECUTING_UNIT

    @property
    def span(self) -> Period:
        """All the months of the scopes, from the first to the last."""
        periods = [scope.period for scope in self.scopes]
        return Period(min(p.start for p in periods), max(p.end for p in periods))


@dataclass(frozen=True)
class SourcedQuestion(Question):
    """A question of which it is known where and when the source of the numerator says anything;
    None: it has no source of cases.
    """

    source_months: SourceMonths | None


def recorded_period(edition: Edition) -> Period:
    """The months that the attendances of the edition span."""
    return Period(Month(edition.manifest.first_month), Month(edition.manifest.last_month))


def closed_period(edition: Edition) -> Period:
    """Those months until the last whole one: figures about people are told of years that are
    divided there.
    """
    return Period(Month(edition.manifest.first_month), Month(edition.manifest.end))
