"""The windows of a question as a table: the first and the last month of each."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from indicators.scope import Scope


def windows_of(scopes: Sequence[Scope]) -> sa.CTE:
    """One row for each scope: last_month, first_month."""
    return sa.union_all(*(sa.select(*window_ends(scope)) for scope in scopes)).cte("windows")


def window_ends(scope: Scope) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """``last_month`` and ``first_month`` of a scope, bound: literals would make each period another
    statement.
    """
    first, last = scope.period.start.index, scope.period.end.index
    return (
        sa.literal(last, sa.Integer).label("last_month"),
        sa.literal(first, sa.Integer).label("first_month"),
    )
