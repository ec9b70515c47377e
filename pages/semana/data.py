"""The week of a territory: what asks for action, what changed since the edition before, and what
was done.
"""

from dataclasses import dataclass, field, replace

import pandas as pd

from config.settings import get_settings
from data_access.editions.info import list_editions
from data_access.editions.manifest import Manifest
from data_access.operational.actor import PANEL
from data_access.queries.tables.municipalities import municipalities
from data_access.queries.tables.reference import partners
from data_access.queries.tables.week_actions import (
    PARTNER,
    TOWN,
    teams_of_week,
    week_actions,
)
from data_access.queries.tables.week_secrecy import COLUMNS as UNTOLD
from data_access.queries.tables.week_secrecy import untold_of_week
from data_access.schema.version import SCHEMA_VERSION
from data_access.stewardship.week import Item, Mark, WeekMarks
from indicators.scope import Month, Period, ScopeError
from pages.components.caching import ask, ask_edition
from pages.semana.words import done_before, sentence
from pages.state.view import View, states_of

KEY = ["kind", "id", "reason"]
NEW, STILL, UNKNOWN = "novo", "continua", "sem edição anterior"


@dataclass(frozen=True)
class Week:
    """``rows`` are those to act on (`week_actions`, with ``told``, ``since_before`` and
    ``done_before``); ``left`` those of the edition before that nothing asks for any more, None
    where there is no such edition; ``marks`` all that was done here, the newest first; ``untold``
    what secrecy keeps out of the list (`untold_of_week`).
    """

    rows: pd.DataFrame
    before: Manifest | None
    left: pd.DataFrame | None
    marks: list[Mark]
    untold: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=UNTOLD))


def week_of(view: View) -> Week:
    rows = with_words(view, ask(view, week_actions), view.manifest.end)
    before = edition_before(view)
    earlier = None if before is None else _earlier(view, before)
    known = None if earlier is None else _keys(earlier)
    rows = rows.assign(
        since_before=[
            UNKNOWN if known is None else STILL if key in known else NEW for key in _listed(rows)
        ]
    )
    marks = [mark for mark in _marks(view).of(_ufs(view)) if _is_inside(view, mark)]
    left = None
    if before is not None and earlier is not None:
        here = _keys(rows)
        left = _those(earlier, [key not in here for key in _listed(earlier)])
        left = with_words(view, left, before.end)
    return Week(_not_done(view, rows, marks), before, left, marks, ask(view, untold_of_week))


def with_words(view: View, rows: pd.DataFrame, last: int) -> pd.DataFrame:
    """The rows of an edition that ends in the month `last`, each with its sentence (``told``)."""
    place = view.place.split(" · ")[0]  # what kind of place it is stands above the list
    told = [sentence(row, place, last) for _, row in rows.iterrows()]
    return rows.assign(told=pd.Series(told, index=rows.index, dtype=object))


def item_of(view: View, row: pd.Series) -> Item:
    return Item(
        edition_id=view.edition_id,
        kind=row["kind"],
        subject=row["id"],
        name=row["name"],
        uf=row["uf"],
        reason=row["reason"],
        told=row["told"],
    )


def mark_done(view: View, row: pd.Series) -> None:
    """Raises WeekMarkError."""
    _marks(view).done(item_of(view, row))


def undo(view: View, mark: Mark) -> None:
    """Raises WeekMarkError."""
    _marks(view).undo(mark.id)


def edition_before(view: View) -> Manifest | None:
    """The newest readable edition that was built before this one and counts the same things."""
    sound = [item.manifest for item in list_editions(get_settings()) if not item.problem]
    found = [
        manifest
        for manifest in sound
        if manifest is not None
        and manifest.schema_version == SCHEMA_VERSION
        and manifest.built_at < view.manifest.built_at
    ]
    return found[-1] if found else None


def _earlier(view: View, before: Manifest) -> pd.DataFrame | None:
    """The list of the edition before, for the same months as far as it had them; None where it did
    not know the territory.
    """
    end = Month(before.end)
    period = view.scope.period
    if period.end > end:
        period = Period.year_to_date(end)
    scope = replace(view.scope, period=period, stock=None)
    try:
        return ask_edition(before.id, view.access, week_actions, scope=scope)
    except ScopeError:
        return None


def _marks(view: View) -> WeekMarks:
    return WeekMarks(get_settings(), view.access, PANEL)


def _ufs(view: View) -> frozenset[str]:
    return states_of(view.scope.territory) or frozenset()


def _is_inside(view: View, mark: Mark) -> bool:
    """Whether what was done is of the territory that is looked at."""
    territory = view.scope.territory
    if territory.level == "uf":
        return True
    if mark.item.kind == TOWN:
        inside = ask(view, municipalities, territory=territory)["code"]
    elif mark.item.kind == PARTNER:
        inside = ask(view, partners, territory=territory)["partner_id"]
    else:
        inside = ask(view, teams_of_week, territory=territory).index.to_series()
    return bool((inside == mark.item.subject).any())


def _not_done(view: View, rows: pd.DataFrame, marks: list[Mark]) -> pd.DataFrame:
    """Without what was done in this edition; ``done_before`` says of what was done in an earlier
    one, and is "" elsewhere.
    """
    counting = [mark for mark in marks if mark.counts]
    done = {mark.item.key for mark in counting if mark.item.edition_id == view.edition_id}
    earlier = {mark.item.key: mark for mark in reversed(counting)}
    keys = _listed(rows)
    told = [done_before(earlier[key]) if key in earlier else "" for key in keys]
    return _those(rows.assign(done_before=told), [key not in done for key in keys])


def _those(rows: pd.DataFrame, chosen: list[bool]) -> pd.DataFrame:
    """Of no rows none, with their columns: to pandas an empty list is one of columns."""
    return rows[pd.Series(chosen, index=rows.index, dtype=bool)]


def _listed(rows: pd.DataFrame) -> list[tuple[str, str, str]]:
    return [(str(a), str(b), str(c)) for a, b, c in rows[KEY].itertuples(index=False)]


def _keys(rows: pd.DataFrame) -> set[tuple[str, str, str]]:
    return set(_listed(rows))
