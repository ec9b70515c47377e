"""Whom each partner attended, and where they are."""

from typing import Any

import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import municipalities_inside
from data_access.schema import tables as schema
from indicators.scope import SMALL_BUSINESSES, Access, Scope, TerritoryRef

m = schema.municipality.c


def attended_by_partner(edition: Edition, scope: Scope, access: Access) -> pd.DataFrame:
    """Distinct small businesses and attendances of each partner in the scope: partner_id, clients,
    attendances.

    A client is counted once per partner; partners can therefore not be added up.
    """
    counted = _counted(scope)
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            counted.c.partner.label("partner_id"),
            sa.func.sum(counted.c.clients).label("clients"),
            sa.func.sum(counted.c.attendances).label("attendances"),
        )
        .join_from(counted, schema.municipality, m.id == counted.c.municipality_id)
        .where(
            counted.c.partner != schema.NOT_INFORMED, municipalities_inside(scope.territory, access)
        )
        .group_by(counted.c.partner)
        .order_by(counted.c.partner)
    )
    if scope.partner:
        statement = statement.where(counted.c.partner.in_(scope.partner))
    with edition.reading(access) as connection:
        return pd.read_sql(statement, connection).astype(
            {"clients": "int64", "attendances": "int64"}
        )


def places_of_clients(edition: Edition, partner: str, scope: Scope, access: Access) -> pd.DataFrame:
    """Where the small businesses that a partner attended in the scope are: code, name, uf and
    clients, the most first; whatever territory or partners the scope holds.
    """
    counted = _counted(scope)
    statement = (
        sa.select(m.code, m.name, m.uf, sa.func.sum(counted.c.clients).label("clients"))
        .join_from(counted, schema.municipality, m.id == counted.c.municipality_id)
        .where(counted.c.partner == partner, municipalities_inside(TerritoryRef(), access))
        .group_by(m.code, m.name, m.uf)
        .order_by(sa.desc("clients"), m.code)
    )
    with edition.reading(access) as connection:
        frame = read_frame(connection, statement)
    return frame.astype({"code": object, "name": object, "uf": object, "clients": "int64"})


def _counted(scope: Scope) -> sa.Subquery:
    """Clients and attendances of each partner by municipality."""
    rows = _partner_clients(scope) if scope.channel else _partner_cells(scope)
    return rows.subquery("counted")


def _partner_cells(scope: Scope) -> sa.Select[*tuple[Any, ...]]:
    """From the partners' cells: a client is counted at its first active month of the period with
    the partner.
    """
    c = schema.cell_active["partner"].c
    start, end = scope.period.start.index, scope.period.end.index
    first = sa.case((c.previous < start, c.clients), else_=0)
    return sa.select(c.partner, c.municipality_id, first.label("clients"), c.attendances).where(
        c.month.between(start, end), c.porte.in_(scope.porte or SMALL_BUSINESSES)
    )


def _partner_clients(scope: Scope) -> sa.Select[*tuple[Any, ...]]:
    """From the clients' months, which hold the channel too: one row per partner and client, or
    clients that are alike.
    """
    c = schema.client_month.c
    return (
        sa.select(
            c.partner,
            c.municipality_id,
            sa.func.max(c.copies).label("clients"),
            sa.func.sum(c.attendances * c.copies).label("attendances"),
        )
        .where(
            c.month.between(scope.period.start.index, scope.period.end.index),
            c.channel.in_(scope.channel),
        )
        .where(c.porte.in_(scope.porte or SMALL_BUSINESSES))
        .group_by(c.partner, c.municipality_id, c.client_id)
    )
