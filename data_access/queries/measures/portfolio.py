"""The portfolio's shares of each state, from January on and of many periods at once, for two of the
rules.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from config.programme import Programme
from data_access.queries.base.question import SourceMonths
from data_access.queries.base.source_months import source_months
from data_access.queries.measures.attendances import BY_NAME, CONDITIONS
from data_access.queries.measures.states import State, aims_of
from data_access.schema import tables as schema
from indicators.catalogue.definitions import indicator
from indicators.programme import PORTFOLIO_RULES, Rule, Share
from indicators.scope import Period, Scope

c = schema.attendance_cell.c


def portfolio_shares(
    connection: sa.Connection, periods: Sequence[Period], states: Sequence[State], plan: Programme
) -> dict[tuple[Period, str], dict[Rule, Share]]:
    """The portfolio's shares by period and state, from January of the year to its end; absent where
    not measured.

    They are the parts of the indicators of the same names, of all periods at once.
    """
    years = {period.end.year for period in periods}
    cells = _solutions(
        connection, min(years) * 12, max(period.end for period in periods).index, states
    )
    found: dict[tuple[Period, str], dict[Rule, Share]] = {}
    for rule in PORTFOLIO_RULES:
        known = _months_known(connection, rule, periods[0])
        aims = {year: aims_of(connection, rule, year, states, plan) for year in years}
        for period in periods:
            so_far = Period.year_to_date(period.end)
            for uf in [
                state.uf
                for state in states
                if state.uf in known and so_far.overlaps(known[state.uf])
            ]:
                rows = [
                    cells.get((uf, month), {})
                    for month in range(so_far.start.index, so_far.end.index + 1)
                ]
                part, whole = (
                    sum(row.get((rule, side), 0) for row in rows) for side in ("part", "whole")
                )
                found.setdefault((period, uf), {})[rule] = Share(
                    part, whole, aims[period.end.year][uf]
                )
    return found


def _solutions(
    connection: sa.Connection, first: int, last: int, states: Sequence[State]
) -> dict[tuple[str, int], dict[tuple[Rule, str], int]]:
    """Attendances by state and month, of the part and the whole of each share of the portfolio."""
    sides = {
        (rule, side): sa.func.sum(sa.case((CONDITIONS[measure][1], c.attendances), else_=0))
        for rule in PORTFOLIO_RULES
        for side, measure in zip(("part", "whole"), _measures(rule), strict=True)
    }
    statement = (
        sa.select(
            c.executing_uf,
            c.month,
            *(value.label(f"{rule}_{side}") for (rule, side), value in sides.items()),
        )
        .where(c.month.between(first, last), c.executing_uf.in_([state.uf for state in states]))
        .group_by(c.executing_uf, c.month)
    )
    return {
        (uf, month): dict(zip(sides, map(int, values), strict=True))
        for uf, month, *values in connection.execute(statement)
    }


def _months_known(connection: sa.Connection, rule: Rule, period: Period) -> SourceMonths:
    source = BY_NAME[_measures(rule)[0]].source
    return source_months(connection, source, Scope(period), by_unit=True) if source else {}


def _measures(rule: Rule) -> tuple[str, str]:
    definition = indicator(rule)
    if definition.denominator is None:
        raise ValueError(f"{rule} is no share")
    return definition.numerator.measure, definition.denominator.measure
