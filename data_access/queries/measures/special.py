"""Indicators that are no quotient of sums: each brings its rows, measured already.

A measure is registered here by its name in the catalogue (`numerator.measure`). The others are
answered by `statement` and `measure_ratios`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pandas as pd
import sqlalchemy as sa

from data_access.queries.base.setting import Setting
from data_access.queries.measures import (
    conformity,
    durations,
    inclusion,
    income,
    inequality,
    reputation,
    returns,
)
from indicators.catalogue import Indicator
from indicators.scope import Access, Scope


class SpecialTable(Protocol):
    """One row per scope and territory of `level`: last_month, code, name, uf, numerator,
    denominator, value, lower, upper, status and missing, as `indicator_table` has them. The scopes
    differ in their period alone.
    """

    def __call__(
        self,
        connection: sa.Connection,
        definition: Indicator,
        scopes: Sequence[Scope],
        access: Access,
        level: str,
        setting: Setting,
    ) -> pd.DataFrame | None: ...


class SpecialStatement(Protocol):
    """The query that a `SpecialTable` is worked out from, for those who want to read it."""

    def __call__(
        self,
        definition: Indicator,
        scopes: Sequence[Scope],
        access: Access,
        level: str,
        setting: Setting,
    ) -> sa.Select[*tuple[Any, ...]] | None: ...


SPECIAL: Mapping[str, SpecialTable] = {
    "regras_cumpridas": conformity.conformity_table,
    "voltas_em_12_meses": returns.returns_table,
    **dict.fromkeys(durations.KINDS, durations.quantile_table),
    **dict.fromkeys(inclusion.GROUPS, inclusion.group_table),
    income.ROSE: income.income_table,
    inequality.INEQUALITY: inequality.inequality_table,
    "indice_reputacao": reputation.reputation_table,
}
STATEMENTS: Mapping[str, SpecialStatement] = {
    "regras_cumpridas": conformity.conformity_statement,
    "voltas_em_12_meses": returns.returns_statement,
    **dict.fromkeys(durations.KINDS, durations.median_statement),
    **dict.fromkeys(inclusion.GROUPS, inclusion.group_statement),
    income.ROSE: income.income_statement,
    inequality.INEQUALITY: inequality.inequality_statement,
    "indice_reputacao": reputation.reputation_statement,
}
