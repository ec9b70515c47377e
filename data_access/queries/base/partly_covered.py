"""Windows that begin before a source does, or end after it: what is counted of them is of fewer
months than were asked for, and is neither compared nor judged, whatever the indicator.
"""

from collections.abc import Iterable

import pandas as pd
import sqlalchemy as sa

from data_access.queries.base.question import SourcedQuestion, SourceMonths
from data_access.queries.base.unfinished import JUDGED, states_of_rows, with_unfinished
from indicators.measure import Status
from indicators.scope import Period


def with_partly_recorded(
    connection: sa.Connection,
    frame: pd.DataFrame,
    question: SourcedQuestion,
    sources: Iterable[str],
) -> pd.DataFrame:
    """Measured rows in which a window that the record does not fill is only partly recorded: its
    last month is not over (`with_unfinished`), or the source has begun in it, or ceased.
    """
    told = with_unfinished(connection, frame, question, sources)
    return _with_partly_covered(connection, told, question)


def _with_partly_covered(
    connection: sa.Connection, frame: pd.DataFrame, question: SourcedQuestion
) -> pd.DataFrame:
    """No UF of the territory has the source in the whole window, and some have in a part of it."""
    known = question.source_months
    if known is None or "periodo" not in question.definition.filters or frame.empty:
        return frame
    periods = {
        scope.period.end.index: scope.period
        for scope in question.scopes
        if not all(_covers(span, scope.period) for span in known.values())
    }
    asked = frame["last_month"].isin(periods) & frame["status"].isin(JUDGED)
    if not asked.any():
        return frame
    rows = frame[asked]
    partly = [
        _is_part(known, ufs, periods[month])
        for ufs, month in zip(
            states_of_rows(connection, rows, question), rows["last_month"], strict=True
        )
    ]
    here = pd.Series(partly, index=rows.index, dtype=bool).reindex(frame.index, fill_value=False)
    return frame.assign(status=frame["status"].mask(here, Status.PARTLY_RECORDED))


def _is_part(known: SourceMonths, ufs: Iterable[str], period: Period) -> bool:
    there = [known[uf] for uf in ufs if uf in known and known[uf].overlaps(period)]
    return bool(there) and not any(_covers(span, period) for span in there)


def _covers(span: Period, period: Period) -> bool:
    return span.start <= period.start and period.end <= span.end
