"""The SQL of a quotient: numerator and denominator of municipalities, added up by territory."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from data_access.queries.base.question import SourcedQuestion, SourceMonths
from data_access.queries.base.source_coverage import (
    covered_by_source,
    members_asked,
    overlaps_source,
)
from data_access.queries.base.units import EXECUTING_LEVELS
from data_access.queries.base.windows import window_ends, windows_of
from data_access.queries.measures.counts import Portes
from data_access.queries.measures.measure import Measure
from data_access.schema.core import NOWHERE

Expression = sa.ColumnElement[Any]
Parts = Mapping[str, Measure]  # by the column that holds it: numerator, denominator, subtracted


def quotient_statement(
    question: SourcedQuestion, parts: Parts
) -> sa.Select[*tuple[Any, ...]] | None:
    """The query as executed; None where it does not apply: the scope's porte leaves nothing to
    count, or the cases are of executing units, known by UF, and the level is smaller.

    One row per scope and territory: last_month, code, name, uf, numerator, denominator, missing
    (municipalities without denominator, or without the source of the numerator), for a score
    subtracted, and for what is divided by another source covered (whether any UF has that of the
    numerator in the whole window). Where a territory has municipalities with and without these, its
    sums are those of the former: a rate must not count whom its base leaves out, nor take the base
    of those of whom nothing is recorded. Clients of executing units live anywhere, and are counted
    wherever they live, if any unit is heard. Cases without a place are the country's alone.
    """
    answerable = answerable_parts(question, parts)
    if answerable is None:
        return None
    question, portes = answerable
    scopes = question.scopes
    known = question.source_months
    place = members_asked(question).cte("place")
    windows = windows_of(scopes)
    sums = {
        name: _by_municipality(part, portes[name], question, windows, place).cte(name)
        for name, part in parts.items()
    }
    asked = _every_municipality(place, windows, known)
    keys = [asked.c.last_month, asked.c.code, asked.c.name, asked.c.uf]
    columns = _values(
        parts,
        {name: part.c.value for name, part in sums.items()},
        asked,
        asked.c.get("heard"),
        by_unit=question.by_unit,
    )
    if known is not None and parts["numerator"].two_sources:
        columns.append(sa.func.max(sa.case((asked.c.whole, 1), else_=0)).label("covered"))
    return (
        sa.select(*keys, *columns)
        .select_from(_with_sums(asked, sums))
        .group_by(*keys)
        .order_by(asked.c.code, asked.c.name)
    )


def answerable_parts(
    question: SourcedQuestion, parts: Parts
) -> tuple[SourcedQuestion, dict[str, Portes]] | None:
    """The question with the attribution of its indicator told in each scope, and the portes that
    each part counts; None where it does not apply (see `quotient_statement`).
    """
    if question.by_unit and question.level not in EXECUTING_LEVELS:
        return None
    definition = question.definition
    portes: dict[str, Portes] = {}
    for name in parts:
        chosen = definition.portes(getattr(definition, name), question.scope)
        if chosen is None:
            return None
        portes[name] = chosen
    attribution = definition.attributed(question.scope)
    scopes = [replace(scope, attribution=attribution) for scope in question.scopes]
    return replace(question, scopes=scopes), portes


def _every_municipality(place: sa.CTE, windows: sa.CTE, known: SourceMonths | None) -> sa.Subquery:
    """Every municipality in every window, and whether the source says anything of it there
    (``heard``), and in the whole of it (``whole``): asked once of each, and not in each sum.
    """
    columns = [place.c.id, place.c.code, place.c.name, place.c.uf, windows.c.last_month]
    if known is not None:
        columns += [
            overlaps_source(known, place.c.unit, windows).label("heard"),
            covered_by_source(known, place.c.unit, windows).label("whole"),
        ]
    return sa.select(*columns).join_from(place, windows, sa.true()).subquery("asked")


def _with_sums(asked: sa.Subquery, sums: Mapping[str, sa.CTE]) -> sa.FromClause:
    source: sa.FromClause = asked
    for part in sums.values():
        same = sa.and_(
            part.c.municipality_id == asked.c.id, part.c.last_month == asked.c.last_month
        )
        source = source.outerjoin(part, same)
    return source


def _by_municipality(
    measure: Measure, portes: Portes, question: SourcedQuestion, windows: sa.CTE, place: sa.CTE
) -> sa.Select[*tuple[Any, ...]] | sa.CompoundSelect[*tuple[Any, ...]]:
    """Sum of a measure by window and municipality."""
    several = len(question.scopes) > 1
    if several and measure.monthly:
        whole = question.scope.with_period(question.span)
        return _from_months(measure.rows(question, whole, portes).subquery(), windows)
    if several and measure.standing:
        rows = measure.standing(question, question.scope, portes)
        return _while_standing(rows.subquery(), windows)
    windowed = []
    for scope in question.scopes:
        counted = measure.rows(question, scope, portes).subquery().c
        windowed.append(sa.select(window_ends(scope)[0], counted.municipality_id, counted.value))
    every = sa.union_all(*windowed).subquery("counted").c
    keys = every.last_month, every.municipality_id
    # Grouped once, for a group of its own costs more than the few rows of a window; and only what
    # is asked for.
    sums = sa.select(*keys, sa.func.sum(every.value).label("value")).group_by(*keys)
    if question.scope.territory.level == "brasil" and question.access.ufs is None:
        return sums
    return sums.where(every.municipality_id.in_(sa.select(place.c.id)))


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
    parts: Parts,
    values: Mapping[str, Expression],
    place: sa.Subquery,
    heard: Expression | None,
    *,
    by_unit: bool,
) -> list[Expression]:
    """Numerator, denominator, missing and subtracted of a group of municipalities.

    `heard` says of which the source of the numerator says anything; None: of all.
    """
    # Clients of units live anywhere, and stand in the place of one municipality alone.
    anywhere = by_unit and parts["numerator"].of_clients
    numerator = _zero_or_unknown(parts["numerator"], values["numerator"], heard)
    every = _sum_anywhere(values["numerator"], heard) if anywhere else sa.func.sum(numerator)
    if "denominator" not in parts:
        nothing = sa.cast(sa.null(), sa.Float)
        return [
            every.label("numerator"),
            nothing.label("denominator"),
            _unknown(numerator, place).label("missing"),
        ]
    denominator = _zero_or_unknown(parts["denominator"], values["denominator"], heard)
    base = sa.case((numerator.is_not(None), denominator))
    bases = sa.func.count(base)
    matched = sa.func.sum(sa.case((base.is_not(None), numerator)))
    clients = anywhere and parts["denominator"].of_clients
    total = _sum_anywhere(values["denominator"], heard) if clients else sa.func.sum(base)
    found: list[Expression] = [
        (every if anywhere else sa.case((bases == 0, every), else_=matched)).label("numerator"),
        total.label("denominator"),
        _unknown(base, place).label("missing"),
    ]
    if "subtracted" not in parts:
        return found
    subtracted = _zero_or_unknown(parts["subtracted"], values["subtracted"], heard)
    return [*found, sa.func.sum(subtracted).label("subtracted")]


def _unknown(value: Expression, place: sa.Subquery) -> Expression:
    """How many municipalities are without a value; what is of no place is none of them."""
    return sa.func.count(sa.case((sa.and_(value.is_(None), place.c.id != NOWHERE), 1)))


def _sum_anywhere(value: Expression, heard: Expression | None) -> Expression:
    """All of it, whichever municipality it stands in the place of, if any unit of the territory is
    heard.
    """
    whole = sa.func.sum(sa.func.coalesce(value, 0))
    return whole if heard is None else sa.case((sa.func.count(sa.case((heard, 1))) > 0, whole))


def _zero_or_unknown(measure: Measure, value: Expression, heard: Expression | None) -> Expression:
    """Where the source is and nothing was recorded there is none; no row of a stock is unknown."""
    counted = sa.func.coalesce(value, 0) if measure.by_case else value
    return counted if heard is None else sa.case((heard, counted))
