"""What came after the answers of detractors: who of them waits for a return.

Only counts leave: the cells of units, channels and months stay here.
"""

from typing import Any, Literal

import numpy as np
import pandas as pd
import sqlalchemy as sa

from config.satisfaction import satisfaction_rule
from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import require_visible
from data_access.queries.base.question import closed_period
from data_access.queries.base.told_answers import untold_territories
from data_access.queries.measures.satisfaction import survey_filters
from data_access.queries.tables.satisfaction_scores import (
    answers_inside,
    asked_nps,
    by_executing_unit,
)
from data_access.schema import tables as schema
from data_access.schema.satisfaction import RETURNED, UNKNOWN_CLIENT, WAITING
from indicators.disclosure.small_groups import SMALLEST_GROUP, primary_suppression, withhold_cells
from indicators.scope import Access, Scope

Unit = Literal["territorio", "equipe"]
c, m = schema.detractor_cell.c, schema.municipality.c
BANDS = tuple(f"{WAITING}_{first}" for first, _ in satisfaction_rule().bands)
STATES = (*BANDS, RETURNED, UNKNOWN_CLIENT)
LISTED = 10  # units of the table; the others are one row
OTHERS, TOTAL = "*", "="


def detractors_waiting(edition: Edition, unit: Unit, scope: Scope, access: Access) -> pd.DataFrame:
    """Detractors by what came after their answer: key, name, one column of STATES each, detractors;
    no list of people.

    One row per territory (UFs; municipalities of the client inside a UF) or team of five detractors
    or more, of those with most that wait the first LISTED, then OTHERS together and the TOTAL.
    Fewer than five, and what would give them away, are NaN. Where the answers of the scope are not
    told, neither is anything of its detractors: the TOTAL alone, NaN.
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
    with edition.engine.connect() as connection:
        require_visible(connection, scope.territory, access)
        rows = read_frame(connection, statement)
        untold = len(
            untold_territories(connection, asked_nps(closed_period(edition), scope, access))
        )
    if untold:
        return _nothing_told()
    return _without_small_counts(
        _listed_units(rows.astype({"key": "str", "name": "str", "state": "str", "count": "int64"}))
    )


def _unit(
    unit: Unit, scope: Scope
) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any], sa.FromClause]:
    """What tells the rows apart, how it is called, and what is read."""
    cells = schema.detractor_cell
    if unit == "equipe":
        team = schema.team.c
        return (
            c.team,
            sa.func.coalesce(team.name, c.team),
            cells.outerjoin(schema.team, team.team_id == c.team),
        )
    if by_executing_unit(scope):
        states = (
            sa.select(m.uf, sa.func.min(m.uf_name).label("name")).group_by(m.uf).subquery("state")
        )
        return c.executing_uf, states.c.name, cells.join(states, states.c.uf == c.executing_uf)
    joined = cells.join(schema.municipality, m.id == c.municipality_id)
    return (
        (m.uf, m.uf_name, joined)
        if scope.territory.level in ("brasil", "regiao")
        else (m.code, m.name, joined)
    )


def _nothing_told() -> pd.DataFrame:
    names = pd.DataFrame({"key": [TOTAL], "name": [""]})
    return names.assign(**dict.fromkeys((*STATES, "detractors"), float("nan")))


def _listed_units(rows: pd.DataFrame) -> pd.DataFrame:
    """Units by states, those with most that wait first; the others, and answers of no unit,
    together.

    How many detractors a unit has is told beside its NPS: one with too few of them has no row, for
    a single cell of it that is withheld would be the rest of that.
    """
    table = rows.pivot_table(
        index=["key", "name"], columns="state", values="count", aggfunc="sum", fill_value=0
    )
    table = table.reindex(columns=list(STATES), fill_value=0).sort_index().reset_index()
    named = table[table["key"] != ""]
    named = named[named[list(STATES)].sum(axis=1) >= SMALLEST_GROUP]
    order = (
        named[list(BANDS)].sum(axis=1).sort_values(ascending=False, kind="stable").index[:LISTED]
    )
    while (
        len(order)
        and primary_suppression(table.drop(index=order)[list(STATES)].to_numpy().sum()).any()
    ):
        order = order[:-1]  # too few are left for a row of their own
    rest = table.drop(index=order)
    others = (
        pd.DataFrame([{"key": OTHERS, "name": "", **rest[list(STATES)].sum()}])
        if len(rest)
        else rest
    )
    return pd.concat([table.loc[order], others], ignore_index=True)


def _without_small_counts(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its totals, without small counts and what would give them away."""
    counts = table[list(STATES)].to_numpy(np.int64)
    hidden = withhold_cells(counts) if len(counts) else np.zeros((1, len(STATES) + 1), dtype=bool)
    hidden |= primary_suppression(counts.sum())  # even the zeros would say where the few are
    whole = np.vstack([counts, counts.sum(axis=0, keepdims=True)])
    whole = np.hstack([whole, whole.sum(axis=1, keepdims=True)]).astype(float)
    shown = pd.DataFrame(np.where(hidden, np.nan, whole), columns=[*STATES, "detractors"])
    names = pd.DataFrame({"key": [*table["key"], TOTAL], "name": [*table["name"], ""]}).astype(
        "str"
    )
    return pd.concat([names, shown], axis=1)
