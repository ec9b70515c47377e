"""Clients counted by the establishment and by the unit that attended, with what sets the two apart
(docs/adr/0025).
"""

from dataclasses import replace
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import members, municipalities_inside, require_visible
from data_access.queries.base.question import recorded_period
from data_access.queries.base.units import EXECUTING_LEVELS
from data_access.queries.measures.clients import CLIENT_COUNTS
from data_access.queries.measures.counts import Counts, Portes, client_month_filters
from data_access.queries.measures.registry import source_months_of
from data_access.schema import tables as schema
from indicators.catalogue.definitions import Indicator, indicator
from indicators.scope import Access, Attribution, Scope, ScopeError

x = schema.crossing.c
m = schema.municipality.c
Statement = sa.Select[*tuple[Any, ...]]
APART = ["own_and_others", "other_units", "from_elsewhere"]
COLUMNS = ["code", "name", "own_units", *APART, "establishment", "executing"]


def two_accounts(
    edition: Edition, indicator_id: str, *, scope: Scope, access: Access
) -> pd.DataFrame:
    """One row per UF of the scope, after one of the whole where that is a region or the country.

    Columns: code, name, then the clients of the territory attended by its own units alone
    (own_units), by its own and by others, by others alone (or too seldom by its own, where more
    than one attendance is asked for), the clients from elsewhere whom its units attended, and both
    totals: establishment = own_units + own_and_others + other_units; executing = own_units +
    own_and_others + from_elsewhere. The whole is no sum of its UFs: a client of two of them is one.
    Of a UF without attendances, neither of its clients nor of its units, nothing is measured: its
    numbers are NaN. No rows where the porte leaves nothing to count, or the period is not on
    record. Raises ScopeError below the UF, or for an indicator that counts no clients.
    """
    definition = indicator(indicator_id)
    if (
        definition.numerator.measure not in CLIENT_COUNTS
        or scope.territory.level not in EXECUTING_LEVELS
    ):
        raise ScopeError(
            "As duas contas são de clientes, por UF: escolha uma UF, uma região ou o Brasil."
        )
    portes, known = definition.portes(definition.numerator, scope), recorded_period(edition)
    if portes is None or not scope.period.overlaps(known):
        return pd.DataFrame(columns=COLUMNS)
    scope = scope.with_period(scope.period.within(known))
    clients = CLIENT_COUNTS[definition.numerator.measure]
    parts = []
    with edition.reading(access) as connection:
        require_visible(connection, scope.territory, access)
        heard = _ufs_with_attendances(connection, definition, scope, access)
        for level in dict.fromkeys((scope.territory.level, "uf")):
            home = read_frame(
                connection, _at_home(clients.count(scope, portes), scope, access, level)
            )
            everywhere = level == "brasil" and access.ufs is None  # no unit lies outside
            apart = (
                None
                if everywhere
                else read_frame(
                    connection, _clients_apart(scope, portes, access, level, clients.at_least)
                )
            )
            part = _both_totals(home, apart)
            silent = (
                ~part["code"].isin(heard)
                if level == "uf"
                else pd.Series(not heard, index=part.index)
            )
            parts.append(part.assign(**{name: part[name].mask(silent) for name in COLUMNS[2:]}))
    return pd.concat(parts, ignore_index=True)


def _ufs_with_attendances(
    connection: sa.Connection, definition: Indicator, scope: Scope, access: Access
) -> set[str]:
    """The codes of the UFs of the scope of whose clients, or units, there are attendances."""
    views = (
        source_months_of(connection, definition, replace(scope, attribution=view))
        for view in Attribution
    )
    known = sorted({uf for found in views for uf in found or ()})
    codes = (
        sa.select(m.uf_code)
        .where(municipalities_inside(scope.territory, access), m.uf.in_(known))
        .distinct()
    )
    return set(connection.execute(codes).scalars())


def _both_totals(home: pd.DataFrame, apart: pd.DataFrame | None) -> pd.DataFrame:
    """Both totals, from the clients of each territory and what sets the counts apart there, if
    anything does.
    """
    frame = (
        home.assign(**dict.fromkeys(APART, 0))
        if apart is None
        else home.merge(apart, on="code", how="left")
    )
    numbers = ["establishment", *APART]
    frame[numbers] = frame[numbers].astype(float).fillna(0).astype("int64")
    own = frame["establishment"] - frame["own_and_others"] - frame["other_units"]
    executing = own + frame["own_and_others"] + frame["from_elsewhere"]
    return frame.assign(own_units=own, executing=executing)[COLUMNS]


def _at_home(rows: Counts, scope: Scope, access: Access, level: str) -> Statement:
    """Clients of each territory by their establishments: code, name, establishment; by code."""
    place, counted = members(level, scope, access).subquery("place"), rows.subquery("counted")
    return (
        sa.select(place.c.code, place.c.name, sa.func.sum(counted.c.value).label("establishment"))
        .select_from(place.outerjoin(counted, counted.c.municipality_id == place.c.id))
        .group_by(place.c.code, place.c.name)
        .order_by(place.c.code)
    )


def _clients_apart(
    scope: Scope, portes: Portes, access: Access, level: str, at_least: int
) -> Statement:
    """Clients of `crossing` by what sets the counts of a territory apart: code and the columns of
    APART.
    """
    visits = _visits(scope, portes, access, level)
    nothing: sa.ColumnElement[int] = sa.literal_column("0", sa.Integer)
    sides = sa.union_all(
        _of_the_territory(visits, at_least, nothing),
        sa.select(visits.c.unit, nothing, nothing, visits.c.copies)
        .where(visits.c.unit.is_not(None), visits.c.attendances >= at_least)
        .where(sa.or_(visits.c.home.is_(None), visits.c.home != visits.c.unit)),
    ).subquery("sides")
    sums = [sa.func.sum(sides.c[name]).label(name) for name in APART]
    return sa.select(sides.c.code, *sums).group_by(sides.c.code)


def _of_the_territory(visits: sa.CTE, at_least: int, nothing: sa.ColumnElement[int]) -> Statement:
    """Clients who live in a territory and were attended by units of others."""
    v = visits.c
    own = sa.func.sum(sa.case((v.unit == v.home, v.attendances), else_=0)).label("own")
    every = sa.func.sum(v.attendances).label("every")
    people = (
        sa.select(v.home, own, every, sa.func.max(v.copies).label("copies"))
        .where(v.home.is_not(None))
        .group_by(v.client_id, v.home)
        .having(every >= at_least, own < every)
        .subquery("people")
    )
    enough = people.c.own >= at_least
    return sa.select(
        people.c.home.label("code"),
        sa.case((enough, people.c.copies), else_=0).label("own_and_others"),
        sa.case((enough, 0), else_=people.c.copies).label("other_units"),
        nothing.label("from_elsewhere"),
    )


def _visits(scope: Scope, portes: Portes, access: Access, level: str) -> sa.CTE:
    """Attendances of each client of `crossing` by territory where it lives and of the unit; null
    outside the scope.
    """
    home = members(level, scope, access).add_columns(m.uf.label("unit_uf")).subquery("home")
    unit = sa.select(home.c.unit_uf, home.c.code).distinct().subquery("unit")
    return (
        sa.select(x.client_id, home.c.code.label("home"), unit.c.code.label("unit"),
                  sa.func.sum(x.attendances).label("attendances"),
                  sa.func.max(x.copies).label("copies"))
        .select_from(
            schema.crossing.outerjoin(home, home.c.id == x.municipality_id).outerjoin(
                unit, unit.c.unit_uf == x.executing_uf
            )
        )
        .where(*client_month_filters(schema.crossing, scope, portes))
        .where(sa.or_(home.c.id.is_not(None), unit.c.unit_uf.is_not(None)))
        .group_by(x.client_id, home.c.code, unit.c.code)
        .cte("visits")
    )  # fmt: skip
