"""Distinct clients, clients seen once and attendances of a window, from the cheapest table that
holds the answer.

Every select yields ``municipality_id`` and ``value``, possibly several rows per municipality, to be
added up.
"""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from data_access.schema import tables as schema
from indicators.scope import Period, Scope

Counts = sa.Select[*tuple[Any, ...]] | sa.CompoundSelect[*tuple[Any, ...]]
Portes = tuple[str, ...]


class Source(StrEnum):
    """Where a count comes from; all of them give the same number wherever they hold it."""

    WINDOWS = "window_sum"
    CELLS = "cells"
    CHANNEL_CELLS = "channel cells"
    PARTNER_CELLS = "partner cells"
    CLIENT_MONTHS = "client_month"


def source_for(scope: Scope) -> Source:
    """The cheapest source that holds what `scope` asks."""
    match (len(scope.channel), len(scope.partner)):
        case (0, 0):
            return Source.WINDOWS if scope.period.months <= schema.WINDOW_LIMIT else Source.CELLS
        case (1, 0):
            return Source.CHANNEL_CELLS
        case (0, 1) if scope.partner != (schema.NOT_INFORMED,):
            return Source.PARTNER_CELLS
        case _:
            return Source.CLIENT_MONTHS


def distinct_clients(scope: Scope, portes: Portes, source: Source | None = None) -> Counts:
    """Clients with at least one counted attendance."""
    source = source or source_for(scope)
    if source is Source.WINDOWS:
        return _windows(scope.period, portes, _sum_of(scope.period, "clients"))
    if source is Source.CLIENT_MONTHS:
        return _from_clients(scope, portes, minimum=1)
    return _first_months(scope, portes, source)


def recurrent_clients(scope: Scope, portes: Portes, source: Source | None = None) -> Counts:
    """Clients with at least two: all of them less those seen once."""
    source = source or source_for(scope)
    if source is Source.WINDOWS:
        clients, once = (_sum_of(scope.period, name) for name in ("clients", "once"))
        return _windows(scope.period, portes, clients - once)
    if source is Source.CLIENT_MONTHS:
        return _from_clients(scope, portes, minimum=2)
    return sa.union_all(_first_months(scope, portes, source), _once_negative(scope, portes, source))


def attendances(scope: Scope, portes: Portes, source: Source | None = None) -> Counts:
    """Counted attendances."""
    source = source or source_for(scope)
    if source is Source.WINDOWS:
        return _windows(scope.period, portes, _sum_of(scope.period, "attendances"))
    if source is Source.CLIENT_MONTHS:
        table = schema.client_month
        value = table.c.attendances * table.c.copies
        return sa.select(table.c.municipality_id, value.label("value")).where(
            *client_month_filters(table, scope, portes)
        )
    table, conditions = _partition(schema.cell_active, scope, portes, source)
    return sa.select(table.c.municipality_id, table.c.attendances.label("value")).where(*conditions)


def _sum_of(period: Period, name: str) -> sa.Column[int]:
    return schema.window_sum.c[schema.window_column(name, period.months)]


def _windows(period: Period, portes: Portes, value: sa.ColumnElement[int]) -> Counts:
    """A place where nobody came in the window has no row, as in the other sources."""
    c = schema.window_sum.c
    return sa.select(c.municipality_id, value.label("value")).where(
        c.last_month == period.end.index,
        c.porte.in_(portes),
        _sum_of(period, "attendances") > 0,
    )


def _partition(
    tables: dict[str, sa.Table], scope: Scope, portes: Portes, source: Source
) -> tuple[sa.Table, list[sa.ColumnElement[bool]]]:
    """The cells' table of a source with the conditions on key, month and porte."""
    if source is Source.CHANNEL_CELLS:
        table = tables["channel"]
        key = [table.c.channel == scope.channel[0]]
    elif source is Source.PARTNER_CELLS:
        table = tables["partner"]
        key = [table.c.partner == scope.partner[0]]
    else:
        table, key = tables["all"], []
    months = table.c.month.between(scope.period.start.index, scope.period.end.index)
    return table, [*key, months, table.c.porte.in_(portes)]


def _first_months(scope: Scope, portes: Portes, source: Source) -> sa.Select[*tuple[Any, ...]]:
    table, conditions = _partition(schema.cell_active, scope, portes, source)
    return sa.select(table.c.municipality_id, table.c.clients.label("value")).where(
        *conditions, table.c.previous < scope.period.start.index
    )


def _once_negative(scope: Scope, portes: Portes, source: Source) -> sa.Select[*tuple[Any, ...]]:
    table, conditions = _partition(schema.cell_once, scope, portes, source)
    return sa.select(table.c.municipality_id, (-table.c.clients).label("value")).where(
        *conditions,
        table.c.previous < scope.period.start.index,
        table.c.next > scope.period.end.index,
    )


def client_month_filters(
    table: sa.Table, scope: Scope, portes: Portes
) -> list[sa.ColumnElement[bool]]:
    """Months, portes, channels and partners of a scope in `client_month`,
    or in a table of its columns.
    """
    c = table.c
    conditions: list[sa.ColumnElement[bool]] = [
        c.month.between(scope.period.start.index, scope.period.end.index),
        c.porte.in_(portes),
    ]
    if scope.channel:
        conditions.append(c.channel.in_(scope.channel))
    if scope.partner:
        conditions.append(c.partner.in_(scope.partner))
    return conditions


def _from_clients(scope: Scope, portes: Portes, *, minimum: int) -> Counts:
    c = schema.client_month.c
    clients = (
        sa.select(c.municipality_id, sa.func.max(c.copies).label("value"))
        .where(*client_month_filters(schema.client_month, scope, portes))
        .group_by(c.municipality_id, c.client_id)
        .having(sa.func.sum(c.attendances) >= minimum)
        .subquery("clients")
    )
    return sa.select(clients.c.municipality_id, clients.c.value)
