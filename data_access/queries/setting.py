"""What a measure is given, and what it gives."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from data_access.queries.counts import Counts, Portes
from indicators.scope import Access, Period, Scope


@dataclass(frozen=True)
class Setting:
    """What a measure needs besides the scope: the months that the edition recorded, and a Sala's reach.

    ``level`` and ``access`` say which units are one territory, where people are counted by the unit that attended.
    """

    recorded: Period
    reach_km: float
    level: str = "uf"
    access: Access = field(default_factory=Access.everything)


def nothing() -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """``value`` and ``month`` of a row that says that there is none, and not that nobody knows: of no month."""
    return sa.literal_column("0").label("value"), sa.cast(sa.null(), sa.SmallInteger).label("month")


MeasureSelect = Callable[[Scope, Portes, Setting], Counts]
