"""What the source of each indicator is, and the months in which it says anything of each UF.

A source is taken to come by UF (docs/adr/0029): it is there from the first to the last month in
which any record of the UF says what the indicator measures; attendances and lists, in every month.
An edition never changes, and what it says here is asked of it once. What follows from it is in
`hearing`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from config.inclusion import inclusion_rule
from data_access.queries.base.setting import Setting
from data_access.schema import tables as schema
from data_access.schema.inclusion import BY_CLIENT, BY_UNIT
from data_access.schema.service import FIRST_RESPONSE, HANDLING, RESOLUTION
from indicators.catalogue import Indicator
from indicators.scope import Attribution, Month, Period, Scope

Condition = sa.ColumnElement[bool]
SourceMonths = Mapping[str, Period]  # the months in which a source says anything, by UF
ALWAYS = Period(
    Month(0), Month(schema.NO_MONTH_AFTER)
)  # of what is there, or not, whatever the month
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
g, i, m = schema.inclusion_count.c, schema.income_count.c, schema.municipality.c


@dataclass(frozen=True)
class Source:
    """The rows of a mart that say what is measured.

    ``of_clients`` is the mart by the client's municipality, where the first knows units alone.
    ``sliced``: each channel and partner has a source of its own. ``dated``: what comes before its
    first record, or after the last, is unknown. ``over`` is the source of what the numerator is
    divided by, if that is another.
    """

    table: sa.Table
    said: Callable[[bool], Condition]
    of_clients: sa.Table | None = None
    sliced: bool = False
    dated: bool = True
    over: "Source | None" = None


def _source_of(table: sa.Table, condition: Callable[[], Condition] = sa.true) -> Source:
    return Source(table, lambda _by_unit: condition())


def _of_group(group: str) -> Source:
    return _source_of(schema.inclusion_count, lambda: sa.and_(g.people > 0, g.grp == group))


def _of_kind(kind: str) -> Source:
    return _source_of(schema.service_duration, lambda: d.kind == kind)


PARTNERS = _source_of(schema.partner)
# The record that the edition is made of: its months are those of all of them, and a UF is in it or
# is not.
ATTENDANCES = replace(
    _source_of(schema.attendance_cell), of_clients=schema.cell_active["all"], dated=False
)
COMPLAINTS = _source_of(schema.contact_cell, lambda: k.complaint.is_not(None))
# By the measure of the numerator. What has none here is judged otherwise: the programme's rules, by
# initiatives.
SOURCES: Mapping[str, Source] = {
    **dict.fromkeys(
        ("clientes", "clientes_recorrentes", "atendimentos", "atendimentos_pf_pj"), ATTENDANCES
    ),
    **dict.fromkeys(("voltas_em_12_meses", "atendidos_por_quintil"), ATTENDANCES),
    "municipios_com_sala": PARTNERS,
    "empresas_ao_alcance": PARTNERS,
    "promotores": _source_of(schema.survey_cell, lambda: sa.and_(s.nps_counts, s.nps.is_not(None))),
    "detratores": _source_of(schema.survey_cell, lambda: sa.and_(s.nps_counts, s.nps.is_not(None))),
    "satisfeitos": _source_of(schema.survey_cell, lambda: s.csat.is_not(None)),
    "atendimento_facil": _source_of(schema.survey_cell, lambda: s.ces.is_not(None)),
    "atendimentos_respondidos": Source(
        schema.response_cell, lambda _by_unit: r.answered > 0, sliced=True
    ),
    "renda_aumentou": Source(
        schema.income_count,
        lambda by_unit: sa.and_(i.answers > 0, i.seen_by == (BY_UNIT if by_unit else BY_CLIENT)),
    ),
    "resolvidos_no_primeiro_contato": _source_of(
        schema.contact_cell, lambda: k.first_contact.is_not(None)
    ),
    "respondidos_no_prazo": _source_of(schema.contact_cell, lambda: k.in_time.is_not(None)),
    "retidos_pelo_robo": _source_of(
        schema.contact_cell, lambda: sa.and_(k.bot.is_not(None), k.kept_by_bot.is_not(None))
    ),
    "reclamacoes": replace(COMPLAINTS, over=ATTENDANCES),
    "indice_reputacao": COMPLAINTS,
    "reclamacoes_resolvidas": _source_of(
        schema.contact_cell, lambda: sa.and_(k.complaint.is_not(None), k.kept_by_bot.is_not(None))
    ),
    "contatos_respondidos": _of_kind(FIRST_RESPONSE),
    "contatos_resolvidos": _of_kind(RESOLUTION),
    "atendimentos_com_duracao": _of_kind(HANDLING),
    "atendimentos_digitais": _source_of(schema.attendance_cell, lambda: a.digital.is_not(None)),
    "solucoes_do_portfolio": _source_of(schema.attendance_cell, lambda: a.portfolio.is_not(None)),
    "sincronos_do_portfolio": _source_of(
        schema.attendance_cell, lambda: a.synchronous.is_not(None)
    ),
    **{f"atendidos_{group.id}": _of_group(group.id) for group in inclusion_rule().group},
    "cadunico_alcancados": _of_group("cadunico"),
}
_asked: WeakKeyDictionary[sa.Engine, dict[tuple[object, ...], SourceMonths]] = WeakKeyDictionary()


def informed(
    connection: sa.Connection, definition: Indicator, scope: Scope, setting: Setting
) -> Setting:
    """The setting that knows where and when the source of the indicator is: see `source_months`."""
    return replace(setting, known=source_months(connection, definition, scope))


def source_months(
    connection: sa.Connection, definition: Indicator, scope: Scope
) -> SourceMonths | None:
    """The months of the source of an indicator by UF, of the unit or of the client as the scope
    counts; UFs without it are absent. None where the indicator has no source of cases.
    """
    feed = SOURCES.get(definition.numerator.measure)
    if feed is None:
        return None
    by_unit = definition.attributed(scope) is Attribution.EXECUTING_UNIT
    kept = (scope.channel, scope.partner) if feed.sliced else ((), ())
    known = _asked.setdefault(connection.engine, {})
    key = (definition.numerator.measure, by_unit, *kept)
    if key not in known:
        known[key] = _months_found(connection, feed, kept, by_unit=by_unit)
    return known[key]


def _months_found(
    connection: sa.Connection, feed: Source, kept: tuple[tuple[str, ...], ...], *, by_unit: bool
) -> SourceMonths:
    rows = connection.execute(_statement(feed, kept, by_unit=by_unit))
    found = {uf: Period(Month(first), Month(last)) for uf, first, last in rows}
    if feed.over is None:
        return found
    base = _months_found(connection, feed.over, ((), ()), by_unit=by_unit)
    return {uf: span for uf, span in found.items() if uf in base}


def _statement(
    feed: Source, kept: tuple[tuple[str, ...], ...], *, by_unit: bool
) -> sa.Select[*tuple[Any, ...]]:
    table = feed.table if by_unit or feed.of_clients is None else feed.of_clients
    c = table.c
    ever = [sa.literal(end.index) for end in (ALWAYS.start, ALWAYS.end)]
    first, last = (
        c.get(f"{end}_month", c.get("month", ever[place]))
        for place, end in enumerate(("first", "last"))
    )
    slices = zip(("channel", "partner"), kept, strict=True)
    conditions = [feed.said(by_unit), *(c[name].in_(values) for name, values in slices if values)]
    uf = c.get("uf", c.get("executing_uf") if by_unit or "municipality_id" not in c else None)
    if not feed.dated and uf is None:  # asked of each municipality, and not of each of its rows
        here = sa.select(c.municipality_id).where(*conditions)
        return sa.select(m.uf, *ever).where(m.id.in_(here)).distinct()
    rows = sa.select(*(sa.func.min(first), sa.func.max(last)) if feed.dated else ever).where(
        *conditions
    )
    if uf is not None:
        return rows.with_only_columns(uf, *rows.selected_columns).group_by(uf)
    joined = table.join(schema.municipality, m.id == c.municipality_id)
    return rows.with_only_columns(m.uf, *rows.selected_columns).select_from(joined).group_by(m.uf)
