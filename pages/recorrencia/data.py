"""Caches of returns, cohorts, segments and flows; the key of every frame holds the edition and who
asks.
"""

import pandas as pd

from data_access.queries.tables import recurrence
from indicators.scope import Access, Scope
from pages.components.caching import _cache
from pages.state import gateway
from pages.state.view import View


@_cache(100)
def _durations(edition: str, by: str, scope: Scope, access: Access) -> pd.DataFrame:
    return recurrence.return_durations(gateway.edition(edition), by, scope=scope, access=access)


@_cache(100)
def _cohorts(edition: str, scope: Scope, access: Access) -> pd.DataFrame:
    return recurrence.cohorts(gateway.edition(edition), scope=scope, access=access)


@_cache(100)
def _moves(edition: str, scope: Scope, access: Access) -> pd.DataFrame:
    return recurrence.segment_moves(gateway.edition(edition), scope=scope, access=access)


@_cache(100)
def _at_risk(edition: str, scope: Scope, access: Access, level: str, quarter: int) -> pd.DataFrame:
    source = gateway.edition(edition)
    return recurrence.at_risk(source, scope=scope, access=access, level=level, quarter=quarter)


@_cache(100)
def _teams(edition: str, scope: Scope, access: Access) -> pd.DataFrame:
    return recurrence.at_risk_by_team(gateway.edition(edition), scope=scope, access=access)


@_cache(100)
def _flow(edition: str, scope: Scope, access: Access) -> pd.DataFrame:
    return recurrence.channel_flow(gateway.edition(edition), scope=scope, access=access)


def durations(view: View, by: str) -> pd.DataFrame:
    """Clients by group, months watched and whether back (see
    `queries.recurrence.return_durations`).
    """
    return _durations(view.edition_id, by, view.scope, view.access)


def cohorts(view: View) -> pd.DataFrame:
    return _cohorts(view.edition_id, view.scope, view.access)


def moves(view: View) -> pd.DataFrame:
    return _moves(view.edition_id, view.scope, view.access)


def at_risk(view: View, quarter: int) -> pd.DataFrame:
    return _at_risk(view.edition_id, view.scope, view.access, view.finer_level, quarter)


def at_risk_by_team(view: View) -> pd.DataFrame:
    return _teams(view.edition_id, view.scope, view.access)


def flow(view: View) -> pd.DataFrame:
    return _flow(view.edition_id, view.scope, view.access)
