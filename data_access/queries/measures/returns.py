"""Time to return: clients by how long they were watched and whether they came back, of a scope."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from config.segments import segment_rule
from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import members
from data_access.queries.base.question import Question, SourcedQuestion
from data_access.queries.base.source_coverage import with_silence
from data_access.queries.measures.measure import Measure, Special
from data_access.queries.measures.sources import ATTENDANCES
from data_access.schema import tables as schema
from indicators.measure import Status
from indicators.scope import Period, Scope
from indicators.survival import shares_back_within

WITHIN = 12
KEYS = ["code", "name", "uf"]
r = schema.client_return.c
Expression = sa.ColumnElement[Any]
Counts = NDArray[np.float64]


def watched_clients(
    end: int, portes: Sequence[str], scope: Scope
) -> tuple[Expression, Expression, list[Expression]]:
    """Time, whether back (0 or 1) and conditions of the clients watched until the end of the month
    `end`.

    Whole months alone count: a return in the month of which only a part was watched is not one yet,
    for those who did not return in it are not counted either. A month on record is taken as watched
    to its end.
    """
    seen = sa.literal(end, sa.Integer) - r.first_month
    back = r.months < seen
    time = sa.case((back, r.months + 1), else_=seen)
    return (
        time.label("time"),
        sa.case((back, 1), else_=0).label("back"),
        _conditions([end], portes, scope),
    )


def _conditions(ends: Sequence[int], portes: Sequence[str], scope: Scope) -> list[Expression]:
    """Clients who may be watched until the end of any of the months `ends`."""
    conditions: list[Expression] = [
        r.first_month.between(min(ends) - segment_rule().first_months + 1, max(ends)),
        r.porte.in_(portes),
    ]
    return [*conditions, r.channel.in_(scope.channel)] if scope.channel else conditions


def returns_statement(question: SourcedQuestion) -> sa.Select[*tuple[Any, ...]] | None:
    """The query behind `permanencia_12m`: place, first_month, months to the next day (above WITHIN
    all alike), clients.

    ``place`` is the least id among the municipalities of a territory. What each window sees of a
    client is worked out from the months, so that several are answered from one reading. None where
    the scope's porte leaves nothing to count.
    """
    portes = question.definition.portes(question.definition.numerator, question.scope)
    if portes is None:
        return None
    place = _member(question).subquery("member")
    ends = [_end(scope.period, question) for scope in question.scopes]
    months = sa.case((r.months < WITHIN, r.months), else_=WITHIN).label("months")
    return (
        sa.select(place.c.place, r.first_month, months, sa.func.sum(r.clients).label("clients"))
        .join_from(schema.client_return, place, place.c.id == r.municipality_id)
        .where(*_conditions(ends, portes, question.scope))
        .group_by(place.c.place, r.first_month, months)
    )


def _member(question: Question) -> sa.Select[*tuple[Any, ...]]:
    """Each municipality with its territory of `level`: id, code, name, uf, place."""
    member = members(question.level, question.scope, question.access).subquery("municipalities")
    alike = sa.func.min(member.c.id).over(partition_by=[member.c[key] for key in KEYS])
    return sa.select(member, alike.label("place"))


def _end(period: Period, question: Question) -> int:
    """Nobody is watched beyond the last month on record."""
    return min(period.end.index, question.recorded.end.index)


def returns_table(connection: sa.Connection, question: SourcedQuestion) -> pd.DataFrame | None:
    """`permanencia_12m`, as `measure.SpecialTable` says: who was seen back in time, of how many,
    and the estimate.

    A territory without clients has a row too; of one without attendances nothing is measured.
    """
    statement = returns_statement(question)
    if statement is None:
        return None
    member = _member(question).subquery("member")
    named = (
        sa.select(member)
        .where(member.c.id == member.c.place)
        .order_by(member.c.code, member.c.name)
    )
    places = read_frame(connection, named)
    rows = read_frame(connection, statement).astype({"clients": "float64"})
    rows["place"] = pd.Index(places["place"]).get_indexer(rows["place"])
    parts = [
        _window(rows, places[KEYS], scope.period, _end(scope.period, question))
        for scope in question.scopes
    ]
    frame = _with_status(pd.concat(parts, ignore_index=True), question)
    return with_silence(connection, frame, question)


def _window(rows: pd.DataFrame, places: pd.DataFrame, period: Period, end: int) -> pd.DataFrame:
    """One row per place: what was seen, by the end of the month `end`,
    of those whose first day was near it.
    """
    back, left = _by_time(rows, len(places), end)
    shares = shares_back_within(back, left).drop(columns="at_risk")
    counts = {"numerator": back.sum(axis=1), "denominator": (back + left).sum(axis=1), "missing": 0}
    return places.assign(last_month=period.end.index, **shares, **counts)


def _by_time(rows: pd.DataFrame, places: int, end: int) -> tuple[Counts, Counts]:
    """Clients seen back, and not, by place and month from 0 to WITHIN + 1: times beyond WITHIN are
    told as the next.

    The rule is that of `watched_clients`.
    """
    first, months, place = (
        rows[name].to_numpy(np.int64) for name in ("first_month", "months", "place")
    )
    seen = end - first
    near = (seen >= 0) & (seen < segment_rule().first_months)
    time = np.minimum(np.where(months < seen, months + 1, seen), WITHIN + 1)
    back = (months < seen) & (time <= WITHIN)
    cell = place * (WITHIN + 2) + time

    def counted(who: NDArray[np.bool_]) -> Counts:
        clients = rows["clients"].to_numpy(float)[who]
        sums = np.bincount(cell[who], clients, places * (WITHIN + 2)).astype(float)
        return sums.reshape(places, WITHIN + 2)

    return counted(near & back), counted(near & ~back)


def _with_status(frame: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Beyond the months on record nothing is known. A period that ends after them is known in part,
    and so is one whose first attendances have too short a past on record: old clients would pass
    for new ones, and times not compare.

    An estimate without an interval is of few, however many were watched: where all (or none) of
    those still watched came back, it hangs on the last of them, and nothing says how sure it is.
    """
    rule, recorded, scopes = segment_rule(), question.recorded, question.scopes
    earliest = recorded.start.index + rule.history_months + rule.first_months - 1
    unseen = [scope.period.end.index for scope in scopes if not scope.period.overlaps(recorded)]
    partly = [
        scope.period.end.index
        for scope in scopes
        if not earliest <= scope.period.end.index <= recorded.end.index
    ]
    outside = frame["last_month"].isin(unseen)
    figures = ["numerator", "denominator", "value", "lower", "upper"]
    frame = frame.assign(**{name: frame[name].mask(outside) for name in figures})
    unsure = frame["value"].notna() & frame["lower"].isna()
    status = np.select(
        [
            outside | ((frame["denominator"] > 0) & frame["value"].isna()),
            frame["denominator"] == 0,
            frame["last_month"].isin(partly),
            (frame["denominator"] < question.definition.minimum) | unsure,
        ],
        [Status.NOT_MEASURED, Status.ZERO_DENOMINATOR, Status.PARTLY_RECORDED, Status.FEW],
        default=Status.MEASURED,
    )
    return frame.assign(status=status)


_of_returns = partial(Measure, tables=frozenset({"atendimentos", "clientes"}), by_rule=True)
MEASURES = (
    _of_returns(
        "voltas_em_12_meses",
        special=Special(returns_table, returns_statement),
        source=ATTENDANCES,
        after_query=(
            "As linhas dizem quantos clientes de cada lugar vieram pela primeira vez em cada mês, e"
            " em quantos meses completos voltaram (12: em 12 ou mais, ou nunca). Ficam os da"
            f" primeira vez nos {segment_rule().first_months} meses até o fim do período, e quem"
            " não tinha voltado até ali só é acompanhado até ali. Somados por tempo, o estimador de"
            " Kaplan–Meier dá a parte que volta em 12 meses, e o de Greenwood o intervalo."
        ),
    ),
    _of_returns("primeiros_atendimentos"),
)
