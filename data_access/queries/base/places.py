"""Territories in SQL: the column of each level,
and the condition that a scope and an access put on them.
"""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from data_access.queries.base.known import Known
from data_access.schema.tables import (
    LEVEL_CODES,
    LEVEL_NAMES,
    NOT_INFORMED,
    NOWHERE,
    municipality,
)
from indicators.scope import (
    COUNTRY,
    OWN,
    Access,
    AccessDeniedError,
    Scope,
    ScopeError,
    TerritoryRef,
)

m = municipality.c
CODE_COLUMNS: dict[str, sa.ColumnElement[str]] = {"brasil": sa.literal(COUNTRY), **LEVEL_CODES}
NAME_COLUMNS: dict[str, sa.ColumnElement[str]] = {"brasil": sa.literal("Brasil"), **LEVEL_NAMES}
# Municipalities younger than the division stay in sight under this name, without a code.
UNASSIGNED = "Sem divisão definida"
PART = " (só os seus estados)"
WITHOUT_PLACE = "Sem território"
# Whoever sees an own territory is told of it and of its municipalities: of what is wider, nothing,
# for the rest of it would follow by subtraction.
NARROW = (OWN, "municipio")
_found: Known[bool] = Known(50_000)  # territories, each with whom it is visible to


def municipalities_seen(territory: TerritoryRef, access: Access) -> sa.ColumnElement[bool]:
    """The municipalities of the territory whose numbers may be told: those of the UFs that are seen
    and, where an own territory or a municipality is asked for, those of own territories seen.

    For what is counted by municipality alone. What is known by UF, of units, of clients wherever
    they are, asks `municipalities_inside`.
    """
    inside = municipalities_inside(territory, access)
    if territory.level not in NARROW or not access.territories:
        return inside
    asked = CODE_COLUMNS[territory.level] == territory.code
    return sa.or_(inside, sa.and_(asked, m.own_code.in_(sorted(access.territories))))


def listed_municipalities(territory: TerritoryRef, access: Access) -> sa.ColumnElement[bool]:
    """The municipalities of the territory that may be looked up: each by itself, none summed."""
    inside = municipalities_inside(territory, access)
    if not access.territories:
        return inside
    asked = [] if territory.level == "brasil" else [CODE_COLUMNS[territory.level] == territory.code]
    return sa.or_(inside, sa.and_(*asked, m.own_code.in_(sorted(access.territories))))


def municipalities_inside(territory: TerritoryRef, access: Access) -> sa.ColumnElement[bool]:
    """The municipalities that the territory has in the UFs that the access allows; those of own
    territories that it allows besides are not among them.
    """
    conditions: list[sa.ColumnElement[bool]] = [sa.true()]
    if territory.level != "brasil":
        conditions.append(CODE_COLUMNS[territory.level] == territory.code)
    if access.ufs is not None:
        conditions.append(m.uf.in_(sorted(access.ufs)))
    return sa.and_(*conditions)


def place_columns(level: str, access: Access) -> list[sa.ColumnElement[Any]]:
    """Code, name and uf of the territory of `level` that a municipality belongs to (uf is null
    above the UF).

    Municipalities without division are one territory, of no UF: nothing but the missing code tells
    them apart.
    """
    code, name = CODE_COLUMNS[level], NAME_COLUMNS[level]
    wide = level in ("brasil", "regiao")
    uf = sa.null() if wide else sa.case((code.is_not(None), m.uf))
    return [
        code.label("code"),
        _visible_name(sa.func.coalesce(name, UNASSIGNED), access, wide=wide).label("name"),
        sa.cast(uf, sa.String).label("uf"),
    ]


def members(level: str, scope: Scope, access: Access) -> sa.Select[*tuple[Any, ...]]:
    """Each municipality inside the scope and the access with its territory of `level`:
    id, code, name, uf.
    """
    return sa.select(m.id, *place_columns(level, access)).where(
        municipalities_seen(scope.territory, access)
    )


def counts_nowhere(territory: TerritoryRef, access: Access) -> bool:
    """Whether cases without a place are of the territory: of the country, seen whole."""
    return territory.level == "brasil" and access.ufs is None


def nowhere(level: str) -> sa.Select[*tuple[Any, ...]]:
    """The row that stands beside those of `members` for cases without a place: of the country, or
    of a territory without a code.
    """
    whole = level == "brasil"
    code = sa.literal(COUNTRY) if whole else sa.cast(sa.null(), sa.String)
    return sa.select(
        sa.literal(NOWHERE).label("id"),
        code.label("code"),
        sa.literal("Brasil" if whole else WITHOUT_PLACE).label("name"),
        sa.cast(sa.null(), sa.String).label("uf"),
    )


def members_by_unit(
    level: str, scope: Scope, access: Access, *, with_nowhere: bool
) -> sa.Select[*tuple[Any, ...]] | sa.CompoundSelect[*tuple[Any, ...]]:
    """`members`, and the UF whose units attend there: id, code, name, uf, unit. Where the scope has
    cases without a place and they are asked for, theirs too.
    """
    found = members(level, scope, access).add_columns(m.uf.label("unit"))
    if not with_nowhere or not counts_nowhere(scope.territory, access):
        return found
    return found.union_all(nowhere(level).add_columns(sa.literal(NOT_INFORMED).label("unit")))


def places(level: str, scope: Scope, access: Access) -> sa.Select[*tuple[Any, ...]]:
    """Territories of `level` inside the scope: code, name, uf, municipalities; ordered by code."""
    return _counted(members(level, scope, access))


def listed_places(level: str, access: Access) -> sa.Select[*tuple[Any, ...]]:
    """Territories of `level` that may be asked for, as `places` has them."""
    seen = listed_municipalities if level in NARROW else municipalities_inside
    return _counted(
        sa.select(m.id, *place_columns(level, access)).where(seen(TerritoryRef(), access))
    )


def _counted(members_of: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    member = members_of.subquery("member")
    keys = [member.c.code, member.c.name, member.c.uf]
    return (
        sa.select(*keys, sa.func.count().label("municipalities"))
        .group_by(*keys)
        .order_by(member.c.code)
    )


def _visible_name(
    name: sa.ColumnElement[str], access: Access, *, wide: bool
) -> sa.ColumnElement[str]:
    """A country or region of which only some states are seen does not pass for the whole."""
    return name + PART if wide and access.ufs is not None else name


def require_visible(connection: sa.Connection, territory: TerritoryRef, access: Access) -> None:
    """Refuse a territory that does not exist, or of which the access allows nothing; own
    territories that it allows are refused too, for what is known by UF.
    """
    _require(connection, territory, access, replace(access, territories=frozenset()))


def require_seen(connection: sa.Connection, territory: TerritoryRef, access: Access) -> None:
    """The same for what is counted by municipality alone (see `municipalities_seen`)."""
    _require(connection, territory, access, access)


def _require(
    connection: sa.Connection, territory: TerritoryRef, access: Access, allowed: Access
) -> None:
    if _is_there(connection, territory, allowed):
        return
    if access.ufs is not None and _is_there(connection, territory, Access("")):
        own = ", ".join(sorted(access.ufs | access.territories))
        raise AccessDeniedError(
            f"O território {territory} está fora do seu acesso ({own or 'nenhuma UF'}), ou isto não"
            " se conta nele.",
            str(territory),
        )
    raise ScopeError(
        f"Não há {territory.level} de código “{territory.code}” nesta edição. Confira o código do"
        " IBGE, e o nível: um código de quatro algarismos pode ser de outro."
    )


def _is_there(connection: sa.Connection, territory: TerritoryRef, access: Access) -> bool:
    """Whether the territory has a municipality that the access allows."""

    def found() -> bool:
        seen = municipalities_seen(territory, access)
        return connection.execute(sa.select(m.id).where(seen).limit(1)).first() is not None

    return _found.answer(connection, (territory, access.places), found)
