"""What the answers to surveys say, as the page asks for it."""

import pandas as pd

from data_access.queries.tables import comments, satisfaction_drivers, satisfaction_scores
from data_access.queries.tables.detractors import Unit, detractors_waiting
from data_access.queries.tables.satisfaction_scores import Dimension
from indicators.drivers import Model, NoModel
from indicators.scope import Scope
from pages.components.caching import ask
from pages.state.view import View


def distribution(view: View, *, scope: Scope | None = None) -> pd.DataFrame:
    """Answers by score (columns: `queries.satisfaction_scores.score_distribution`)."""
    return ask(view, satisfaction_scores.score_distribution, scope=scope)


def by(view: View, dimension: Dimension) -> pd.DataFrame:
    """Promoters, detractors and answers of each unit (see `satisfaction_scores.scores_by`)."""
    return ask(view, satisfaction_scores.scores_by, dimension)


def both_views(view: View) -> pd.DataFrame:
    """Answers by UF of the unit and of the client; whoever looks by either sees the same."""
    return ask(view, satisfaction_scores.both_views)


def comment_themes(view: View) -> pd.DataFrame:
    """Comments by theme and sentiment (columns: `queries.comments.comment_themes`)."""
    return ask(view, comments.comment_themes)


def comment_words(view: View, theme: str) -> pd.DataFrame:
    """The words by which the comments of a theme were read; of theme "", those of praise and
    complaint.
    """
    return ask(view, comments.comment_words, theme)


def detractors(view: View, unit: Unit) -> pd.DataFrame:
    """Detractors by what came after their answer (see `queries.detractors_waiting`)."""
    return ask(view, detractors_waiting, unit)


def drivers(view: View) -> Model | NoModel:
    """What goes with the score between units, channels and months."""
    return ask(view, satisfaction_drivers.opinion_drivers)
