"""Targets as `metas` states them, and the territories that they are stated for."""

from collections.abc import Mapping

import pandas as pd
import sqlalchemy as sa

from data_access.editions.server.sight import Shared
from data_access.queries.base.frames import read_frame
from data_access.queries.base.known import Known
from data_access.queries.base.places import CODE_COLUMNS, m, municipalities_seen
from data_access.schema import tables as schema
from indicators.scope import Access, TerritoryRef

Targets = Mapping[tuple[str, str], float]  # by level and code
_known: Known[Targets] = Known(2_000, Shared.TARGETS)  # indicators and years


def targets_of(connection: sa.Connection, key: str, year: int) -> Targets:
    """Targets of one indicator and year by (level, code), as `metas` states them."""
    c = schema.target.c

    def stated() -> Targets:
        rows = connection.execute(
            sa.select(c.level, c.territory, c.value).where(c.indicator == key, c.year == year)
        )
        return {(level, code): value for level, code, value in rows}

    return _known.answer(connection, (key, year), stated)


def parts_of(
    connection: sa.Connection, level: str, part: str, territory: TerritoryRef, access: Access
) -> pd.DataFrame:
    """The territories of level `part` in each one of `level` inside the territory: code, part (None
    for municipalities of no division of that level).
    """
    whole, inner = CODE_COLUMNS[level].label("code"), CODE_COLUMNS[part].label("part")
    statement = (
        sa.select(whole, inner)
        .select_from(m.id.table)
        .where(municipalities_seen(territory, access))
        .distinct()
    )
    return read_frame(connection, statement)
