"""What secrecy keeps out of the list of the week: what may not be told of is not what asks for
nothing.
"""

from dataclasses import replace

import pandas as pd

from data_access.editions.reading import Edition
from data_access.queries.base.units import EXECUTING_LEVELS
from data_access.queries.tables.detractors import BANDS, OTHERS, TOTAL
from data_access.queries.tables.units import has_units
from data_access.queries.tables.week_actions import (
    TEAM,
    TOWN,
    Reason,
    of_whole_states,
    team_scores,
    teams_of_week,
    waiting_now,
)
from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.scope import Access, Attribution, Scope

COLUMNS = ["kind", "reason", "untold", "units", "cases"]
LAST = BANDS[-1]


def untold_of_week(edition: Edition, scope: Scope, access: Access) -> pd.DataFrame:
    """COLUMNS, one row per kind and reason of `week_actions` of which something is withheld.

    Of teams ``untold`` are those that answers are about and of which the reason cannot be told, out
    of ``units``; ``cases`` the detractors of the whole UF that wait longer than every term. NaN
    where the edition may not say so, and of municipalities.
    """
    whole = replace(scope, channel=(), partner=(), porte=(), attribution=None)
    found = _teams(edition, whole, access) if has_units(edition) else []
    if scope.territory.level not in EXECUTING_LEVELS:
        found += _towns(edition, whole, access)
    return pd.DataFrame(found, columns=COLUMNS)


def _teams(edition: Edition, scope: Scope, access: Access) -> list[tuple[object, ...]]:
    teams = teams_of_week(edition, scope.territory, access)
    scores = team_scores(edition, scope, access).set_index("key")
    scores = scores[scores.index.isin(teams.index)]
    hidden = scores["withheld"].astype(bool)
    waits = waiting_now(edition, "equipe", of_whole_states(edition, scope, access), access)
    told = waits.dropna(subset=[LAST]).set_index("key")
    # Of a known handful of detractors no list could be made.
    could_wait = hidden | (scores["detractors"] >= SMALLEST_GROUP)
    silent = could_wait & ~scores.index.isin(told.index)
    overdue = told[LAST].get(TOTAL, float("nan"))
    if scope.territory.level not in EXECUTING_LEVELS:
        overdue = float("nan")  # it would be of the UF around
    rows = [
        (TEAM, str(Reason.SCORE), int(hidden.sum()), len(scores), float("nan")),
        (TEAM, str(Reason.WAITING), int(silent.sum()), len(scores), float(overdue)),
    ]
    return [row for row in rows if row[2]]


def _towns(edition: Edition, scope: Scope, access: Access) -> list[tuple[object, ...]]:
    """Whether of any municipality of the UF the waits are told with others', or not at all."""
    wider = of_whole_states(edition, scope, access)
    by_client = replace(wider, attribution=Attribution.ESTABLISHMENT)
    waits = waiting_now(edition, "territorio", by_client, access)
    told_apart = ~waits["key"].isin([OTHERS, TOTAL]) & waits[LAST].notna()
    whole = waits["key"] == TOTAL
    missing = waits.loc[whole, "detractors"].sum() - waits.loc[told_apart, "detractors"].sum()
    if waits.loc[whole, "detractors"].notna().all() and missing < SMALLEST_GROUP:
        return []
    return [(TOWN, str(Reason.WAITING), float("nan"), float("nan"), float("nan"))]
