"""The SQL of an indicator: numerator and denominator of each municipality, added up by territory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from data_access.queries.base.places import m, members
from data_access.queries.base.setting import Setting
from data_access.queries.base.source_coverage import covered_by_source, overlaps_source
from data_access.queries.base.units import EXECUTING_LEVELS
from data_access.queries.base.windows import window_ends, windows_of
from data_access.queries.measures import attendances, contacts, satisfaction, stock
from data_access.queries.measures.clients import (
    COUNTED_MEASURES,
    MEASURES,
    MEASURES_OF_TWO_SOURCES,
    RECORDED_MEASURES,
)
from data_access.queries.measures.counts import Portes
from indicators.catalogue import Indicator, Part
from indicators.scope import Access, Attribution, Period, Scope

# Their rows say the month too: several windows are answered from one reading of them.
MONTHLY_MEASURES = (
    satisfaction.MEASURES.keys() | contacts.MEASURES.keys() | attendances.MEASURES.keys()
)
Expression = sa.ColumnElement[Any]


def indicator_statement(
    definition: Indicator, scopes: Sequence[Scope], access: Access, level: str, setting: Setting
) -> sa.Select[*tuple[Any, ...]] | None:
    """The query as executed; None where it does not apply: the scope's porte leaves nothing to
    count, or the cases are of executing units, known by UF, and `level` is smaller.

    One row per scope and territory: last_month, code, name, uf, numerator, denominator, missing
    (municipalities without denominator, or without the source of the numerator), for a score
    subtracted, and for what is divided by another source covered (whether any UF has that of the
    numerator in the whole window). The scopes differ in their period alone. Where a territory has
    municipalities with and without these, its sums are those of the former: a rate must not count
    whom its base leaves out, nor take the base of those of whom nothing is recorded. Clients of
    executing units live anywhere, and are counted wherever they live, if any unit is heard.
    """
    attribution = definition.attributed(scopes[0])
    if attribution is Attribution.EXECUTING_UNIT and level not in EXECUTING_LEVELS:
        return None
    scopes = [replace(scope, attribution=attribution) for scope in scopes]
    setting = replace(setting, level=level, access=access)
    parts = _parts(definition)
    portes = {name: definition.portes(part, scopes[0]) for name, part in parts.items()}
    if any(chosen is None for chosen in portes.values()):
        return None
    place = members(level, scopes[0], access).add_columns(m.uf.label("unit")).cte("place")
    windows = windows_of(scopes)
    sums = {
        name: _by_municipality(part, portes[name] or (), scopes, setting, windows).cte(name)
        for name, part in parts.items()
    }
    keys = [windows.c.last_month, place.c.code, place.c.name, place.c.uf]
    heard = None if setting.known is None else overlaps_source(setting.known, place.c.unit, windows)
    columns = _values(
        definition, attribution, {name: part.c.value for name, part in sums.items()}, heard
    )
    if setting.known is not None and definition.numerator.measure in MEASURES_OF_TWO_SOURCES:
        whole = covered_by_source(setting.known, place.c.unit, windows)
        columns.append(sa.func.max(sa.case((whole, 1), else_=0)).label("covered"))
    return (
        sa.select(*keys, *columns)
        .select_from(_every_municipality(place, windows, sums))
        .group_by(*keys)
        .order_by(place.c.code)
    )


def _parts(definition: Indicator) -> dict[str, Part]:
    """What the indicator is made of, by the names of the columns that hold it."""
    parts = {
        "numerator": definition.numerator,
        "denominator": definition.denominator,
        "subtracted": definition.subtracted,
    }
    return {name: part for name, part in parts.items() if part}


def _every_municipality(
    place: sa.CTE, windows: sa.CTE, sums: Mapping[str, sa.CTE]
) -> sa.FromClause:
    """Every municipality in every window, with what is known of it."""
    source: sa.FromClause = place.join(windows, sa.true())
    for part in sums.values():
        same = sa.and_(
            part.c.municipality_id == place.c.id, part.c.last_month == windows.c.last_month
        )
        source = source.outerjoin(part, same)
    return source


def _by_municipality(
    part: Part, portes: Portes, scopes: Sequence[Scope], setting: Setting, windows: sa.CTE
) -> sa.Select[*tuple[Any, ...]] | sa.CompoundSelect[*tuple[Any, ...]]:
    """Sum of a measure by window and municipality."""
    if len(scopes) > 1 and part.measure in MONTHLY_MEASURES:
        return _from_months(
            MEASURES[part.measure](_scope_over_all(scopes), portes, setting).subquery(), windows
        )
    if len(scopes) > 1 and part.measure in stock.STANDING:
        return _while_standing(
            stock.STANDING[part.measure](scopes[0], portes, setting).subquery(), windows
        )
    selects = []
    for scope in scopes:
        rows = MEASURES[part.measure](scope, portes, setting).subquery()
        total = sa.func.sum(rows.c.value).label("value")
        selects.append(
            sa.select(window_ends(scope)[0], rows.c.municipality_id, total).group_by(
                rows.c.municipality_id
            )
        )
    return sa.union_all(*selects)


def _scope_over_all(scopes: Sequence[Scope]) -> Scope:
    """The scope over all the months of `scopes`."""
    periods = [scope.period for scope in scopes]
    return scopes[0].with_period(Period(min(p.start for p in periods), max(p.end for p in periods)))


def _from_months(rows: sa.Subquery, windows: sa.CTE) -> sa.Select[*tuple[Any, ...]]:
    """Cases that belong to one month each are added up by month once, and the months by window."""
    total = sa.func.sum(rows.c.value).label("value")
    keys = rows.c.month, rows.c.municipality_id
    months = sa.select(*keys, total).group_by(*keys).subquery("months")
    inside = months.c.month.between(windows.c.first_month, windows.c.last_month)
    return (
        sa.select(
            windows.c.last_month,
            months.c.municipality_id,
            sa.func.sum(months.c.value).label("value"),
        )
        .join_from(windows, months, inside)
        .group_by(windows.c.last_month, months.c.municipality_id)
    )


def _while_standing(rows: sa.Subquery, windows: sa.CTE) -> sa.Select[*tuple[Any, ...]]:
    """What holds from one month to another is that of the windows that end in between: one row of
    each place.
    """
    stands = windows.c.last_month.between(rows.c.since, rows.c.until)
    return sa.select(windows.c.last_month, rows.c.municipality_id, rows.c.value).join_from(
        windows, rows, stands
    )


def _values(
    definition: Indicator,
    attribution: Attribution | None,
    values: Mapping[str, Expression],
    heard: Expression | None,
) -> list[Expression]:
    """Numerator, denominator, missing and subtracted of a group of municipalities.

    `heard` says of which the source of the numerator says anything; None: of all.
    """
    # Clients of units live anywhere, and stand in the place of one municipality alone.
    anywhere = (
        attribution is Attribution.EXECUTING_UNIT
        and definition.numerator.measure in COUNTED_MEASURES
    )
    numerator = _zero_or_unknown(definition.numerator, values["numerator"], heard)
    every = _sum_anywhere(values["numerator"], heard) if anywhere else sa.func.sum(numerator)
    if definition.denominator is None:
        nothing = sa.cast(sa.null(), sa.Float)
        return [
            every.label("numerator"),
            nothing.label("denominator"),
            (sa.func.count() - sa.func.count(numerator)).label("missing"),
        ]
    denominator = _zero_or_unknown(definition.denominator, values["denominator"], heard)
    base = sa.case((numerator.is_not(None), denominator))
    bases = sa.func.count(base)
    matched = sa.func.sum(sa.case((base.is_not(None), numerator)))
    clients = anywhere and definition.denominator.measure in COUNTED_MEASURES
    total = _sum_anywhere(values["denominator"], heard) if clients else sa.func.sum(base)
    return [
        (every if anywhere else sa.case((bases == 0, every), else_=matched)).label("numerator"),
        total.label("denominator"),
        (sa.func.count() - bases).label("missing"),
        *(
            [
                sa.func.sum(
                    _zero_or_unknown(definition.subtracted, values["subtracted"], heard)
                ).label("subtracted")
            ]
            if definition.subtracted
            else []
        ),
    ]


def _sum_anywhere(value: Expression, heard: Expression | None) -> Expression:
    """All of it, whichever municipality it stands in the place of, if any unit of the territory is
    heard.
    """
    whole = sa.func.sum(sa.func.coalesce(value, 0))
    return whole if heard is None else sa.case((sa.func.count(sa.case((heard, 1))) > 0, whole))


def _zero_or_unknown(part: Part, value: Expression, heard: Expression | None) -> Expression:
    """Where the source is and nothing was recorded there is none; a stock without a row is unknown."""
    counted = sa.func.coalesce(value, 0) if part.measure in RECORDED_MEASURES else value
    return counted if heard is None else sa.case((heard, counted))
