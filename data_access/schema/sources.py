"""Until when each source speaks."""

import sqlalchemy as sa

from data_access.schema.core import metadata

# Of each source of cases and UF: the last day on which it speaks as it usually does, the last month
# that it has whole, and that of its last row. Months between these two are unfinished.
source_end = sa.Table(
    "source_end",
    metadata,
    sa.Column("source", sa.String, nullable=False),
    sa.Column("uf", sa.String(2), nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    sa.Column("whole_month", sa.SmallInteger, nullable=False),
    sa.Column("last_month", sa.SmallInteger, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
)
