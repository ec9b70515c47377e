"""Whether companies come back: counts of clients, never a client. Portes are MEI, ME, EPP and
DEMAIS.

A client has one municipality and porte per edition. Months are indices; a quarter is named by its
last month.
"""

import sqlalchemy as sa

from data_access.schema.core import metadata

SEVERAL = "*"  # on a single day by more than one channel, or with more than one instrument

# Clients by their first day, and the complete months from it to the next day on which they were
# attended (NO_MONTH_AFTER: none yet). Channel and instrument are those of the first day.
client_return = sa.Table(
    "client_return",
    metadata,
    sa.Column("first_month", sa.SmallInteger, nullable=False),
    sa.Column("municipality_id", sa.Integer, nullable=False),
    sa.Column("porte", sa.String, nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("instrument", sa.String, nullable=False),
    sa.Column("months", sa.SmallInteger, nullable=False),
    sa.Column("clients", sa.Integer, nullable=False),
)

# Clients of each first month that were attended `age` months later; age 0 is all of them.
cohort_month = sa.Table(
    "cohort_month",
    metadata,
    sa.Column("first_month", sa.SmallInteger, nullable=False),
    sa.Column("age", sa.SmallInteger, nullable=False),
    sa.Column("municipality_id", sa.Integer, nullable=False),
    sa.Column("porte", sa.String, nullable=False),
    sa.Column("clients", sa.Integer, nullable=False),
)

# Clients by segment at the end of a quarter and of the one before ("" where they were no clients
# yet).
segment_move = sa.Table(
    "segment_move",
    metadata,
    sa.Column("quarter", sa.SmallInteger, nullable=False),
    sa.Column("municipality_id", sa.Integer, nullable=False),
    sa.Column("porte", sa.String, nullable=False),
    sa.Column("before", sa.String, nullable=False),
    sa.Column("now", sa.String, nullable=False),
    sa.Column("clients", sa.Integer, nullable=False),
)

# Clients at risk at the end of the last quarter, by the team of their latest attendance.
risk_team = sa.Table(
    "risk_team",
    metadata,
    sa.Column("quarter", sa.SmallInteger, nullable=False),
    sa.Column("municipality_id", sa.Integer, nullable=False),
    sa.Column("porte", sa.String, nullable=False),
    sa.Column("team", sa.String, nullable=False),
    sa.Column("clients", sa.Integer, nullable=False),
)

# From each day on which a client was attended to its next: `month` is that of the latter.
channel_flow = sa.Table(
    "channel_flow",
    metadata,
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("municipality_id", sa.Integer, nullable=False),
    sa.Column("porte", sa.String, nullable=False),
    sa.Column("before", sa.String, nullable=False),
    sa.Column("after", sa.String, nullable=False),
    sa.Column("returns", sa.Integer, nullable=False),
)
