"""Caches of the states against the plan; the key of every frame holds the edition and who asks."""

import pandas as pd

from data_access.queries.tables import programme
from indicators.scope import Access, Period, Scope
from pages.components.caching import _cache
from pages.state import gateway
from pages.state.view import View


@_cache(40)
def _board(edition: str, scope: Scope, access: Access) -> programme.Board:
    return programme.programme_board(gateway.edition(edition), scope=scope, access=access)


# Each part apart, for whoever reads one has a copy made of it alone.
@_cache(40)
def _initiatives(edition: str, scope: Scope, access: Access) -> pd.DataFrame:
    return _board(edition, scope, access).initiatives


@_cache(40)
def _rules(edition: str, scope: Scope, access: Access) -> pd.DataFrame:
    return _board(edition, scope, access).rules


@_cache(40)
def _strategies(edition: str, scope: Scope, access: Access) -> pd.DataFrame:
    return _board(edition, scope, access).strategies


@_cache(40)
def _behind(edition: str, scope: Scope, access: Access) -> pd.DataFrame:
    return _board(edition, scope, access).behind


@_cache(8)
def _years(edition: str, access: Access) -> dict[int | None, int]:
    return programme.programme_years(gateway.edition(edition), access=access)


def plan_scope(view: View) -> Scope:
    """All that the plan knows of a scope: its territory, and the year in which its period ends, up
    to there.
    """
    return Scope(Period.year_to_date(view.scope.period.end), view.scope.territory)


def initiatives(view: View) -> pd.DataFrame:
    """Initiatives of the year (columns: `queries.programme.INITIATIVES`)."""
    return _initiatives(view.edition_id, plan_scope(view), view.access)


def rules(view: View) -> pd.DataFrame:
    """Each state and rule (columns: `queries.programme.RULES`)."""
    return _rules(view.edition_id, plan_scope(view), view.access)


def strategies(view: View) -> pd.DataFrame:
    """Each state and strategy (columns: `queries.programme.MATRIX`)."""
    return _strategies(view.edition_id, plan_scope(view), view.access)


def behind(view: View) -> pd.DataFrame:
    """The initiatives behind each rule (columns: `queries.programme.BEHIND`)."""
    return _behind(view.edition_id, plan_scope(view), view.access)


def years(view: View) -> dict[int | None, int]:
    """How many initiatives of each year; None: of no stated year."""
    return _years(view.edition_id, view.access)
