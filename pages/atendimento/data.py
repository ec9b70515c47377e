"""Caches of the service; the key of every frame holds the edition and who asks."""

import pandas as pd

from data_access.queries.tables import reputation, waiting, workload
from data_access.queries.tables.waiting import Waits
from data_access.queries.tables.workload import Dimension
from indicators.scope import Access, Scope
from pages.components.caching import _cache
from pages.state import gateway
from pages.state.view import View


@_cache(200)
def _waits(edition: str, indicator: str, scope: Scope, access: Access) -> Waits:
    return waiting.waits(gateway.edition(edition), indicator, scope=scope, access=access)


@_cache(100)
def _volume(edition: str, dimension: Dimension, scope: Scope, access: Access) -> pd.DataFrame:
    return workload.attendances_by(gateway.edition(edition), dimension, scope=scope, access=access)


@_cache(100)
def _hours(edition: str, scope: Scope, access: Access) -> pd.DataFrame:
    return workload.contacts_by_hour(gateway.edition(edition), scope=scope, access=access)


@_cache(100)
def _shares(
    edition: str, indicators: tuple[str, ...], scope: Scope, access: Access
) -> pd.DataFrame:
    return workload.shares_by_channel(
        gateway.edition(edition), indicators, scope=scope, access=access
    )


@_cache(100)
def _reputation(edition: str, scope: Scope, access: Access) -> pd.DataFrame:
    return reputation.reputation_parts(gateway.edition(edition), scope, access)


def waits(view: View, indicator: str) -> Waits:
    """Quantiles and bands of a duration."""
    return _waits(view.edition_id, indicator, view.scope, view.access)


def volume(view: View, dimension: Dimension) -> pd.DataFrame:
    """Attendances by channel or theme (columns: `queries.workload.attendances_by`)."""
    return _volume(view.edition_id, dimension, view.scope, view.access)


def hours(view: View) -> pd.DataFrame:
    """Contacts by weekday and hour."""
    return _hours(view.edition_id, view.scope, view.access)


def shares_by_channel(view: View, indicators: tuple[str, ...]) -> pd.DataFrame:
    return _shares(view.edition_id, indicators, view.scope, view.access)


def reputation_parts(view: View) -> pd.DataFrame:
    """The parts of the reputation index with their weights (columns:
    `queries.reputation.reputation_parts`).
    """
    return _reputation(view.edition_id, view.scope, view.access)
