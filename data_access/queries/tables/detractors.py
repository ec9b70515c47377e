"""What came after the answers of detractors: who of them waits for a return.

Only counts leave: the cells of units, channels and months stay here.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import pandas as pd
import sqlalchemy as sa

from config.satisfaction import satisfaction_rule
from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.names import names_and_kinds
from data_access.queries.base.places import require_visible
from data_access.queries.base.question import closed_period
from data_access.queries.base.source_coverage import WIDE
from data_access.queries.base.told_answers import (
    AskedAnswers,
    asked_answers,
    untold_territories,
    untold_values,
)
from data_access.queries.measures.satisfaction import survey_filters
from data_access.queries.tables.satisfaction_scores import (
    answers_inside,
    by_executing_unit,
    untold_states,
)
from data_access.schema import tables as schema
from data_access.schema.opinions import AFTERWARDS, BY_TEAM, NPS, WAITED
from data_access.schema.satisfaction import RETURNED, UNKNOWN_CLIENT, WAITING
from indicators.scope import Access, Scope

Unit = Literal["territorio", "equipe"]
c, m = schema.detractor_cell.c, schema.municipality.c
BANDS = tuple(f"{WAITING}_{first}" for first, _ in satisfaction_rule().bands)
STATES = (*BANDS, RETURNED, UNKNOWN_CLIENT)
LISTED = 10  # units of a table of a page; the others are one row
OTHERS, TOTAL = "*", "="


def detractors_waiting(
    edition: Edition, unit: Unit, scope: Scope, access: Access, listed: int | None = LISTED
) -> pd.DataFrame:
    """Detractors by what came after their answer: key, name, one column of STATES each, detractors;
    no list of people.

    One row per territory (UFs; municipalities of the client inside a UF) or team of five detractors
    or more (`opinion_block`), of those with most that wait the first `listed` (None: all), then
    OTHERS together and the TOTAL. It is told of years and their parts, of no channel or partner
    alone, and only where their score is: how many are detractors, or that nobody is, would say what
    is withheld of it. Where nothing is told of the scope: the TOTAL alone, NaN.

    How long they wait says on what days they answered: it is NaN in the rows of which some BAND, or
    what it leaves of another row, would be of fewer than five.
    """
    key, name, source = _unit(unit, scope)
    state = sa.case(
        (c.state == WAITING, sa.func.concat(f"{WAITING}_", sa.cast(c.days, sa.String))),
        else_=c.state,
    )
    statement = (
        sa.select(
            key.label("key"),
            name.label("name"),
            state.label("state"),
            sa.func.sum(c.detractors).label("count"),
        )
        .select_from(source)
        .where(
            *survey_filters(scope, schema.detractor_cell),
            answers_inside(schema.detractor_cell, scope, access),
        )
        .group_by(sa.text("1"), sa.text("2"), sa.text("3"))
    )
    with edition.reading(access) as connection:
        require_visible(connection, scope.territory, access)
        rows = read_frame(connection, statement).astype({"key": "str", "name": "str"})
        if unit == "equipe":
            rows = rows.assign(name=names_and_kinds(connection, unit, rows["key"])[0])
        asked = asked_answers(
            closed_period(edition), AFTERWARDS, scope, access, by_unit=by_executing_unit(scope)
        )
        scores = replace(asked, subject=NPS)
        if any(len(untold_territories(connection, each)) for each in (asked, scores)):
            return _nothing_told()
        untold = [_untold_units(connection, unit, each) for each in (asked, scores)]
        waits = replace(asked, subject=WAITED)
        has_untold_waits = _untold_units(connection, unit, waits)
        whole_untold = len(untold_territories(connection, waits)) > 0
    rows = rows.astype({"name": "str", "state": "str", "count": "int64"})
    table = _with_total(
        _listed_units(rows, lambda key: any(is_untold(key) for is_untold in untold), listed)
    )
    return _without_untold_waits(table, has_untold_waits, whole_untold=whole_untold)


def _untold_units(
    connection: sa.Connection, unit: Unit, asked: AskedAnswers
) -> Callable[[str], bool]:
    """Whether nothing is told of the detractors of a territory or team."""
    if unit == "equipe":
        return untold_values(connection, asked, BY_TEAM)
    level = "uf" if asked.by_unit or asked.level in WIDE else "municipio"
    within = replace(asked, level=level)
    if level == "uf":
        return untold_states(connection, within).__contains__
    codes = untold_territories(connection, within).get_level_values("code")
    return frozenset(codes).__contains__


def _unit(
    unit: Unit, scope: Scope
) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any], sa.FromClause]:
    """What tells the rows apart, how it is called, and what is read."""
    cells = schema.detractor_cell
    if unit == "equipe":
        return c.team, c.team, cells
    if by_executing_unit(scope):
        states = (
            sa.select(m.uf, sa.func.min(m.uf_name).label("name")).group_by(m.uf).subquery("state")
        )
        name = sa.func.coalesce(states.c.name, "")
        return c.executing_uf, name, cells.outerjoin(states, states.c.uf == c.executing_uf)
    joined = cells.outerjoin(schema.municipality, m.id == c.municipality_id)
    known = (m.uf, m.uf_name) if scope.territory.level in WIDE else (m.code, m.name)
    return sa.func.coalesce(known[0], ""), sa.func.coalesce(known[1], ""), joined


def _nothing_told() -> pd.DataFrame:
    names = pd.DataFrame({"key": [TOTAL], "name": [""]})
    return names.assign(**dict.fromkeys((*STATES, "detractors"), float("nan")))


def _listed_units(
    rows: pd.DataFrame, is_untold: Callable[[str], bool], listed: int | None
) -> pd.DataFrame:
    """Units by states, those with most that wait first; the others, and answers of no unit,
    together.
    """
    table = rows.pivot_table(
        index=["key", "name"], columns="state", values="count", aggfunc="sum", fill_value=0
    )
    table = table.reindex(columns=list(STATES), fill_value=0).sort_index().reset_index()
    named = table[(table["key"] != "") & ~table["key"].map(is_untold).astype(bool)]
    waiting = named[list(BANDS)].sum(axis=1)
    order = waiting.sort_values(ascending=False, kind="stable").index[:listed]
    rest = table.drop(index=order)
    others = pd.DataFrame([{"key": OTHERS, "name": "", **rest[list(STATES)].sum()}])
    return pd.concat([table.loc[order], others[: len(rest)]], ignore_index=True)


def _without_untold_waits(
    table: pd.DataFrame, is_untold: Callable[[str], bool], *, whole_untold: bool
) -> pd.DataFrame:
    """OTHERS are what is left of the whole: their ages are told where those of all rows are."""
    keys = table["key"]
    hidden = keys.map(is_untold).astype(bool) & ~keys.isin([OTHERS, TOTAL])
    hidden |= (keys == TOTAL) & whole_untold
    hidden |= (keys == OTHERS) & bool(hidden.any())
    return table.assign(**{band: table[band].mask(hidden) for band in BANDS})


def _with_total(table: pd.DataFrame) -> pd.DataFrame:
    counts = table[list(STATES)]
    total = pd.DataFrame([{"key": TOTAL, "name": "", **counts.sum()}])
    whole = pd.concat([table, total], ignore_index=True)
    figures = whole[list(STATES)].astype(float)
    named = whole[["key", "name"]].astype("str")
    return pd.concat([named, figures], axis=1).assign(detractors=figures.sum(axis=1))
