"""People of each group among the attended,
in the periods and blocks in which they are told (docs/adr/0023).
"""

import sqlalchemy as sa

from data_access.schema.core import metadata

# One row per period, group and municipality whose reference population is known, also where nobody
# was attended. `people` have the attribute known, `members` are of the group. A figure is told
# where it is a sum of whole blocks: `block_size` municipalities make one; of 0 it is never told.
inclusion_count = sa.Table(
    "inclusion_count",
    metadata,
    sa.Column("first_month", sa.SmallInteger, nullable=False),
    sa.Column("last_month", sa.SmallInteger, nullable=False),
    sa.Column("grp", sa.String, nullable=False),
    sa.Column("municipality_id", sa.Integer, nullable=False),
    sa.Column("block", sa.Integer, nullable=False),
    sa.Column("block_size", sa.Integer, nullable=False),
    sa.Column("people", sa.Integer, nullable=False),
    sa.Column("members", sa.Integer, nullable=False),
    sa.Column("reference", sa.BigInteger, nullable=False),
    sa.Column("population", sa.BigInteger, nullable=False),
)
