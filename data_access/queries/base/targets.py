"""Targets as `metas` states them."""

import sqlalchemy as sa

from data_access.schema import tables as schema


def targets_of(connection: sa.Connection, key: str, year: int) -> dict[tuple[str, str], float]:
    """Targets of one indicator and year by (level, code), as `metas` states them."""
    c = schema.target.c
    rows = connection.execute(
        sa.select(c.level, c.territory, c.value).where(c.indicator == key, c.year == year)
    )
    return {(level, code): value for level, code, value in rows}
