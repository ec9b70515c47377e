"""Rows of an indicator to work with: added up, with what a score subtracts beside its numerator, or
as they are.
"""

from collections.abc import Sequence

import pandas as pd

from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import require_visible
from data_access.queries.base.setting import Setting
from data_access.queries.base.source_months import informed
from data_access.queries.indicators.indicator import (
    DEFAULT_REACH_KM,
    WINDOW_COLUMNS,
    check_scope,
    measured_values,
    recorded_period,
)
from data_access.queries.measures.inclusion import GROUPS, group_tables
from data_access.queries.measures.quotient import indicator_statement
from data_access.queries.measures.special import SPECIAL
from indicators.catalogue import Indicator, indicator
from indicators.measure import Status, with_basis, withhold_small_groups
from indicators.scope import Access, Scope

COLUMNS = ["code", "name", "uf", *WINDOW_COLUMNS, "missing"]
WHOLES = (
    "brasil",
    "regiao",
    "uf",
)  # levels of which the country is the total; smaller ones add up to their UF


def addable_rows(
    edition: Edition,
    indicator_id: str,
    *,
    scope: Scope,
    access: Access,
    level: str,
    reach_km: float = DEFAULT_REACH_KM,
) -> pd.DataFrame | None:
    """One row per territory of `level` inside the scope; None for what does not apply, or is no
    quotient of sums.

    Columns: code, name, uf, numerator (before anything is subtracted), subtracted (of a score),
    denominator, missing, value, lower, upper, status. Small groups are withheld within each UF, as
    in the table of the UF.
    """
    definition = indicator(indicator_id)
    check_scope(definition, scope, level)
    if is_special(definition):
        return None
    setting = Setting(recorded_period(edition), reach_km)
    with edition.engine.connect() as connection:
        require_visible(connection, scope.territory, access)
        setting = informed(connection, definition, scope, setting)
        statement = indicator_statement(definition, [scope], access, level, setting)
        if statement is None:
            return None
        frame = measured_values(
            read_frame(connection, statement), definition, setting.recorded, [scope.period]
        )
    frame = frame.dropna(subset=["code"])
    if definition.suppression != "none" and len(frame):
        wholes = [frame] if level in WHOLES else [part for _, part in frame.groupby("uf")]
        frame = pd.concat([withhold_small_groups(part, definition) for part in wholes]).sort_index()
    if definition.subtracted is not None:
        frame["subtracted"] = (
            frame["subtracted"].where(frame["status"] != Status.SUPPRESSED).astype(float)
        )
        frame["numerator"] = frame["numerator"] + frame["subtracted"]
    return frame.reset_index(drop=True)


def special_rows(
    edition: Edition,
    indicator_ids: Sequence[str],
    *,
    scope: Scope,
    access: Access,
    level: str,
    reach_km: float = DEFAULT_REACH_KM,
) -> tuple[pd.DataFrame | None, ...]:
    """One row per territory of `level` of each indicator that is no quotient of sums; None for
    those that do not apply.

    Columns: those of `indicator_table` but of targets.
    """
    definitions = [indicator(name) for name in indicator_ids]
    for definition in definitions:
        check_scope(definition, scope, level)
    asked = (scope,), access, level, Setting(recorded_period(edition), reach_km)
    of_people = [definition for definition in definitions if definition.numerator.measure in GROUPS]
    with edition.engine.connect() as connection:
        require_visible(connection, scope.territory, access)
        tables = group_tables(connection, of_people, *asked) if of_people else []
        found = dict(zip((definition.id for definition in of_people), tables, strict=True))
        for definition in definitions:
            if definition.id not in found:
                table = SPECIAL[definition.numerator.measure](connection, definition, *asked)
                found |= {} if table is None else {definition.id: table}
    return tuple(
        with_basis(found[d.id], d)[COLUMNS] if d.id in found else None for d in definitions
    )


def is_special(definition: Indicator) -> bool:
    """Whether it is no quotient of sums."""
    return definition.numerator.measure in SPECIAL
