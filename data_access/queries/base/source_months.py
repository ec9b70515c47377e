"""The source of a measure, and the months in which it says anything of each UF.

A source is taken to come by UF (docs/adr/0029): it is there from the first to the last month in
which any record of the UF says what the measure counts; attendances and lists, in every month. An
edition never changes, and what it says here is asked of it once. What follows from it is in
`source_coverage`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data_access.editions.server.sight import Shared
from data_access.queries.base.known import Known
from data_access.queries.base.question import SourceMonths
from data_access.schema import tables as schema
from indicators.scope import Month, Period, Scope

Condition = sa.ColumnElement[bool]
ALWAYS = Period(
    Month(0), Month(schema.NO_MONTH_AFTER)
)  # of what is there, or not, whatever the month
m = schema.municipality.c


@dataclass(frozen=True)
class CaseSource:
    """The rows of a mart that say what is measured.

    ``of_clients`` is the mart by the client's municipality, where the first knows units alone.
    ``sliced``: each channel and partner has a source of its own. ``dated``: what comes before its
    first record, or after the last, is unknown. ``over`` is the source of what the numerator is
    divided by, if that is another.
    """

    table: sa.Table
    said: Callable[[bool], Condition]
    of_clients: sa.Table | None = None
    sliced: bool = False
    dated: bool = True
    over: "CaseSource | None" = None


def source_of(table: sa.Table, condition: Callable[[], Condition] = sa.true) -> CaseSource:
    """The rows of `table` of which the condition holds, whoever is asked about."""
    return CaseSource(table, lambda _by_unit: condition())


_asked: Known[SourceMonths] = Known(5_000, Shared.SOURCE_MONTHS)


def source_months(
    connection: sa.Connection, source: CaseSource, scope: Scope, *, by_unit: bool
) -> SourceMonths:
    """The months of a source by UF, of the unit or of the client; UFs without it are absent. What
    has no place is of the UF `NOT_INFORMED`.
    """
    kept = (scope.channel, scope.partner) if source.sliced else ((), ())

    def found() -> SourceMonths:
        return _months_found(connection, source, kept, by_unit=by_unit)

    return _asked.answer(connection, (source, by_unit, *kept), found)


def _months_found(
    connection: sa.Connection,
    source: CaseSource,
    kept: tuple[tuple[str, ...], ...],
    *,
    by_unit: bool,
) -> SourceMonths:
    rows = connection.execute(_statement(source, kept, by_unit=by_unit))
    found = {uf: Period(Month(first), Month(last)) for uf, first, last in rows}
    if source.over is None:
        return found
    base = _months_found(connection, source.over, ((), ()), by_unit=by_unit)
    return {uf: span for uf, span in found.items() if uf in base}


def _statement(
    source: CaseSource, kept: tuple[tuple[str, ...], ...], *, by_unit: bool
) -> sa.Select[*tuple[Any, ...]]:
    table = source.table if by_unit or source.of_clients is None else source.of_clients
    c = table.c
    ever = [sa.literal(end.index) for end in (ALWAYS.start, ALWAYS.end)]
    first, last = (
        c.get(f"{end}_month", c.get("month", ever[place]))
        for place, end in enumerate(("first", "last"))
    )
    slices = zip(("channel", "partner"), kept, strict=True)
    conditions = [source.said(by_unit), *(c[name].in_(values) for name, values in slices if values)]
    uf = c.get("uf", c.get("executing_uf") if by_unit or "municipality_id" not in c else None)
    if not source.dated and uf is None:  # asked of each municipality, and not of each of its rows
        here = sa.select(c.municipality_id).where(*conditions)
        return sa.select(m.uf, *ever).where(m.id.in_(here)).distinct()
    rows = sa.select(*(sa.func.min(first), sa.func.max(last)) if source.dated else ever).where(
        *conditions
    )
    if uf is not None:
        return rows.with_only_columns(uf, *rows.selected_columns).group_by(uf)
    joined = table.outerjoin(schema.municipality, m.id == c.municipality_id)
    known = sa.func.coalesce(m.uf, schema.NOT_INFORMED)
    return rows.with_only_columns(known, *rows.selected_columns).select_from(joined).group_by(known)
