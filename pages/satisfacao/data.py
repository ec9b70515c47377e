"""What the answers to surveys say, as the page asks for it."""

from dataclasses import replace

import pandas as pd

from data_access.queries.base import told_answers
from data_access.queries.base.question import closed_period
from data_access.queries.tables import comments, satisfaction_drivers, satisfaction_scores
from data_access.queries.tables.detractors import Unit, detractors_waiting
from data_access.queries.tables.satisfaction_scores import Dimension
from indicators.disclosure.windows import told_instead
from indicators.drivers import Model, NoModel
from indicators.scope import Scope
from pages.components.caching import ask
from pages.state.view import View


def view_of_whole_parts(view: View) -> View:
    """The view in the period in which answers are told by channel, partner and team: a year to
    date, or a whole one (docs/adr/0040).
    """
    period = told_instead(view.scope.period, closed_period(view.edition))
    return replace(view, scope=replace(view.scope, period=period))


def view_of_years(view: View) -> View:
    """The view in which comments, and what came after the answers of detractors, are told: a year
    to date, or a whole one, of all channels and partners.
    """
    return view_without_filters(view_of_whole_parts(view))


def view_without_filters(view: View) -> View:
    """The view of all channels and partners."""
    return replace(view, scope=replace(view.scope, channel=(), partner=()), partners=())


def is_never_told(view: View, division: str | None = None) -> bool:
    """Whether nothing is told of answers by the filters of the view, and by a division of them."""
    by_unit = satisfaction_scores.by_executing_unit(view.scope)
    return told_answers.is_never_told(view.scope, by_unit=by_unit, division=division)


def distribution(view: View, *, scope: Scope | None = None) -> pd.DataFrame:
    """Answers by score (columns: `queries.satisfaction_scores.score_distribution`)."""
    return ask(view, satisfaction_scores.score_distribution, scope=scope)


def by(view: View, dimension: Dimension) -> pd.DataFrame:
    """Promoters, detractors and answers of each unit (see `satisfaction_scores.scores_by`)."""
    return ask(view, satisfaction_scores.scores_by, dimension)


def both_views(view: View) -> pd.DataFrame:
    """What each view of the answers has that the other has not (see
    `satisfaction_scores.both_views`).
    """
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
    """What goes with the score between units, channels and months (see `opinion_drivers`)."""
    return ask(view, satisfaction_drivers.opinion_drivers)
