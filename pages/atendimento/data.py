"""The service, as the page asks for it."""

import pandas as pd

from data_access.queries.tables import reputation, waiting, workload
from data_access.queries.tables.waiting import Waits
from data_access.queries.tables.workload import Dimension
from pages.components.caching import ask
from pages.state.view import View


def waits(view: View, indicator: str) -> Waits:
    """Quantiles and bands of a duration."""
    return ask(view, waiting.waits, indicator)


def volume(view: View, dimension: Dimension) -> pd.DataFrame:
    """Attendances by channel or theme (columns: `queries.workload.attendances_by`)."""
    return ask(view, workload.attendances_by, dimension)


def hours(view: View) -> pd.DataFrame:
    """Contacts by weekday and hour."""
    return ask(view, workload.contacts_by_hour)


def shares_by_channel(view: View, indicators: tuple[str, ...]) -> pd.DataFrame:
    return ask(view, workload.shares_by_channel, indicators)


def reputation_parts(view: View) -> pd.DataFrame:
    """The parts of the reputation index with their weights (columns:
    `queries.reputation.reputation_parts`).
    """
    return ask(view, reputation.reputation_parts)
