"""What the page Inclusão asks beyond indicators:
groups with references, coverage of towns, income by initiative.
"""

from collections.abc import Sequence

import pandas as pd
import sqlalchemy as sa

from config.inclusion import inclusion_rule
from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import municipalities_inside, require_visible
from data_access.queries.base.question import Question, recorded_period
from data_access.queries.base.whole_blocks import FIGURES, sums_by_territory, with_status
from data_access.queries.indicators.indicator import DEFAULT_REACH_KM
from data_access.queries.indicators.measured_rows import check_scope
from data_access.queries.measures.inclusion import group_tables
from data_access.queries.measures.income import with_shares
from data_access.queries.measures.inequality import towns
from data_access.queries.measures.registry import with_source_months
from data_access.schema import tables as schema
from data_access.schema.inclusion import BY_INITIATIVE
from indicators.catalogue.definitions import Indicator, indicator
from indicators.scope import Access, Scope

UNEQUAL, INCOME = indicator("desigualdade_cobertura"), indicator("percepcao_aumento_renda")
c = schema.income_count.c


def _question(
    edition: Edition, definition: Indicator, scope: Scope, access: Access, level: str
) -> Question:
    return Question(
        recorded=recorded_period(edition),
        definition=definition,
        scopes=[scope],
        access=access,
        level=level,
        reach_km=DEFAULT_REACH_KM,
    )


def group_figures(
    edition: Edition, indicator_ids: Sequence[str], scope: Scope, access: Access, level: str
) -> pd.DataFrame:
    """The rows of `indicator_table` with what they are made of: ``reference``, ``population`` and
    ``p_value``.

    Columns: indicator, code, name, uf, numerator, denominator, value, lower, upper, reference,
    population, p_value (of the group's share being that of the population), status, missing; by
    indicator, as they are given, and code.
    """
    definitions = [indicator(name) for name in indicator_ids]
    for definition in definitions:
        check_scope(definition, scope, level)
    questions = [_question(edition, each, scope, access, level) for each in definitions]
    with edition.engine.connect() as connection:
        require_visible(connection, scope.territory, access)
        tables = group_tables(
            connection, [with_source_months(connection, question) for question in questions]
        )
    columns = [
        "indicator",
        "code",
        "name",
        "uf",
        *FIGURES,
        "reference",
        "population",
        "p_value",
        "status",
        "missing",
    ]
    parts = [
        table.assign(indicator=name) for name, table in zip(indicator_ids, tables, strict=True)
    ]
    return pd.concat(parts, ignore_index=True)[columns]


def groups_with_children(edition: Edition, access: Access) -> frozenset[str]:
    """The groups that this edition sets against people of all ages, for want of the adults.

    It is a choice of the whole edition, the same whatever `access` allows to see.
    """
    s, rule = schema.socioeconomic.c, inclusion_rule()
    statement = (
        sa.select(s.indicator, sa.func.count(s.municipality_id.distinct()))
        .where(s.indicator.in_(sorted(rule.references)))
        .group_by(s.indicator)
    )
    with edition.engine.connect() as connection:
        known = {str(name): int(count) for name, count in connection.execute(statement)}
    return frozenset(group.id for group in rule.group if group.has_children(known))


def vulnerable_towns(edition: Edition, scope: Scope, access: Access) -> pd.DataFrame:
    """Attended companies, stock and vulnerability of each municipality of the scope; empty where
    the porte leaves none.

    Columns: code, name, uf, numerator, denominator, vulnerability (NaN where unknown); by code.
    """
    columns = ["code", "name", "uf", "numerator", "denominator", "vulnerability"]
    question = _question(edition, UNEQUAL, scope, access, "municipio")
    with edition.engine.connect() as connection:
        require_visible(connection, scope.territory, access)
        rows = towns(connection, with_source_months(connection, question))
    return pd.DataFrame(columns=columns) if rows is None else rows[columns]


def income_by_initiative(edition: Edition, scope: Scope, access: Access) -> pd.DataFrame:
    """Answers about income of each initiative of the UFs of the scope, whoever its clients are and
    wherever they live.

    Columns: initiative, name, uf, numerator (income rose), denominator (answers), value, lower,
    upper, status; the least first, and those that are not told last.
    """
    m, i, period = schema.municipality.c, schema.initiative.c, scope.period
    statement = (
        sa.select(
            sa.literal(period.end.index, sa.Integer).label("last_month"),
            c.place.label("code"),
            sa.func.coalesce(i.name, c.place).label("name"),
            c.uf,
            c.block,
            c.block_size,
            sa.func.count().label("places"),
            sa.func.sum(c.rose).label("numerator"),
            sa.func.sum(c.answers).label("denominator"),
        )
        .select_from(schema.income_count.outerjoin(schema.initiative, i.initiative_id == c.place))
        .where(
            c.seen_by == BY_INITIATIVE,
            c.first_month == period.start.index,
            c.last_month == period.end.index,
        )
        .where(c.uf.in_(sa.select(m.uf).where(municipalities_inside(scope.territory, access))))
        .group_by(c.place, i.name, c.uf, c.block, c.block_size)
    )
    with edition.engine.connect() as connection:
        require_visible(connection, scope.territory, access)
        rows = read_frame(connection, statement)
    sums = sums_by_territory(rows, ["numerator", "denominator"])
    frame = with_shares(sums[sums["denominator"] > 0].reset_index(drop=True)).assign(silent=False)
    frame = with_status(frame, _question(edition, INCOME, scope, access, "uf")).rename(
        columns={"code": "initiative"}
    )
    # Engines have types of their own for the columns of no rows.
    frame = frame.astype({"initiative": "str", "name": "str", "uf": "str"})
    columns = ["initiative", "name", "uf", *FIGURES, "status"]
    return frame.sort_values(["value", "initiative"], na_position="last", ignore_index=True)[
        columns
    ]
