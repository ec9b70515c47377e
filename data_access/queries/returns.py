"""Time to return: clients by how long they were watched and whether they came back, of a scope."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from config.segments import segment_rule
from data_access import schema
from data_access.queries.frames import read_frame
from data_access.queries.places import members
from data_access.queries.setting import Setting
from indicators.catalogue import Indicator
from indicators.measure import Status
from indicators.scope import Access, Period, Scope
from indicators.survival import shares_back_within

WITHIN = 12
r = schema.client_return.c
Expression = sa.ColumnElement[Any]


def watched(end: int, portes: Sequence[str], scope: Scope) -> tuple[Expression, Expression, list[Expression]]:
    """Time, whether back (0 or 1) and conditions of the clients watched until the end of the month `end`.

    Whole months alone count: a return in the month of which only a part was watched is not one yet, for those who
    did not return in it are not counted either. A month on record is taken as watched to its end.
    """
    seen = sa.literal(end, sa.Integer) - r.first_month
    back = r.months < seen
    conditions: list[Expression] = [
        r.first_month.between(end - segment_rule().first_months + 1, end),
        r.porte.in_(portes),
    ]
    if scope.channel:
        conditions.append(r.channel.in_(scope.channel))
    time = sa.case((back, r.months + 1), else_=seen)
    return time.label("time"), sa.case((back, 1), else_=0).label("back"), conditions


def returns_statement(
    definition: Indicator, scopes: Sequence[Scope], access: Access, level: str, setting: Setting
) -> sa.Select[*tuple[Any, ...]] | None:
    """The query behind `permanencia_12m`: last_month, code, name, uf, time, back, clients.

    Times beyond the twelfth month are told as the thirteenth. A territory without clients is one row without time.
    None where the scope's porte leaves nothing to count.
    """
    portes = definition.portes(definition.numerator, scopes[0])
    if portes is None:
        return None
    counts = sa.union_all(*(_counts(scope, portes, setting) for scope in scopes)).cte("counts")
    place = members(level, scopes[0], access).cte("place")
    months = sa.union_all(*(sa.select(_last_month(scope)) for scope in scopes)).cte("months")
    same = sa.and_(counts.c.municipality_id == place.c.id, counts.c.last_month == months.c.last_month)
    keys = [months.c.last_month, place.c.code, place.c.name, place.c.uf, counts.c.time, counts.c.back]
    return (
        sa.select(*keys, sa.func.sum(counts.c.clients).label("clients"))
        .select_from(place.join(months, sa.true()).outerjoin(counts, same))
        .group_by(*keys)
        .order_by(place.c.code, place.c.name, counts.c.time, counts.c.back)
    )


def _last_month(scope: Scope) -> Expression:
    return sa.literal(scope.period.end.index, sa.Integer).label("last_month")


def _counts(scope: Scope, portes: Sequence[str], setting: Setting) -> sa.Select[*tuple[Any, ...]]:
    time, back, conditions = watched(_end(scope.period, setting), portes, scope)
    rows = sa.select(_last_month(scope), r.municipality_id, time, back, r.clients).where(*conditions).subquery("rows")
    soon = rows.c.time <= WITHIN
    return sa.select(
        rows.c.last_month,
        rows.c.municipality_id,
        sa.case((soon, rows.c.time), else_=WITHIN + 1).label("time"),
        sa.case((soon, rows.c.back), else_=0).label("back"),
        rows.c.clients,
    )


def _end(period: Period, setting: Setting) -> int:
    """Nobody is watched beyond the last month on record."""
    return min(period.end.index, setting.recorded.end.index)


def returns_table(
    connection: sa.Connection,
    definition: Indicator,
    scopes: Sequence[Scope],
    access: Access,
    level: str,
    setting: Setting,
) -> pd.DataFrame | None:
    """`permanencia_12m`, as `special.SpecialTable` says: who was seen back in time, of how many, and the estimate."""
    statement = returns_statement(definition, scopes, access, level, setting)
    if statement is None:
        return None
    rows = read_frame(connection, statement)
    keys = ["last_month", "code", "name", "uf"]
    rows = rows.assign(clients=rows["clients"].fillna(0), time=rows["time"].fillna(0), back=rows["back"].fillna(0))
    group = rows.groupby(keys, dropna=False, sort=False).ngroup().to_numpy()
    frame = rows.drop_duplicates(keys)[keys].reset_index(drop=True)
    back, left = (_by_time(rows[rows["back"] == side], group[rows["back"] == side], len(frame)) for side in (1, 0))
    shares = shares_back_within(back, left).drop(columns="at_risk")
    frame = pd.concat([frame, shares], axis=1)
    frame = frame.assign(numerator=back.sum(axis=1), denominator=(back + left).sum(axis=1), missing=0)
    return _with_status(frame, definition, scopes, setting.recorded)


def _by_time(rows: pd.DataFrame, group: np.ndarray, groups: int) -> np.ndarray:
    """Clients by group and month from 0 to WITHIN + 1."""
    table = np.zeros((groups, WITHIN + 2))
    np.add.at(table, (group, rows["time"].to_numpy(int)), rows["clients"].to_numpy(float))
    return table


def _with_status(frame: pd.DataFrame, definition: Indicator, scopes: Sequence[Scope], recorded: Period) -> pd.DataFrame:
    """Beyond the months on record nothing is known. A period that ends after them is known in part, and so is one whose
    first attendances have too short a past on record: old clients would pass for new ones, and times not compare.
    """
    rule = segment_rule()
    earliest = recorded.start.index + rule.history_months + rule.first_months - 1
    unseen = [scope.period.end.index for scope in scopes if not scope.period.overlaps(recorded)]
    partly = [
        scope.period.end.index for scope in scopes if not earliest <= scope.period.end.index <= recorded.end.index
    ]
    outside = frame["last_month"].isin(unseen)
    figures = ["numerator", "denominator", "value", "lower", "upper"]
    frame = frame.assign(**{name: frame[name].mask(outside) for name in figures})
    status = np.select(
        [
            outside | ((frame["denominator"] > 0) & frame["value"].isna()),
            frame["denominator"] == 0,
            frame["last_month"].isin(partly),
            frame["denominator"] < definition.minimum,
        ],
        [Status.NOT_MEASURED, Status.ZERO_DENOMINATOR, Status.PARTLY_RECORDED, Status.FEW],
        default=Status.MEASURED,
    )
    return frame.assign(status=status)
