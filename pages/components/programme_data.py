"""The states against the plan, as pages ask for them."""

import pandas as pd

from data_access.editions.reading import Edition
from data_access.queries.tables.programme import Board, programme_board, programme_years
from indicators.scope import Access, Period, Scope
from pages.components.caching import ask, ask_edition
from pages.state.view import View


def plan_scope(view: View) -> Scope:
    """All that the plan knows of a scope: its territory, and the year in which its period ends, up
    to there.
    """
    return Scope(Period.year_to_date(view.scope.period.end), view.scope.territory)


def initiatives(view: View) -> pd.DataFrame:
    """Initiatives of the year (columns: `queries.programme.INITIATIVES`)."""
    return _part(view, "initiatives")


def rules(view: View) -> pd.DataFrame:
    """Each state and rule (columns: `queries.programme.RULES`)."""
    return _part(view, "rules")


def strategies(view: View) -> pd.DataFrame:
    """Each state and strategy (columns: `queries.programme.MATRIX`)."""
    return _part(view, "strategies")


def initiatives_behind_rules(view: View) -> pd.DataFrame:
    """The initiatives behind each rule (columns: `queries.programme.BEHIND`)."""
    return _part(view, "behind")


def years(view: View) -> dict[int | None, int]:
    """How many initiatives of each year; None: of no stated year."""
    return ask(view, programme_years)


def _part(view: View, name: str) -> pd.DataFrame:
    return ask(view, board_part, name, scope=plan_scope(view))


def board_part(edition: Edition, name: str, scope: Scope, access: Access) -> pd.DataFrame:
    """One frame of the board, kept by itself: whoever reads one has a copy made of it alone."""
    board: Board = ask_edition(edition.id, access, programme_board, scope=scope)
    part: pd.DataFrame = getattr(board, name)
    return part
