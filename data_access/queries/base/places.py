"""Territories in SQL: the column of each level,
and the condition that a scope and an access put on them.
"""

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
from indicators.scope import COUNTRY, Access, AccessDeniedError, Scope, ScopeError, TerritoryRef

m = municipality.c
CODE_COLUMNS: dict[str, sa.ColumnElement[str]] = {"brasil": sa.literal(COUNTRY), **LEVEL_CODES}
NAME_COLUMNS: dict[str, sa.ColumnElement[str]] = {"brasil": sa.literal("Brasil"), **LEVEL_NAMES}
# Municipalities younger than the division stay in sight under this name, without a code.
UNASSIGNED = "Sem divisão definida"
PART = " (só os seus estados)"
WITHOUT_PLACE = "Sem território"
_found: Known[bool] = Known(50_000)  # territories, each with whom it is visible to


def municipalities_inside(territory: TerritoryRef, access: Access) -> sa.ColumnElement[bool]:
    """The municipalities that the territory has and the access allows."""
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
        municipalities_inside(scope.territory, access)
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
    member = members(level, scope, access).subquery("member")
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
    """Refuse a territory that does not exist, or of which the access allows nothing."""
    if _is_there(connection, territory, access.ufs):
        return
    if access.ufs is not None and _is_there(connection, territory, None):
        raise AccessDeniedError(
            f"O território {territory} está fora do seu acesso"
            f" ({', '.join(sorted(access.ufs)) or 'nenhuma UF'}).",
            str(territory),
        )
    raise ScopeError(
        f"Não há {territory.level} de código “{territory.code}” nesta edição. Confira o código do"
        " IBGE, e o nível: um código de quatro algarismos pode ser de outro."
    )


def _is_there(
    connection: sa.Connection, territory: TerritoryRef, ufs: frozenset[str] | None
) -> bool:
    """Whether the territory has a municipality in these UFs (None: in any)."""

    def found() -> bool:
        inside = municipalities_inside(territory, Access("", ufs))
        return connection.execute(sa.select(m.id).where(inside).limit(1)).first() is not None

    return _found.answer(connection, (territory, ufs), found)
