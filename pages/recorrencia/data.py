"""Returns, cohorts, segments and flows, as the page asks for them (see `queries.recurrence`)."""

import pandas as pd

from data_access.queries.tables import recurrence
from pages.components.caching import ask
from pages.state.view import View


def durations(view: View, by: str) -> pd.DataFrame:
    """Clients by group, months watched and whether back."""
    return ask(view, recurrence.return_durations, by)


def cohorts(view: View) -> pd.DataFrame:
    return ask(view, recurrence.cohorts)


def moves(view: View) -> pd.DataFrame:
    return ask(view, recurrence.segment_moves)


def at_risk(view: View, quarter: int) -> pd.DataFrame:
    return ask(view, recurrence.at_risk, level=view.finer_level, quarter=quarter)


def at_risk_by_team(view: View) -> pd.DataFrame:
    return ask(view, recurrence.at_risk_by_team)


def flow(view: View) -> pd.DataFrame:
    return ask(view, recurrence.channel_flow)
