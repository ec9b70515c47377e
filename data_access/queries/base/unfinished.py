"""Months that a source has begun and not ended: what is counted of them is no whole month, and is
neither compared nor judged (docs/adr/0038).
"""

from collections.abc import Iterable, Mapping
from weakref import WeakKeyDictionary

import pandas as pd
import sqlalchemy as sa

from data_access.queries.base.question import Question
from data_access.queries.base.source_coverage import states_of_territory, visible_states
from data_access.schema import tables as schema
from indicators.measure import Status
from indicators.scope import Month, Period

Unfinished = Mapping[tuple[str, str], Period]  # by source and UF
_asked: WeakKeyDictionary[sa.Engine, Unfinished] = WeakKeyDictionary()
JUDGED = (Status.MEASURED, Status.PARTIAL, Status.FEW)


def unfinished_months(connection: sa.Connection) -> Unfinished:
    """The unfinished months of each source and UF that has any; an edition is asked once."""
    if connection.engine not in _asked:
        e = schema.source_end.c
        rows = connection.execute(
            sa.select(e.source, e.uf, e.whole_month, e.last_month).where(
                e.last_month > e.whole_month
            )
        )
        _asked[connection.engine] = {
            (row.source, row.uf): Period(Month(row.whole_month + 1), Month(row.last_month))
            for row in rows
        }
    return _asked[connection.engine]


def with_unfinished(
    connection: sa.Connection, frame: pd.DataFrame, question: Question, sources: Iterable[str]
) -> pd.DataFrame:
    """Measured rows in which a window with an unfinished month of any UF of the territory is only
    partly recorded.
    """
    known = unfinished_months(connection)
    if not known or "periodo" not in question.definition.filters or frame.empty:
        return frame
    months = {uf: period for (source, uf), period in known.items() if source in sources}
    states = visible_states(connection, question.access)
    periods = {scope.period.end.index: scope.period for scope in question.scopes}
    places = frame["code"] if question.level in ("brasil", "regiao") else frame["uf"]
    partly = [
        any(
            uf in months and months[uf].overlaps(periods[month])
            for uf in states_of_territory(states, place, question.level)
        )
        for place, month in zip(
            places.where(places.notna(), None), frame["last_month"], strict=True
        )
    ]
    here = pd.Series(partly, index=frame.index) & frame["status"].isin(JUDGED)
    return frame.assign(status=frame["status"].mask(here, Status.PARTLY_RECORDED))
