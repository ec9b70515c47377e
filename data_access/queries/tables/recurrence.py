"""What the page of recurrence shows besides rates: returns by group, cohorts, segments, risk,
flows.

Portes of the scope apply everywhere, MEI, ME and EPP where it names none; its channels where a
function says so.
"""

from typing import Any

import pandas as pd
import sqlalchemy as sa

from config.segments import segment_rule
from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.names import names_and_kinds
from data_access.queries.base.places import members, municipalities_seen, require_seen
from data_access.queries.measures.returns import watched_clients
from data_access.schema import tables as schema
from indicators.scope import SMALL_BUSINESSES, Access, Scope

m = schema.municipality
r, h, s, t, f = (
    table.c
    for table in (
        schema.client_return,
        schema.cohort_month,
        schema.segment_move,
        schema.risk_team,
        schema.channel_flow,
    )
)
GROUPS: dict[str, sa.ColumnElement[str]] = {
    "porte": r.porte,
    "canal": r.channel,
    "instrumento": r.instrument,
}
AT_RISK = "em_risco"
Condition = sa.ColumnElement[bool]


def _portes(scope: Scope) -> tuple[str, ...]:
    return scope.porte or SMALL_BUSINESSES


def _summed_clients(
    edition: Edition,
    keys: list[sa.ColumnElement[Any]],
    measure: sa.ColumnElement[int],
    conditions: list[Condition],
    scope: Scope,
    access: Access,
) -> pd.DataFrame:
    """Sums of a column of one mart by `keys`,
    over the municipalities that the scope has and the access allows.
    """
    table = measure.table
    rows = (
        sa.select(*keys, measure)
        .join_from(table, m, m.c.id == table.c.municipality_id)
        .where(*conditions, municipalities_seen(scope.territory, access))
        .subquery("rows")
    )
    by = [rows.c[key.name] for key in keys]
    statement = (
        sa.select(*by, sa.func.sum(rows.c[measure.name]).label(measure.name))
        .group_by(*by)
        .order_by(*by)
    )
    with edition.reading(access) as connection:
        require_seen(connection, scope.territory, access)
        frame = read_frame(connection, statement)
    # Said here, for a frame without rows would be of other types from another engine.
    return frame.astype(
        {
            key.name: "str" if isinstance(key.type, sa.String) else "int64"
            for key in (*keys, measure)
        }
    )


def return_durations(edition: Edition, by: str, *, scope: Scope, access: Access) -> pd.DataFrame:
    """Clients by group (`by`: a key of GROUPS), months watched (``time``) and whether back then
    (``back``, 0 or 1).

    Columns: group, time, back, clients (see `indicators.survival.durations`). They are the clients
    of `permanencia_12m`; the scope's channel is that of the first day.
    """
    end = min(scope.period.end.index, edition.manifest.last_month)
    time, back, conditions = watched_clients(end, _portes(scope), scope)
    return _summed_clients(
        edition, [GROUPS[by].label("group"), time, back], r.clients, conditions, scope, access
    )


def cohorts(edition: Edition, *, scope: Scope, access: Access) -> pd.DataFrame:
    """Clients of each first month that were attended so many months later: first_month, age,
    clients.

    First months are those that `config.segments` follows, up to the end of the period; nothing
    later is told. Age 0 is the whole cohort; an age in which nobody came has no row.
    """
    end = scope.period.end.index
    conditions = [
        h.first_month.between(end - segment_rule().first_months + 1, end),
        h.first_month + h.age <= end,
        h.porte.in_(_portes(scope)),
    ]
    return _summed_clients(edition, [h.first_month, h.age], h.clients, conditions, scope, access)


def segment_moves(edition: Edition, *, scope: Scope, access: Access) -> pd.DataFrame:
    """Clients by quarter (its last month), segment at the end of the quarter before and of this
    one.

    Columns: quarter, before ("" where no client yet), now, clients; quarters up to the end of the
    period.
    """
    conditions = [s.quarter <= scope.period.end.index, s.porte.in_(_portes(scope))]
    return _summed_clients(
        edition, [s.quarter, s.before, s.now], s.clients, conditions, scope, access
    )


def at_risk(
    edition: Edition, *, scope: Scope, access: Access, level: str, quarter: int
) -> pd.DataFrame:
    """Clients at risk and all clients at the end of a quarter, of each territory of `level` that
    has any.

    Columns: code, name, uf, at_risk, active (clients not lost); by code.
    """
    place = members(level, scope, access).subquery("place")
    risk = sa.case((s.now == AT_RISK, s.clients), else_=0)
    active = sa.case((s.now != "perdidos", s.clients), else_=0)
    keys = [place.c.code, place.c.name, place.c.uf]
    statement = (
        sa.select(*keys, sa.func.sum(risk).label("at_risk"), sa.func.sum(active).label("active"))
        .join_from(schema.segment_move, place, place.c.id == s.municipality_id)
        .where(s.quarter == quarter, s.porte.in_(_portes(scope)))
        .group_by(*keys)
        .order_by(place.c.code)
    )
    with edition.reading(access) as connection:
        require_seen(connection, scope.territory, access)
        frame = read_frame(connection, statement).astype({"at_risk": "int64", "active": "int64"})
    return frame.astype(dict.fromkeys(("code", "name", "uf"), object))


def at_risk_by_team(edition: Edition, *, scope: Scope, access: Access) -> pd.DataFrame:
    """Clients at risk at the end of the last quarter of the edition, by team of the latest
    attendance.

    Columns: quarter, team ("" where not informed), clients, name (the code, where the edition does
    not name the team).
    """
    rows = _summed_clients(
        edition, [t.quarter, t.team], t.clients, [t.porte.in_(_portes(scope))], scope, access
    )
    with edition.reading(access) as connection:
        names, _ = names_and_kinds(connection, "equipe", rows["team"])
    return rows.assign(name=names)


def channel_flow(edition: Edition, *, scope: Scope, access: Access) -> pd.DataFrame:
    """Returns in the period by channel of the day before and channel of the return: before, after,
    returns.

    With channels in the scope, the returns of those who had come by one of them.
    """
    conditions: list[Condition] = [
        f.month.between(scope.period.start.index, scope.period.end.index),
        f.porte.in_(_portes(scope)),
    ]
    if scope.channel:
        conditions.append(f.before.in_(scope.channel))
    return _summed_clients(edition, [f.before, f.after], f.returns, conditions, scope, access)
