"""What the matrix shows: of which places, beside what, and in which order."""

from dataclasses import dataclass, replace

import pandas as pd

from data_access.editions.reading import Edition
from data_access.queries.indicators.matrix_lines import matrix_lines
from indicators.catalogue.definitions import Polarity, indicator
from indicators.scope import Access, Scope, TerritoryRef
from indicators.territories.judgement import Judgement
from indicators.territories.matrix import matrix
from pages.components.caching import ask
from pages.components.levels import WIDE, levels_inside, uf_around, uf_name
from pages.components.places import country_words
from pages.state.view import View

AT_ONCE = 30  # columns that can be taken in; a country has 27 states
BEHIND, AHEAD = (Judgement.WORSE,), (Judgement.BETTER,)


@dataclass(frozen=True)
class Field:
    """The places side by side: those of `level` inside `view`'s territory, `own` among them where
    the filter of the page is one of them or lies in it.
    """

    view: View
    level: str
    own: str


def levels(view: View) -> tuple[list[str], str]:
    """The levels that can be chosen, and the one that is shown first: a state among the states, a
    municipality among those of its state.
    """
    territory = view.scope.territory
    if territory.level in WIDE:
        return levels_inside(view, territory), "uf"
    state = uf_around(territory)
    return ["uf", *levels_inside(view, state)], territory.level


def field_of(view: View, level: str) -> Field:
    """The places that stand beside the territory of the filter, or inside it."""
    territory = view.scope.territory
    if territory.level in WIDE:
        return Field(view, level, "")
    if level == "uf":
        country = country_words(view.access.ufs)
        return Field(_around(view, TerritoryRef(), country), level, territory.code[:2])
    if territory.level in ("uf", level):
        state = uf_around(territory)
        own = territory.code if territory.level == level else ""
        return Field(_around(view, state, uf_name(state.code)), level, own)
    state = uf_around(territory)
    return Field(_around(view, state, uf_name(state.code)), level, "")


def _around(view: View, territory: TerritoryRef, place: str) -> View:
    return replace(view.within(territory), place=place)


def cells(field: Field, reference: str) -> pd.DataFrame:
    """Every cell (columns: `matrix.COLUMNS`), also those of places that are not in sight."""
    return ask(field.view, matrix_of, field.level, reference)


def matrix_of(
    edition: Edition, level: str, reference: str, *, scope: Scope, access: Access, reach_km: float
) -> pd.DataFrame:
    """The matrix of the level inside the scope; few mistakes among all that is told, and hardly any
    where only some of the places are in sight. What does not take a filter of the scope has no
    line: its numbers would count as an answer to what was not asked of it.
    """
    view = View(edition.id, access, scope, "", {})
    lines = [
        line for line in ask(view, matrix_lines, level=level) if not line.definition.unheeded(scope)
    ]
    places = max((len(line.now) for line in lines), default=0)
    return matrix(lines, reference, partly_shown=places > AT_ONCE)


def ordered_places(found: pd.DataFrame, own: str, *, worst_first: bool) -> pd.DataFrame:
    """The places (code, name, uf, behind, ahead, judged), one's own first. ``judged`` are the
    indicators in which a place could be behind or ahead: what is neither good nor bad is none.
    """
    told = found["judgement"]
    sided = found["indicator"].map(lambda name: indicator(name).polarity is not Polarity.NEUTRAL)
    counts = found.assign(
        behind=told.isin(BEHIND),
        ahead=told.isin(AHEAD),
        judged=told.isin((*BEHIND, *AHEAD, Judgement.ALIKE)) & sided.astype(bool),
    )
    places = counts.groupby("code", as_index=False, sort=True).agg(
        name=("name", "first"),
        uf=("uf", "first"),
        behind=("behind", "sum"),
        ahead=("ahead", "sum"),
        judged=("judged", "sum"),
    )
    if worst_first:
        places = places.sort_values(
            ["behind", "ahead"], ascending=[False, True], kind="stable", ignore_index=True
        )
    mine = places["code"] == own
    return pd.concat([places[mine], places[~mine]], ignore_index=True)
