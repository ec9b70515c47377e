"""The SQL of an indicator: its numerator and its denominator by territory, joined to every territory there is."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from data_access import schema
from data_access.queries.counts import Portes
from data_access.queries.measures import ATTENDANCE_MEASURES, MEASURES, Setting
from data_access.queries.places import CODE_COLUMNS, inside, places
from indicators.catalogue import Indicator, Part
from indicators.scope import Access, Scope


def indicator_statement(
    definition: Indicator, scopes: Sequence[Scope], access: Access, level: str, setting: Setting
) -> sa.Select[*tuple[Any, ...]] | None:
    """The query as executed; None where the scope's porte leaves nothing to count (not applicable)."""
    scope = scopes[0]
    parts = [part for part in (definition.numerator, definition.denominator) if part]
    portes = [definition.portes(part, scope) for part in parts]
    if any(chosen is None for chosen in portes):
        return None
    sums = [
        _sums(part, chosen or (), scopes, access, level, setting).cte(name)
        for part, chosen, name in zip(parts, portes, ("numerator", "denominator"), strict=False)
    ]
    return _joined(sums, scopes, access, level, definition)


def _sums(
    part: Part, portes: Portes, scopes: Sequence[Scope], access: Access, level: str, setting: Setting
) -> sa.CompoundSelect[*tuple[Any, ...]]:
    """Sum of a measure by window and territory; ``known`` counts the municipalities that have a row."""
    selects = []
    for scope in scopes:
        rows = MEASURES[part.measure](scope, portes, setting).subquery()
        code = CODE_COLUMNS[level]
        statement: sa.Select[*tuple[Any, ...]] = (
            sa.select(
                sa.literal_column(str(scope.period.end.index)).label("last_month"),
                code.label("code"),
                sa.func.sum(rows.c.value).label("value"),
                sa.func.count(sa.distinct(rows.c.municipality_id)).label("known"),
            )
            .join_from(rows, schema.municipality, schema.municipality.c.id == rows.c.municipality_id)
            .where(inside(scope.territory, access))
        )
        selects.append(statement.group_by(code) if isinstance(code, sa.Column) else statement)
    return sa.union_all(*selects)


def _joined(
    sums: list[sa.CTE], scopes: Sequence[Scope], access: Access, level: str, definition: Indicator
) -> sa.Select[*tuple[Any, ...]]:
    place = places(level, scopes[0], access).cte("place")
    windows = sa.union_all(
        *(sa.select(sa.literal_column(str(s.period.end.index)).label("last_month")) for s in scopes)
    ).cte("windows")
    numerator = sums[0]
    value: sa.ColumnElement[Any] = numerator.c.value
    if definition.numerator.measure in ATTENDANCE_MEASURES:
        value = sa.func.coalesce(value, 0)
    columns = [windows.c.last_month, place.c.code, place.c.name, place.c.uf, value.label("numerator")]
    source = place.join(windows, sa.true()).outerjoin(numerator, _same(numerator, place, windows))
    if len(sums) == 1:
        columns += [sa.cast(sa.null(), sa.Float).label("denominator"), sa.literal_column("0").label("missing")]
        return sa.select(*columns).select_from(source).order_by(place.c.code)
    denominator = sums[1]
    total: sa.ColumnElement[Any] = denominator.c.value
    missing: sa.ColumnElement[Any] = place.c.municipalities - sa.func.coalesce(denominator.c.known, 0)
    if definition.denominator and definition.denominator.measure in ATTENDANCE_MEASURES:
        total, missing = sa.func.coalesce(total, 0), sa.literal_column("0")
    columns += [total.label("denominator"), missing.label("missing")]
    source = source.outerjoin(denominator, _same(denominator, place, windows))
    return sa.select(*columns).select_from(source).order_by(place.c.code)


def _same(sums: sa.CTE, place: sa.CTE, windows: sa.CTE) -> sa.ColumnElement[bool]:
    same_code = sums.c.code.is_not_distinct_from(place.c.code)
    return sa.and_(same_code, sums.c.last_month == windows.c.last_month)
