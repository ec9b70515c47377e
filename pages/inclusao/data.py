"""What is known of groups of people, as the page asks for it."""

from dataclasses import replace

import pandas as pd

from data_access.queries.base.question import closed_period
from data_access.queries.tables import inclusion
from indicators.disclosure.windows import told_instead
from indicators.scope import Scope
from pages.components.caching import ask
from pages.state.view import View


def view_that_is_told(view: View) -> View:
    """The view in which figures about people are told: its own territory, a period that is told,
    and no filter.
    """
    period = told_instead(view.scope.period, closed_period(view.edition))
    scope = Scope(period, view.scope.territory, comparison=view.scope.comparison)
    return replace(view, scope=scope, partners=())


def why_not_told(view: View) -> str:
    """Why figures about people are not told of the period of the view, in words."""
    if view.scope.period.end > closed_period(view.edition).end:
        return f"{view.scope.period.end.label} não acabou, e o que se diz é de meses inteiros"
    return "outros períodos revelariam grupos pequenos"


def groups(view: View, indicators: tuple[str, ...], level: str) -> pd.DataFrame:
    """Groups in each territory of a level, with their references (columns:
    `queries.inclusion.group_figures`).
    """
    return ask(view, inclusion.group_figures, indicators, level=level)


def groups_with_children(view: View) -> frozenset[str]:
    """The groups whose population of reference has children, in the edition that is looked at."""
    return ask(view, inclusion.groups_with_children)


def towns(view: View) -> pd.DataFrame:
    """Coverage and vulnerability of each municipality (columns:
    `queries.inclusion.vulnerable_towns`).
    """
    return ask(view, inclusion.vulnerable_towns, scope=replace(view.scope, attribution=None))


def initiatives(view: View) -> pd.DataFrame:
    """Answers about income by initiative (columns: `queries.inclusion.income_by_initiative`)."""
    return ask(view, inclusion.income_by_initiative)
