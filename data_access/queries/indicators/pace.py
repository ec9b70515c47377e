"""An indicator beside its target: for a year that is not over, by what the year should show by now.

What a year should show by now is learnt from the years before it (`indicators.goals.pace`): those
of the territory say how much is usual, those of its like how far one year may be from another.
Territories whose last month is not over are judged by the months that are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.question import Question
from data_access.queries.base.unfinished import days_left_of_year, last_whole_months
from data_access.queries.indicators.indicator import (
    DEFAULT_REACH_KM,
    TABLE_COLUMNS,
    indicator_headline,
    indicator_table,
)
from data_access.queries.indicators.past_years import Asked, measured_paces
from data_access.queries.measures.registry import accumulates, measure_of
from indicators.catalogue.definitions import indicator
from indicators.goals.pace import Basis, Standing, basis_of, name_paces, stand_as_it_is, weekly
from indicators.measure import Status
from indicators.scope import Access, Month, Scope

PACE_COLUMNS = [
    "standing",
    "expected",
    "expected_lower",
    "expected_upper",
    "years",
    "judged_until",
    "per_week",
]
P_VALUE = "pace_p_value"
JUDGED_COLUMNS = [*TABLE_COLUMNS, *PACE_COLUMNS]


@dataclass(frozen=True)
class Headline:
    """One territory: the row of `indicator_table`, that of `judged_table`, and
    `indicator_series`.
    """

    total: pd.Series
    judged: pd.Series
    series: pd.DataFrame


def judged_table(
    edition: Edition,
    indicator_id: str,
    *,
    scope: Scope,
    access: Access,
    level: str,
    reach_km: float = DEFAULT_REACH_KM,
) -> pd.DataFrame:
    """`indicator_table` with how each row stands to its target: JUDGED_COLUMNS.

    ``standing`` is a word of `Standing`; ``expected``, ``expected_lower`` and ``expected_upper``,
    in the unit of the value, what the target asks for by ``judged_until`` (YYYY-MM) and where 95 %
    of the years that end at it would be, from so many ``years`` before; ``per_week`` is the gap
    over the weeks left of the year. NaN where the target is not one for a year that is running. Of
    several rows the words hold together: the chance of any mistaken “atrasado” is kept to 5 %.
    """
    definition = indicator(indicator_id)
    rows = indicator_table(
        edition, indicator_id, scope=scope, access=access, level=level, reach_km=reach_km
    )
    question = Question.about(
        edition,
        definition=definition,
        scopes=[scope],
        access=access,
        level=level,
        reach_km=reach_km,
    )
    with edition.reading(access) as connection:
        return with_standings(connection, rows, question)[JUDGED_COLUMNS]


def with_standings(
    connection: sa.Connection, rows: pd.DataFrame, question: Question
) -> pd.DataFrame:
    """Rows with their targets (`targets.with_targets`), and PACE_COLUMNS and ``pace_p_value``: of
    each row alone, that a year which ends at its target would be as far from ``expected``.
    """
    definition, rows = question.definition, rows.assign(**_unjudged(rows))
    basis = basis_of(question.scope.period, accumulates=accumulates(definition))
    judged = rows["target"].notna() & rows["value"].notna()
    if not judged.any() or basis is Basis.PART_OF_YEAR:
        return rows
    listed = int(judged.sum()) > 1
    if basis is Basis.AS_IT_IS:
        partly = rows["status"] == Status.PARTLY_RECORDED
        whole = judged & ~partly
        words = stand_as_it_is(definition, rows[whole], listed=listed)
        standing = rows["standing"].mask(judged & partly, Standing.UNTOLD)
        return rows.assign(standing=_replaced(standing, whole, words))
    return _with_paces(Asked(connection, question), rows, judged, listed=listed)


def judged_headline(
    edition: Edition,
    indicator_id: str,
    *,
    scope: Scope,
    access: Access,
    reach_km: float = DEFAULT_REACH_KM,
) -> Headline:
    """The scope's own territory, as pages head with it: read once."""
    rows, series = indicator_headline(
        edition, indicator_id, scope=scope, access=access, reach_km=reach_km
    )
    question = Question.about(
        edition,
        definition=indicator(indicator_id),
        scopes=[scope],
        access=access,
        level=scope.territory.level,
        reach_km=reach_km,
    )
    with edition.reading(access) as connection:
        judged = with_standings(connection, rows, question)[JUDGED_COLUMNS]
    return Headline(rows.iloc[0], judged.iloc[0], series)


def _unjudged(rows: pd.DataFrame) -> dict[str, pd.Series | float]:
    words = np.where(rows["target"].notna(), Standing.WHOLE_YEAR, Standing.NONE)
    return {
        **dict.fromkeys((*PACE_COLUMNS, P_VALUE), np.nan),
        "standing": pd.Series(words, index=rows.index, dtype=object),
        "judged_until": pd.Series(None, index=rows.index, dtype=object),
    }


def _replaced(old: pd.Series, where: pd.Series, new: Sequence[object]) -> pd.Series:
    return old.mask(where, pd.Series(list(new), index=old.index[where], dtype=object))


def _with_paces(
    asked: Asked, rows: pd.DataFrame, judged: pd.Series, *, listed: bool
) -> pd.DataFrame:
    """Rows judged by the months that are whole in each of them, all in one list."""
    question, sources = asked.question, measure_of(asked.question.definition).tables
    untils = last_whole_months(asked.connection, rows, question, sources)
    measured = []
    for until in sorted(untils[judged].unique()):
        if until < asked.period.start.index:
            continue  # not one month is whole: nothing to judge
        part = asked.until(Month(int(until)))
        found = measured_paces(part, rows[judged & (untils == until)])
        measured.append(found.assign(judged_until=str(part.period.end)))
    rows = rows.assign(standing=rows["standing"].mask(judged, Standing.UNTOLD))
    if measured:
        together = pd.concat(measured)
        together = together.assign(standing=name_paces(together, listed=listed))
        together = together.rename(columns={"p_value": P_VALUE})
        known = (*PACE_COLUMNS[:-1], P_VALUE)
        told = {name: together[name].reindex(rows.index) for name in known}
        rows = rows.assign(**{name: told[name].fillna(rows[name]) for name in told})
    days = days_left_of_year(asked.connection, rows, question, sources)
    # Of a share that matures the base grows too, and nobody knows how many December will ask for.
    grows = measure_of(question.definition).matures
    return rows.assign(per_week=np.nan if grows else weekly(rows["gap"], days))
