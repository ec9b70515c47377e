"""Clients and attendances of the units of a territory, wherever the clients are from
(docs/adr/0025).

Who was only ever attended by units of the own UF counts for the same territory either way. So the
count by unit is the one by establishment, less the clients of `crossing` where they live, plus
those whom units of the territory attended: exact in any window and slice, at the cost of the few.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from data_access.queries.base.places import CODE_COLUMNS, municipalities_inside
from data_access.queries.base.question import Question
from data_access.queries.measures.counts import Counts, Portes, client_month_filters
from data_access.schema import tables as schema
from data_access.schema.crossing import HOME
from indicators.scope import Access, Scope, TerritoryRef

x, w = schema.crossing.c, schema.crossing_window.c
m = schema.municipality.c


def by_unit(
    home: Counts, question: Question, scope: Scope, portes: Portes, *, at_least: int | None
) -> Counts:
    """Rows of municipality_id and value that add up to the count by unit, territory by territory of
    `question.level`.

    `home` is the count by establishment. `at_least`, 1 or 2, is how many attendances make a client
    count; None counts the attendances themselves. Single municipalities mean nothing here: a unit
    is known by its UF.
    """
    if question.level == "brasil" and question.access.ufs is None:
        return home  # whoever attended, it was a unit of the country
    in_windows = not (scope.channel or scope.partner) and scope.period.months <= schema.WINDOW_LIMIT
    # A region of which only some states are seen is none of those that the windows know.
    if in_windows and (
        question.level == "uf" or (question.level == "regiao" and question.access.ufs is None)
    ):
        left = _windows(HOME, scope, portes, at_least, sign=-1)
        return sa.union_all(home, left, _windows(question.level, scope, portes, at_least, sign=1))
    kept = client_month_filters(schema.crossing, scope, portes)
    place = executing_places(question.level, question.access)
    here = schema.crossing.join(place, place.c.uf == x.executing_uf)
    left = _rows(schema.crossing, x.municipality_id, kept, at_least, sign=-1)
    came = _rows(here, place.c.municipality_id, kept, at_least, sign=1)
    return sa.union_all(home, left, came)


def _windows(
    by: str, scope: Scope, portes: Portes, at_least: int | None, *, sign: int
) -> sa.Select[*tuple[Any, ...]]:
    """The sums of the window, made with the edition."""
    value = {None: w.attendances, 1: w.clients, 2: w.clients - w.once}[at_least]
    return sa.select(w.municipality_id, (sign * value).label("value")).where(
        w.last_month == scope.period.end.index,
        w.first_month == scope.period.start.index,
        w.by == by,
        w.porte.in_(portes),
    )


def executing_places(level: str, access: Access) -> sa.Subquery:
    """The municipality that stands for the territory of `level` of each UF that the access allows:
    uf, municipality_id.

    One for the whole territory, not one for each UF: a client whom two UFs of a region attended is
    one client of it.
    """
    allowed = municipalities_inside(TerritoryRef(), access)
    member = (
        sa.select(m.id, m.uf, CODE_COLUMNS[level].label("code"))
        .where(allowed)
        .subquery("unit_member")
    )
    stands = (
        sa.select(member.c.code, sa.func.min(member.c.id).label("id"))
        .group_by(member.c.code)
        .subquery("unit_place")
    )
    return (
        sa.select(member.c.uf, stands.c.id.label("municipality_id"))
        .join_from(member, stands, stands.c.code == member.c.code)
        .distinct()
        .subquery("executing_places")
    )


def _rows(
    source: sa.FromClause,
    place: sa.ColumnElement[int],
    kept: Sequence[sa.ColumnElement[bool]],
    at_least: int | None,
    *,
    sign: int,
) -> sa.Select[*tuple[Any, ...]]:
    """Clients, or attendances, of `source` by `place`, with their sign in the sum."""
    where = place.label("municipality_id")
    if at_least is None:
        return (
            sa.select(where, (sign * x.attendances * x.copies).label("value"))
            .select_from(source)
            .where(*kept)
        )
    clients = (
        sa.select(where, (sign * sa.func.max(x.copies)).label("value"))
        .select_from(source)
        .where(*kept)
        .group_by(place, x.client_id)
        .having(sa.func.sum(x.attendances) >= at_least)
        .subquery("clients")
    )
    return sa.select(clients.c.municipality_id, clients.c.value)
