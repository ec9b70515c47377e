"""Clients attended across state lines:
the rows in which counting by unit and by establishment may differ.
"""

import sqlalchemy as sa

from data_access.schema.core import client_month, metadata

# The rows of `client_month` of every client whom a unit of another UF than its own ever attended,
# and no other row.
crossing = sa.Table(
    "crossing",
    metadata,
    *(sa.Column(column.name, column.type, nullable=False) for column in client_month.c),
)
# Those clients in each window of at most `WINDOW_LIMIT` months, `by` the UF where they live, or the
# UF or the region of the units that attended them. One municipality stands for the UF or region.
HOME, UNIT_UF, UNIT_REGION = "home", "uf", "regiao"
crossing_window = sa.Table(
    "crossing_window",
    metadata,
    sa.Column("last_month", sa.SmallInteger, nullable=False),
    sa.Column("first_month", sa.SmallInteger, nullable=False),
    sa.Column("by", sa.String, nullable=False),
    sa.Column("municipality_id", sa.Integer, nullable=False),
    sa.Column("porte", sa.String, nullable=False),
    sa.Column("clients", sa.Integer, nullable=False),
    sa.Column("once", sa.Integer, nullable=False),
    sa.Column("attendances", sa.Integer, nullable=False),
)
