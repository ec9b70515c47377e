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
from data_access.queries.base.question import Question, closed_period
from data_access.queries.base.told_answers import asked_answers, untold_values
from data_access.queries.base.whole_blocks import FIGURES
from data_access.queries.indicators.indicator import DEFAULT_REACH_KM
from data_access.queries.indicators.measured_rows import check_scope
from data_access.queries.measures.inclusion import group_tables
from data_access.queries.measures.inequality import towns
from data_access.queries.measures.registry import with_source_months
from data_access.schema import tables as schema
from data_access.schema.opinions import BY_INITIATIVE, INCOME
from indicators.catalogue.definitions import Indicator, indicator
from indicators.measure import Status, measure_ratios
from indicators.scope import Access, Scope

UNEQUAL = indicator("desigualdade_cobertura")
SHARE_WITH_MORE_INCOME = indicator("percepcao_aumento_renda")
c = schema.income_cell.c


def _question(
    edition: Edition, definition: Indicator, scope: Scope, access: Access, level: str
) -> Question:
    return Question.about(
        edition,
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
    with edition.reading(access) as connection:
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
    with edition.reading(access) as connection:
        known = {str(name): int(count) for name, count in connection.execute(statement)}
    return frozenset(group.id for group in rule.group if group.has_children(known))


def vulnerable_towns(edition: Edition, scope: Scope, access: Access) -> pd.DataFrame:
    """Attended companies, stock and vulnerability of each municipality of the scope; empty where
    the porte leaves none.

    Columns: code, name, uf, numerator, denominator, vulnerability (NaN where unknown); by code.
    """
    columns = ["code", "name", "uf", "numerator", "denominator", "vulnerability"]
    question = _question(edition, UNEQUAL, scope, access, "municipio")
    with edition.reading(access) as connection:
        require_visible(connection, scope.territory, access)
        rows = towns(connection, with_source_months(connection, question))
    return pd.DataFrame(columns=columns) if rows is None else rows[columns]


def income_by_initiative(edition: Edition, scope: Scope, access: Access) -> pd.DataFrame:
    """Answers about income of each initiative of the UFs of the scope, whoever its clients are and
    wherever they live.

    Columns: initiative, name, uf, numerator (income rose), denominator (answers), value, lower,
    upper, status; the least first, and those that are not told last.
    """
    m, i = schema.municipality.c, schema.initiative.c
    statement = (
        sa.select(
            c.initiative,
            sa.func.coalesce(i.name, c.initiative).label("name"),
            c.initiative_uf.label("uf"),
            sa.func.sum(c.rose).label("numerator"),
            sa.func.sum(c.answers).label("denominator"),
        )
        .select_from(
            schema.income_cell.outerjoin(schema.initiative, i.initiative_id == c.initiative)
        )
        .where(
            c.month.between(scope.period.start.index, scope.period.end.index),
            c.initiative_uf.in_(
                sa.select(m.uf).where(municipalities_inside(scope.territory, access))
            ),
        )
        .group_by(c.initiative, i.name, c.initiative_uf)
    )
    # An initiative is all that it did, also by units that the access does not show.
    asked = asked_answers(
        closed_period(edition), INCOME, Scope(scope.period), Access.everything(), by_unit=True
    )
    with edition.reading(access) as connection:
        require_visible(connection, scope.territory, access)
        rows = read_frame(connection, statement)
        is_untold = untold_values(connection, asked, BY_INITIATIVE)
    # Engines have types of their own for the columns of no rows.
    rows = rows.astype(
        {"initiative": "str", "name": "str", "uf": "str", "numerator": float, "denominator": float}
    )
    frame = measure_ratios(rows.assign(missing=0, partly_recorded=False), SHARE_WITH_MORE_INCOME)
    hidden = frame["initiative"].map(is_untold).astype(bool)
    frame = frame.assign(
        **{name: frame[name].mask(hidden) for name in FIGURES},
        status=frame["status"].mask(hidden, Status.SUPPRESSED),
    )
    columns = ["initiative", "name", "uf", *FIGURES, "status"]
    return frame.sort_values(["value", "initiative"], na_position="last", ignore_index=True)[
        columns
    ]
