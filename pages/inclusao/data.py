"""Caches of what is known of groups of people; the key of every frame holds the edition and who
asks.
"""

from dataclasses import replace

import pandas as pd

from data_access.queries.base.question import recorded_period
from data_access.queries.tables import inclusion
from indicators.safe_blocks import told_instead
from indicators.scope import Access, Scope
from pages.components.caching import _cache
from pages.state import gateway
from pages.state.view import View


@_cache(200)
def _groups(
    edition: str, indicators: tuple[str, ...], scope: Scope, access: Access, level: str
) -> pd.DataFrame:
    return inclusion.group_figures(gateway.edition(edition), indicators, scope, access, level)


@_cache(40)
def _towns(edition: str, scope: Scope, access: Access) -> pd.DataFrame:
    return inclusion.vulnerable_towns(gateway.edition(edition), scope, access)


@_cache(100)
def _initiatives(edition: str, scope: Scope, access: Access) -> pd.DataFrame:
    return inclusion.income_by_initiative(gateway.edition(edition), scope, access)


def told(view: View) -> View:
    """The view in which figures about people are told: its own territory, a period that is told,
    and no filter.
    """
    period = told_instead(view.scope.period, recorded_period(view.edition))
    scope = Scope(period, view.scope.territory, comparison=view.scope.comparison)
    return replace(view, scope=scope, partners=())


def groups(view: View, indicators: tuple[str, ...], level: str) -> pd.DataFrame:
    """Groups in each territory of a level, with their references (columns:
    `queries.fairness.group_figures`).
    """
    return _groups(view.edition_id, indicators, view.scope, view.access, level)


def towns(view: View) -> pd.DataFrame:
    """Coverage and vulnerability of each municipality (columns:
    `queries.fairness.vulnerable_towns`).
    """
    scope = replace(view.scope, attribution=None)
    return _towns(view.edition_id, scope, view.access)


def initiatives(view: View) -> pd.DataFrame:
    """Answers about income by initiative (columns: `queries.fairness.income_by_initiative`)."""
    return _initiatives(view.edition_id, view.scope, view.access)
