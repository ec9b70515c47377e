"""Initiatives of the programme, in the words of those who registered them
(rules: `config.programme`).
"""

import sqlalchemy as sa

from data_access.schema.core import metadata

# of `themes`, `indicators` and `tags`, as the contract keeps lists: portable, and in their order
LIST_SEPARATOR = ";"

# A null says that the source does not; an initiative without a year is of no year.
initiative = sa.Table(
    "initiative",
    metadata,
    sa.Column("initiative_id", sa.String, primary_key=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("uf", sa.String(2), nullable=False),
    sa.Column("year", sa.SmallInteger),
    sa.Column("strategy", sa.String),
    sa.Column("themes", sa.String),
    sa.Column("indicators", sa.String),
    sa.Column("tags", sa.String),
    sa.Column("sector", sa.Boolean),
    sa.Column("vulnerable", sa.Boolean),
    sa.Column("csn", sa.Double),
)
