"""What a measure is given, and what it gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from data_access.queries.measures.counts import Counts, Portes
from indicators.scope import Access, Period, Scope


@dataclass(frozen=True)
class Setting:
    """What a measure needs besides the scope: the months that the edition recorded, and a Sala's
    reach.

    ``level`` and ``access`` say which units are one territory, where people are counted by the unit
    that attended. ``known`` has the months in which the source of the indicator says anything, by
    UF (`feeds`); None: nobody asked.
    """

    recorded: Period
    reach_km: float
    level: str = "uf"
    access: Access = field(default_factory=Access.everything)
    known: Mapping[str, Period] | None = None


MeasureSelect = Callable[[Scope, Portes, Setting], Counts]
