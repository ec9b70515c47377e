"""Groups of people among the attended: parity with the population, and coverage of those registered
in CadÚnico.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from config.inclusion import inclusion_rule
from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import members, places
from data_access.queries.base.question import Question, SourcedQuestion, SourceMonths
from data_access.queries.base.source_coverage import overlaps_source, with_source_coverage
from data_access.queries.base.source_months import CaseSource, source_of
from data_access.queries.base.whole_blocks import (
    FIGURES,
    KEYS,
    OF_PEOPLE,
    WHOLE_BLOCKS,
    sums_by_territory,
    with_status,
)
from data_access.queries.base.windows import windows_of
from data_access.queries.measures.measure import Measure, Special
from data_access.schema import tables as schema
from indicators.catalogue.definitions import Indicator
from indicators.disclosure.windows import told_periods
from indicators.parity import parity, significance_of_disparity

COVERED, REGISTERED = "cadunico_alcancados", "cadunico_adultos"
KNOWN = "atendidos_com_atributo"
GROUPS = {f"atendidos_{group.id}": group.id for group in inclusion_rule().group} | {
    COVERED: "cadunico"
}
BASE = ["reference", "population"]
SUMS = ["members", "people", *BASE]
c, m = schema.inclusion_count.c, schema.municipality.c


def group_statement(question: SourcedQuestion) -> sa.Select[*tuple[Any, ...]]:
    """Places of each window, group and territory by block: last_month, code, name, uf, grp, block,
    block_size, places and sums.
    """
    return _statement({_group(question): question.source_months}, question)


def _statement(
    asked: Mapping[str, SourceMonths | None], question: Question
) -> sa.Select[*tuple[Any, ...]]:
    """Of each group, with where and when anything is known of it: elsewhere its reference is no
    base.
    """
    place = (
        members(question.level, question.scope, question.access)
        .add_columns(m.uf.label("unit"))
        .cte("place")
    )
    windows = windows_of(question.scopes)
    groups = sa.union_all(
        *(sa.select(sa.literal(group, sa.String).label("grp")) for group in asked)
    ).cte("groups")
    same = sa.and_(
        c.municipality_id == place.c.id,
        c.first_month == windows.c.first_month,
        c.last_month == windows.c.last_month,
        c.grp == groups.c.grp,
    )
    every = (
        place.join(windows, sa.true())
        .join(groups, sa.true())
        .outerjoin(schema.inclusion_count, same)
    )
    keys = [
        windows.c.last_month,
        place.c.code,
        place.c.name,
        place.c.uf,
        groups.c.grp,
        c.block,
        c.block_size,
    ]
    heard = sa.or_(
        *(
            sa.and_(
                groups.c.grp == group,
                sa.true() if known is None else overlaps_source(known, place.c.unit, windows),
            )
            for group, known in asked.items()
        )
    )
    values = {name: sa.case((heard, c[name])) if name in BASE else c[name] for name in SUMS}
    values["unheard"] = sa.case((sa.and_(c.block.is_not(None), sa.not_(heard)), 1), else_=0)
    sums = [sa.func.sum(value).label(name) for name, value in values.items()]
    return (
        sa.select(*keys, sa.func.count().label("places"), *sums)
        .select_from(every)
        .group_by(*keys)
        .order_by(place.c.code, place.c.name, c.block)
    )


def group_table(connection: sa.Connection, question: SourcedQuestion) -> pd.DataFrame:
    """As `measure.SpecialTable` says, with ``reference``, ``population`` and ``p_value`` (of a
    parity being 1).
    """
    return group_tables(connection, [question])[0]


def group_tables(
    connection: sa.Connection, questions: Sequence[SourcedQuestion]
) -> list[pd.DataFrame]:
    """The table of each of several questions that differ in their indicator alone, from one
    reading.
    """
    one = questions[0]
    if any(scope.period in told_periods(one.closed) for scope in one.scopes):
        known = {_group(each): each.source_months for each in questions}  # two may share one
        rows = read_frame(connection, _statement(known, one))
        sums = sums_by_territory(rows, [*SUMS, "unheard"], [*KEYS, "grp"]).rename(
            columns={"members": "numerator"}
        )
        parts = dict(list(sums.groupby("grp", sort=False)))
        found = [_measured_rows(parts[_group(each)], each.definition) for each in questions]
    else:
        found = [_rows_untold(connection, one)] * len(questions)
    return [
        with_status(_with_coverage(connection, frame, each), each)
        for frame, each in zip(found, questions, strict=True)
    ]


def _group(question: Question) -> str:
    return GROUPS[question.definition.numerator.measure]


def _with_coverage(
    connection: sa.Connection, frame: pd.DataFrame, question: SourcedQuestion
) -> pd.DataFrame:
    """With ``silent``; where somebody is heard, those who are not are missing."""
    unheard = frame["unheard"].to_numpy("int64")
    heard = with_source_coverage(connection, frame, question).drop(columns="unheard")
    return heard.assign(missing=heard["missing"] + np.where(heard["silent"], 0, unheard))


def _rows_untold(connection: sa.Connection, question: Question) -> pd.DataFrame:
    """What is known where no period is told: the marts have no row of any of them, and need not be
    read.
    """
    place = places(question.level, question.scope, question.access).order_by(None).cte("place")
    windows = windows_of(question.scopes)
    keys = [windows.c.last_month, place.c.code, place.c.name, place.c.uf]
    statement = sa.select(*keys, place.c.municipalities.label("missing")).join_from(
        place, windows, sa.true()
    )
    frame = read_frame(connection, statement.order_by(place.c.code, place.c.name))
    unknown = dict.fromkeys((*FIGURES, *OF_PEOPLE), float("nan"))
    if frame["uf"].isna().all():
        frame["uf"] = float("nan")  # the kind of nothing that `sums_by_territory` leaves
    return frame.assign(**unknown, reference=0.0, population=0.0, known=0, told=True, unheard=0)


def _measured_rows(sums: pd.DataFrame, definition: Indicator) -> pd.DataFrame:
    frame = sums.drop(columns="grp").reset_index(drop=True)
    if definition.numerator.measure == COVERED:
        return _coverage_of_registered(frame)
    return _against_population(frame.rename(columns={"people": "denominator"}))


def _against_population(frame: pd.DataFrame) -> pd.DataFrame:
    counts = [frame[name] for name in ("numerator", "denominator", "reference", "population")]
    found = parity(*counts)
    return frame.assign(**found._asdict(), p_value=significance_of_disparity(*counts))


def _coverage_of_registered(frame: pd.DataFrame) -> pd.DataFrame:
    base = frame["reference"].where(frame["reference"] > 0)
    nothing = dict.fromkeys(("lower", "upper", "p_value"), float("nan"))
    return frame.assign(denominator=frame["reference"], value=frame["numerator"] / base, **nothing)


_ATTENDED = frozenset({"atendimentos", "clientes", "socioeconomico"})
_SPECIAL = Special(group_table, group_statement)


def _source(group: str) -> CaseSource:
    return source_of(schema.inclusion_count, lambda: sa.and_(c.people > 0, c.grp == group))


def _measure(name: str, group: str) -> Measure:
    against_population = (
        "O valor é (members ÷ people) ÷ (reference ÷ population), com o intervalo binomial exato."
    )
    value = "O valor é members ÷ reference." if name == COVERED else against_population
    return Measure(
        name,
        tables=_ATTENDED,
        special=_SPECIAL,
        source=_source(group),
        by_rule=True,
        after_query=f"{WHOLE_BLOCKS} {value}",
    )


MEASURES = (
    *(_measure(name, group) for name, group in GROUPS.items()),
    Measure(KNOWN, tables=_ATTENDED),
    Measure(REGISTERED, tables=frozenset({"socioeconomico"})),
)
