"""What is known of a measure of the catalogue, all of it in one place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data_access.queries.base.question import SourcedQuestion
from data_access.queries.base.source_months import CaseSource
from data_access.queries.measures.counts import Counts, Portes
from indicators.scope import Scope

Statement = sa.Select[*tuple[Any, ...]]
# Rows of ``municipality_id`` and ``value``, to be added up, of one of the question's scopes (or of
# all their months at once).
MeasureSelect = Callable[[SourcedQuestion, Scope, Portes], Counts]
# One row per scope and territory: last_month, code, name, uf, numerator, denominator, value, lower,
# upper, status and missing, as `indicator_table` has them; None where it does not apply.
SpecialTable = Callable[[sa.Connection, SourcedQuestion], pd.DataFrame | None]
# The query that a `SpecialTable` is worked out from, for those who want to read it.
SpecialStatement = Callable[[SourcedQuestion], Statement | None]


@dataclass(frozen=True)
class Special:
    """How an indicator is had that is no quotient of sums: its rows come measured already."""

    table: SpecialTable
    statement: SpecialStatement


@dataclass(frozen=True)
class Measure:
    """What a part of an indicator counts. A new one is one more of these in the file of its
    subject, and `registry` finds it by its name in the catalogue.

    How it is counted:

    - ``select``: rows to be added up; or ``special``, measured already. With neither, it is the
      base of a special one and told with it.
    - ``standing``: the same rows for windows of any end, with the months that each stands for
      (since, until); of what holds from one month to another.
    - ``monthly``: rows say the ``month`` too, so that several windows are answered from one reading
      of them.

    What it is counted from:

    - ``tables`` of the contract, and whether by the rule of the valid attendance (``by_rule``).
    - ``source``: where and when anything is known of it; None where it is not of cases.
    - ``two_sources``: it is divided by what another source records. A month that its own source
      lacks would count in the base alone.

    What its numbers mean:

    - ``by_case``: recorded case by case, and zero where its source is and nothing was counted; the
      others are unknown where there is no row.
    - ``of_record``: unknown, not zero, outside the months of the edition.
    - ``of_clients``: of clients, who may live anywhere when they are counted by executing unit.
    - ``switchable``: counted for the client's establishment and for the executing unit alike.
    - ``cumulative``: grows along the year as clients come.
    - ``matures``: its share of those counted so far grows along the year too, for they come back.
    - ``told_as``: of answers of people, the subject of `opinion_block` that says which sums are
      told; None where all are, or the measure sees to it.
    - ``after_query``: what is done with the rows of the query before they are the value, in words;
      "" where they are divided and no more.
    """

    name: str
    tables: frozenset[str]
    select: MeasureSelect | None = None
    standing: MeasureSelect | None = None
    special: Special | None = None
    source: CaseSource | None = None
    monthly: bool = False
    by_rule: bool = False
    two_sources: bool = False
    by_case: bool = False
    of_record: bool = False
    of_clients: bool = False
    switchable: bool = False
    cumulative: bool = False
    matures: bool = False
    told_as: str | None = None
    after_query: str = ""

    def rows(self, question: SourcedQuestion, scope: Scope, portes: Portes) -> Counts:
        """The rows to be added up. TypeError for a measure that is no sum."""
        if self.select is None:
            raise TypeError(f"{self.name} is not added up")
        return self.select(question, scope, portes)
