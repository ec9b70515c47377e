"""Where and when a source says anything: elsewhere nothing was measured, and nothing is not zero
(docs/adr/0029).

`source_months` knows the months of each source by UF; here they become conditions, and what they
leave of measured rows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data_access.queries.base.known import Known
from data_access.queries.base.places import (
    WITHOUT_PLACE,
    counts_nowhere,
    members_by_unit,
    municipalities_seen,
)
from data_access.queries.base.question import SourcedQuestion, SourceMonths
from data_access.queries.base.source_months import Condition
from data_access.schema import tables as schema
from indicators.measure import Status
from indicators.rights import states_seen
from indicators.scope import Access, Period, Scope

WIDE = ("brasil", "regiao")
FIGURES = ["numerator", "denominator", "value", "lower", "upper"]
m = schema.municipality.c
States = Sequence[tuple[str, str, int]]  # UF, the code of its region, and its municipalities
_states: Known[States] = Known(500)  # whom it is visible to


@dataclass(frozen=True)
class SourceCoverage:
    """What the UFs of a territory say of a window: ``silent``, none of them anything; ``whole``,
    any of them in all of it; ``unheard``, how many municipalities are of UFs that say nothing.
    """

    silent: bool
    whole: bool
    unheard: int


def members_asked(
    question: SourcedQuestion,
) -> sa.Select[*tuple[Any, ...]] | sa.CompoundSelect[*tuple[Any, ...]]:
    """The municipalities of a question (see `members_by_unit`), and no place where its source has
    cases without one.
    """
    known = question.source_months
    return members_by_unit(
        question.level,
        question.scope,
        question.access,
        with_nowhere=known is not None and schema.NOT_INFORMED in known,
    )


def overlaps_source(known: SourceMonths, uf: sa.ColumnElement[str], windows: sa.CTE) -> Condition:
    """Where the source of a UF says anything of a window."""
    w = windows.c
    return _any_of(
        known,
        uf,
        lambda span: sa.and_(w.last_month >= span.start.index, w.first_month <= span.end.index),
    )


def covered_by_source(known: SourceMonths, uf: sa.ColumnElement[str], windows: sa.CTE) -> Condition:
    """Where the source of a UF is there in the whole of a window."""
    w = windows.c
    return _any_of(
        known,
        uf,
        lambda span: sa.and_(w.first_month >= span.start.index, w.last_month <= span.end.index),
    )


def within_source(
    known: SourceMonths | None, uf: sa.ColumnElement[str], month: sa.ColumnElement[int]
) -> Condition:
    """Cases of a UF and a month in which the source is there."""
    if known is None:
        return sa.true()
    return _any_of(known, uf, lambda span: month.between(span.start.index, span.end.index))


def _any_of(
    known: SourceMonths, uf: sa.ColumnElement[str], holds: Callable[[Period], Condition]
) -> Condition:
    """UFs by their months, for most of them have the same."""
    by_span: dict[Period, list[str]] = {}
    for name, span in sorted(known.items()):
        by_span.setdefault(span, []).append(name)
    return sa.or_(
        sa.false(), *(sa.and_(uf.in_(names), holds(span)) for span, names in by_span.items())
    )


def source_coverage(
    connection: sa.Connection, known: SourceMonths | None, scope: Scope, access: Access
) -> SourceCoverage:
    """Of the scope's own territory and period."""
    here = (
        sa.select(m.uf, sa.func.count().label("places"))
        .where(municipalities_seen(scope.territory, access))
        .group_by(m.uf)
    )
    sizes = {str(row.uf): int(row.places) for row in connection.execute(here)}
    if counts_nowhere(scope.territory, access):
        sizes[schema.NOT_INFORMED] = 0
    return _coverage_of(known, sizes, scope.period)


def _coverage_of(
    known: SourceMonths | None, sizes: Mapping[str, int], period: Period
) -> SourceCoverage:
    if known is None:
        return SourceCoverage(silent=False, whole=True, unheard=0)
    there = {uf: known[uf] for uf in sizes if uf in known and known[uf].overlaps(period)}
    whole = any(period.within(span) == period for span in there.values())
    return SourceCoverage(
        not there, whole, sum(places for uf, places in sizes.items() if uf not in there)
    )


def with_source_coverage(
    connection: sa.Connection, frame: pd.DataFrame, question: SourcedQuestion
) -> pd.DataFrame:
    """Add ``silent`` and ``unheard`` (see `SourceCoverage`) of each row's territory and window
    (``last_month``).

    Of a territory that is a UF or a part of one, nothing is unheard.
    """
    states, wide = visible_states(connection, question.access), question.level in WIDE
    places = places_of_rows(frame, question.level)
    found = {}
    for place in dict.fromkeys(places):
        sizes = states_of_territory(states, place, question.level)
        for scope in question.scopes:
            months = scope.period.end.index
            found[place, months] = _coverage_of(question.source_months, sizes, scope.period)
    rows = [found[key] for key in zip(places, frame["last_month"], strict=True)]
    return frame.assign(
        silent=[row.silent for row in rows], unheard=[wide * row.unheard for row in rows]
    )


def with_silence(
    connection: sa.Connection, frame: pd.DataFrame, question: SourcedQuestion
) -> pd.DataFrame:
    """Measured rows in which no cases of a silent territory are no zero, and what is of some UFs
    alone is partial.
    """
    heard = with_source_coverage(connection, frame, question)
    nobody = heard.pop("silent").astype(bool) & ~(heard["denominator"] > 0)
    unheard = heard.pop("unheard").where(~nobody, 0)
    partial = (heard["status"] == Status.MEASURED) & (unheard > 0)
    status = heard["status"].mask(partial, Status.PARTIAL).mask(nobody, Status.NOT_MEASURED)
    nothing = {name: heard[name].mask(nobody) for name in FIGURES}
    return heard.assign(**nothing, status=status, missing=unheard)


def places_of_rows(frame: pd.DataFrame, level: str) -> list[str | None]:
    """What `states_of_territory` knows the territory of each measured row by."""
    places = frame["code" if level in WIDE else "uf"]
    return [
        schema.NOT_INFORMED if name == WITHOUT_PLACE else place if isinstance(place, str) else None
        for name, place in zip(frame["name"], places, strict=True)
    ]


def states_of_territory(states: States, place: str | None, level: str) -> dict[str, int]:
    """The UFs of a territory by their municipalities; of those without a division, which may be of
    any, all of them. No UF, of no municipality, is one of the country and of what has no place.
    """
    if level == "brasil":
        return {uf: places for uf, _, places in states}
    if place is None:
        return {uf: places for uf, _, places in states if uf != schema.NOT_INFORMED}
    if level == "regiao":
        return {uf: places for uf, region, places in states if region == place}
    return {uf: places for uf, _, places in states if uf == place}


def visible_states(connection: sa.Connection, access: Access) -> States:
    """UFs that the access allows, those that its own territories lie in among them: which months a
    UF has is told of its parts. For whom sees all of them no UF is one more, for what has no place.
    """

    def allowed() -> States:
        keys = m.uf, m.region_code
        rows = connection.execute(sa.select(*keys, sa.func.count()).group_by(*keys))
        every = [(uf, region, int(places)) for uf, region, places in rows]
        every.append((schema.NOT_INFORMED, schema.NOT_INFORMED, 0))
        seen = states_seen(access)
        return [row for row in every if seen is None or row[0] in seen]

    return _states.answer(connection, access.places, allowed)


def months_of_states_seen(known: SourceMonths | None, access: Access) -> SourceMonths | None:
    """Those of `visible_states`, for what is told in words. What is read once for all must not be
    asked with them.
    """
    seen = states_seen(access)
    if known is None or seen is None:
        return known
    return {uf: span for uf, span in known.items() if uf in seen}
