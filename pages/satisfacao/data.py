"""Caches of what the answers to surveys say; the key of every frame holds the edition and who asks."""

import pandas as pd

from data_access.queries.tables import comments, satisfaction_drivers, satisfaction_scores
from data_access.queries.tables import detractors as detractor_tables
from data_access.queries.tables.detractors import Unit
from data_access.queries.tables.satisfaction_scores import Dimension
from indicators.drivers import Model, NoModel
from indicators.scope import Access, Scope
from pages.components.caching import _cache
from pages.state import gateway
from pages.state.view import View


@_cache(200)
def _distribution(edition: str, scope: Scope, access: Access) -> pd.DataFrame:
    return satisfaction_scores.score_distribution(gateway.edition(edition), scope, access)


@_cache(100)
def _by(edition: str, dimension: Dimension, scope: Scope, access: Access) -> pd.DataFrame:
    return satisfaction_scores.scores_by(gateway.edition(edition), dimension, scope, access)


@_cache(100)
def _both_views(edition: str, scope: Scope, access: Access) -> pd.DataFrame:
    return satisfaction_scores.both_views(gateway.edition(edition), scope, access)


@_cache(100)
def _comment_themes(edition: str, scope: Scope, access: Access) -> pd.DataFrame:
    return comments.comment_themes(gateway.edition(edition), scope, access)


@_cache(100)
def _comment_words(edition: str, theme: str, scope: Scope, access: Access) -> pd.DataFrame:
    return comments.comment_words(gateway.edition(edition), theme, scope, access)


@_cache(100)
def _detractors(edition: str, unit: Unit, scope: Scope, access: Access) -> pd.DataFrame:
    return detractor_tables.detractors_waiting(gateway.edition(edition), unit, scope, access)


@_cache(100)
def _drivers(edition: str, scope: Scope, access: Access) -> Model | NoModel:
    return satisfaction_drivers.opinion_drivers(gateway.edition(edition), scope, access)


def distribution(view: View, *, scope: Scope | None = None) -> pd.DataFrame:
    """Answers by score (columns: `queries.opinion.score_distribution`)."""
    return _distribution(view.edition_id, scope or view.scope, view.access)


def by(view: View, dimension: Dimension) -> pd.DataFrame:
    """Promoters, detractors and answers of each unit (columns: `queries.opinion.scores_by`)."""
    return _by(view.edition_id, dimension, view.scope, view.access)


def both_views(view: View) -> pd.DataFrame:
    """Answers by UF of the unit and of the client; whoever looks by either sees the same."""
    return _both_views(view.edition_id, view.scope, view.access)


def comment_themes(view: View) -> pd.DataFrame:
    """Comments by theme and sentiment (columns: `queries.comments.comment_themes`)."""
    return _comment_themes(view.edition_id, view.scope, view.access)


def comment_words(view: View, theme: str) -> pd.DataFrame:
    """The words by which the comments of a theme were read; of theme "", those of praise and
    complaint.
    """
    return _comment_words(view.edition_id, theme, view.scope, view.access)


def detractors(view: View, unit: Unit) -> pd.DataFrame:
    """Detractors by what came after their answer (columns: `queries.detractor_tables.detractors_waiting`)."""
    return _detractors(view.edition_id, unit, view.scope, view.access)


def drivers(view: View) -> Model | NoModel:
    """What goes with the score between units, channels and months."""
    return _drivers(view.edition_id, view.scope, view.access)
