"""Perceived income of people in inclusion initiatives: by executing unit or by client, told by
whole blocks.
"""

from functools import partial
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import members
from data_access.queries.base.question import SourcedQuestion
from data_access.queries.base.source_coverage import with_source_coverage
from data_access.queries.base.source_months import CaseSource
from data_access.queries.base.units import EXECUTING_LEVELS
from data_access.queries.base.whole_blocks import WHOLE_BLOCKS, sums_by_territory, with_status
from data_access.queries.base.windows import windows_of
from data_access.queries.measures.measure import Measure, Special
from data_access.schema import tables as schema
from data_access.schema.inclusion import BY_CLIENT, BY_UNIT
from indicators.measure import Status
from indicators.uncertainty import wilson

c = schema.income_count.c
m = schema.municipality.c


def income_statement(question: SourcedQuestion) -> sa.Select[*tuple[Any, ...]] | None:
    """Places of each window and territory by block; None below the UF where answers are of the
    executing unit.
    """
    by_unit = question.by_unit
    if by_unit and question.level not in EXECUTING_LEVELS:
        return None
    member = (
        members(question.level, question.scope, question.access)
        .add_columns(m.uf.label("unit"))
        .subquery("member")
    )
    of_unit = member.c.unit if by_unit else sa.cast(member.c.id, sa.String)
    place = (
        sa.select(of_unit.label("place"), member.c.code, member.c.name, member.c.uf)
        .distinct()
        .cte("place")
    )
    windows = windows_of(question.scopes)
    same = sa.and_(
        c.place == place.c.place,
        c.seen_by == (BY_UNIT if by_unit else BY_CLIENT),
        c.first_month == windows.c.first_month,
        c.last_month == windows.c.last_month,
    )
    keys = [windows.c.last_month, place.c.code, place.c.name, place.c.uf, c.block, c.block_size]
    sums = [sa.func.sum(c.answers).label("denominator"), sa.func.sum(c.rose).label("numerator")]
    return (
        sa.select(*keys, sa.func.count().label("places"), *sums)
        .select_from(place.join(windows, sa.true()).outerjoin(schema.income_count, same))
        .group_by(*keys)
        .order_by(place.c.code, place.c.name, c.block)
    )


def income_table(connection: sa.Connection, question: SourcedQuestion) -> pd.DataFrame | None:
    """`percepcao_aumento_renda`, as `measure.SpecialTable` says."""
    statement = income_statement(question)
    if statement is None:
        return None
    frame = sums_by_territory(read_frame(connection, statement), ["numerator", "denominator"])
    frame = with_source_coverage(connection, with_shares(frame), question)
    judged = with_status(frame.assign(missing=frame.pop("unheard")), question)
    # No place lacks a base of its own here: where no answer is known of any place, there are no
    # answers.
    nobody = judged["status"] == Status.NO_DENOMINATOR
    return judged.assign(status=judged["status"].mask(nobody, Status.NOT_MEASURED))


def with_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Add value and Wilson's interval; every place has a base here, so that none is missing."""
    answers = frame["denominator"].where(frame["denominator"] > 0)
    bounds = wilson(frame["numerator"], frame["denominator"])
    value = frame["numerator"] / answers
    return frame.assign(value=value, lower=bounds.lower, upper=bounds.upper)


_of_answers = partial(Measure, tables=frozenset({"pesquisas", "atendimentos", "iniciativas"}))
MEASURES = (
    _of_answers(
        "renda_aumentou",
        special=Special(income_table, income_statement),
        source=CaseSource(
            schema.income_count,
            lambda by_unit: sa.and_(
                c.answers > 0, c.seen_by == (BY_UNIT if by_unit else BY_CLIENT)
            ),
        ),
        switchable=True,
        after_query=f"{WHOLE_BLOCKS} O valor é numerator ÷ denominator, com o intervalo de Wilson.",
    ),
    _of_answers("respostas_renda"),
)
