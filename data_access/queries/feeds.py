"""Where and when the source of an indicator says anything: elsewhere nothing was measured, and nothing is not zero.

A source is taken to come by UF (docs/adr/0029): it is there from the first to the last month in which any record of
the UF says what the indicator measures. An edition never changes, and what it says here is asked of it once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd
import sqlalchemy as sa

from config.inclusion import inclusion_rule
from data_access import schema
from data_access.queries.places import inside
from data_access.queries.setting import Setting
from data_access.schema.inclusion import BY_CLIENT, BY_UNIT
from data_access.schema.service import FIRST_RESPONSE, HANDLING, RESOLUTION
from indicators.catalogue import Indicator
from indicators.measure import Status
from indicators.scope import Access, Attribution, Month, Period, Scope

Condition = sa.ColumnElement[bool]
Spans = Mapping[str, Period]  # the months in which a source says anything, by UF
ALWAYS = Period(Month(0), Month(schema.NO_MONTH_AFTER))  # of what has no month: a list, as it is now
WIDE = ("brasil", "regiao")
STATES = ("states",)
a, k, d, s, r = (
    table.c
    for table in (
        schema.attendance_cell,
        schema.contact_cell,
        schema.service_duration,
        schema.survey_cell,
        schema.response_cell,
    )
)
g, i, p, m = schema.inclusion_count.c, schema.income_count.c, schema.partner.c, schema.municipality.c


@dataclass(frozen=True)
class Feed:
    """The rows of a mart that say what is measured. ``sliced``: each channel and partner has a source of its own."""

    table: sa.Table
    said: Callable[[bool], Condition]
    sliced: bool = False


def _of(table: sa.Table, condition: Callable[[], Condition] = sa.true) -> Feed:
    return Feed(table, lambda _by_unit: condition())


def _of_group(group: str) -> Feed:
    return _of(schema.inclusion_count, lambda: sa.and_(g.people > 0, g.grp == group))


def _of_kind(kind: str) -> Feed:
    return _of(schema.service_duration, lambda: d.kind == kind)


ATTENDANCES, PARTNERS = _of(schema.attendance_cell), _of(schema.partner)
COMPLAINTS = _of(schema.contact_cell, lambda: k.complaint.is_not(None))
# By the measure of the numerator. What has none here is judged otherwise: the programme's rules, by initiatives.
FEEDS: Mapping[str, Feed] = {
    "municipios_com_sala": PARTNERS,
    "empresas_ao_alcance": PARTNERS,
    "promotores": _of(schema.survey_cell, lambda: sa.and_(s.nps_counts, s.nps.is_not(None))),
    "detratores": _of(schema.survey_cell, lambda: sa.and_(s.nps_counts, s.nps.is_not(None))),
    "satisfeitos": _of(schema.survey_cell, lambda: s.csat.is_not(None)),
    "atendimento_facil": _of(schema.survey_cell, lambda: s.ces.is_not(None)),
    "atendimentos_respondidos": Feed(schema.response_cell, lambda _by_unit: r.answered > 0, sliced=True),
    "renda_aumentou": Feed(
        schema.income_count,
        lambda by_unit: sa.and_(i.answers > 0, i.seen_by == (BY_UNIT if by_unit else BY_CLIENT)),
    ),
    "resolvidos_no_primeiro_contato": _of(schema.contact_cell, lambda: k.first_contact.is_not(None)),
    "respondidos_no_prazo": _of(schema.contact_cell, lambda: k.in_time.is_not(None)),
    "retidos_pelo_robo": _of(schema.contact_cell, lambda: sa.and_(k.bot.is_not(None), k.kept_by_bot.is_not(None))),
    "reclamacoes": COMPLAINTS,
    "indice_reputacao": COMPLAINTS,
    "reclamacoes_resolvidas": _of(
        schema.contact_cell, lambda: sa.and_(k.complaint.is_not(None), k.kept_by_bot.is_not(None))
    ),
    "contatos_respondidos": _of_kind(FIRST_RESPONSE),
    "contatos_resolvidos": _of_kind(RESOLUTION),
    "atendimentos_com_duracao": _of_kind(HANDLING),
    "atendimentos_digitais": _of(schema.attendance_cell, lambda: a.digital.is_not(None)),
    "solucoes_do_portfolio": _of(schema.attendance_cell, lambda: a.portfolio.is_not(None)),
    "sincronos_do_portfolio": _of(schema.attendance_cell, lambda: a.synchronous.is_not(None)),
    **{f"atendidos_{group.id}": _of_group(group.id) for group in inclusion_rule().group},
    "cadunico_alcancados": _of_group("cadunico"),
}
_asked: WeakKeyDictionary[sa.Engine, dict[tuple[object, ...], Any]] = WeakKeyDictionary()


def informed(connection: sa.Connection, definition: Indicator, scope: Scope, setting: Setting) -> Setting:
    """The setting that knows where and when the source of the indicator is: see `spans`."""
    return replace(setting, known=spans(connection, definition, scope))


def spans(connection: sa.Connection, definition: Indicator, scope: Scope) -> Spans | None:
    """The months of the source of an indicator by UF, of the unit or of the client as the scope counts; UFs without it
    are absent. None where the indicator has no source of cases.
    """
    measure = definition.numerator.measure
    feed = FEEDS.get(measure)
    if feed is None:
        return None
    by_unit = definition.attributed(scope) is Attribution.EXECUTING_UNIT
    kept = (scope.channel, scope.partner) if feed.sliced else ((), ())
    known = _asked.setdefault(connection.engine, {})
    key = (measure, by_unit, *kept)
    if key not in known:
        found = connection.execute(_statement(feed, kept, by_unit=by_unit))
        known[key] = {uf: Period(Month(first), Month(last)) for uf, first, last in found}
    here: Spans = known[key]
    return here


def _statement(feed: Feed, kept: tuple[tuple[str, ...], ...], *, by_unit: bool) -> sa.Select[*tuple[Any, ...]]:
    c = feed.table.c
    first = c.get("first_month", c.get("month", sa.literal(ALWAYS.start.index)))
    last = c.get("last_month", c.get("month", sa.literal(ALWAYS.end.index)))
    slices = zip(("channel", "partner"), kept, strict=True)
    conditions = [feed.said(by_unit), *(c[name].in_(values) for name, values in slices if values)]
    uf = c.get("uf", c.get("executing_uf") if by_unit or "municipality_id" not in c else None)
    rows = sa.select(sa.func.min(first), sa.func.max(last)).where(*conditions)
    if uf is not None:
        return rows.with_only_columns(uf, *rows.selected_columns).group_by(uf)
    joined = feed.table.join(schema.municipality, m.id == c.municipality_id)
    return rows.with_only_columns(m.uf, *rows.selected_columns).select_from(joined).group_by(m.uf)


def overlapping(known: Spans, uf: sa.ColumnElement[str], windows: sa.CTE) -> Condition:
    """Where the source of a UF says anything of a window."""
    w = windows.c
    return _any_of(known, uf, lambda span: sa.and_(w.last_month >= span.start.index, w.first_month <= span.end.index))


def covering(known: Spans, uf: sa.ColumnElement[str], windows: sa.CTE) -> Condition:
    """Where the source of a UF is there in the whole of a window."""
    w = windows.c
    return _any_of(known, uf, lambda span: sa.and_(w.first_month >= span.start.index, w.last_month <= span.end.index))


def within(known: Spans | None, uf: sa.ColumnElement[str], month: sa.ColumnElement[int]) -> Condition:
    """Cases of a UF and a month in which the source is there."""
    if known is None:
        return sa.true()
    return _any_of(known, uf, lambda span: month.between(span.start.index, span.end.index))


def _any_of(known: Spans, uf: sa.ColumnElement[str], holds: Callable[[Period], Condition]) -> Condition:
    """UFs by their months, for most of them have the same."""
    by_span: dict[Period, list[str]] = {}
    for name, span in sorted(known.items()):
        by_span.setdefault(span, []).append(name)
    return sa.or_(sa.false(), *(sa.and_(uf.in_(names), holds(span)) for span, names in by_span.items()))


@dataclass(frozen=True)
class Hearing:
    """What the UFs of a territory say of a window: ``silent``, none of them anything; ``whole``, any of them in all of
    it; ``unheard``, how many municipalities are of UFs that say nothing.
    """

    silent: bool
    whole: bool
    unheard: int


def hearing(connection: sa.Connection, definition: Indicator, scope: Scope, access: Access) -> Hearing:
    """Of the scope's own territory and period."""
    here = sa.select(m.uf, sa.func.count().label("places")).where(inside(scope.territory, access)).group_by(m.uf)
    sizes = {str(row.uf): int(row.places) for row in connection.execute(here)}
    return _heard(spans(connection, definition, scope), sizes, scope.period)


def _heard(known: Spans | None, sizes: Mapping[str, int], period: Period) -> Hearing:
    if known is None:
        return Hearing(silent=False, whole=True, unheard=0)
    there = {uf: known[uf] for uf in sizes if uf in known and known[uf].overlaps(period)}
    whole = any(period.within(span) == period for span in there.values())
    return Hearing(not there, whole, sum(places for uf, places in sizes.items() if uf not in there))


def with_hearing(
    connection: sa.Connection,
    frame: pd.DataFrame,
    definition: Indicator,
    scopes: Sequence[Scope],
    access: Access,
    level: str,
) -> pd.DataFrame:
    """Add ``silent`` and ``unheard`` (see `Hearing`) of each row's territory and window (``last_month``).

    Of a territory that is a UF or a part of one, nothing is unheard.
    """
    known, states = spans(connection, definition, scopes[0]), _states(connection, access)
    places = frame["code"] if level in WIDE else frame["uf"].where(frame["uf"].notna(), None)
    found = {}
    for place in places.unique():
        sizes = _own(states, place, level)
        for scope in scopes:
            found[place, scope.period.end.index] = _heard(known, sizes, scope.period)
    rows = [found[key] for key in zip(places, frame["last_month"], strict=True)]
    wide = level in WIDE
    return frame.assign(silent=[row.silent for row in rows], unheard=[wide * row.unheard for row in rows])


def with_silence(
    connection: sa.Connection,
    frame: pd.DataFrame,
    definition: Indicator,
    scopes: Sequence[Scope],
    access: Access,
    level: str,
) -> pd.DataFrame:
    """Measured rows in which no cases of a silent territory are no zero, and what is of some UFs alone is partial."""
    heard = with_hearing(connection, frame, definition, scopes, access, level)
    nobody = heard.pop("silent").astype(bool) & ~(heard["denominator"] > 0)
    unheard = heard.pop("unheard").where(~nobody, 0)
    partial = (heard["status"] == Status.MEASURED) & (unheard > 0)
    status = heard["status"].mask(partial, Status.PARTIAL).mask(nobody, Status.NOT_MEASURED)
    return heard.assign(status=status, denominator=heard["denominator"].mask(nobody), missing=unheard)


def _own(states: pd.DataFrame, place: str | None, level: str) -> dict[str, int]:
    """The UFs of a territory by their municipalities; of those without a division, which may be of any, all of them."""
    if level != "brasil" and place is not None:
        states = states[states["region_code" if level == "regiao" else "uf"] == place]
    return dict(zip(states["uf"], states["municipalities"], strict=True))


def _states(connection: sa.Connection, access: Access) -> pd.DataFrame:
    """UFs that the access allows: uf, region_code, municipalities."""
    known = _asked.setdefault(connection.engine, {})
    if STATES not in known:
        keys = m.uf, m.region_code
        rows = connection.execute(sa.select(*keys, sa.func.count()).group_by(*keys)).all()
        known[STATES] = pd.DataFrame([tuple(row) for row in rows], columns=["uf", "region_code", "municipalities"])
    states: pd.DataFrame = known[STATES]
    return states if access.ufs is None else states[states["uf"].isin(access.ufs)]
