"""Clients attended across state lines: the rows in which counting by unit and by establishment may differ."""

import sqlalchemy as sa

from data_access.schema.core import client_month, metadata

# The rows of `client_month` of every client whom a unit of another UF than its own ever attended, and no other row.
crossing = sa.Table(
    "crossing",
    metadata,
    *(sa.Column(column.name, column.type, nullable=False) for column in client_month.c),
)
