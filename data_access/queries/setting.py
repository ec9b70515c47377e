"""What a measure is given, and what it gives."""

from collections.abc import Callable
from dataclasses import dataclass

from data_access.queries.counts import Counts, Portes
from indicators.scope import Period, Scope


@dataclass(frozen=True)
class Setting:
    """What a measure needs besides the scope: the months that the edition recorded, and a Sala's reach."""

    recorded: Period
    reach_km: float


MeasureSelect = Callable[[Scope, Portes, Setting], Counts]
