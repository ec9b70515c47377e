"""Teams, by the identity that attendances and answers carry."""

import sqlalchemy as sa

from data_access.schema.core import metadata

team = sa.Table(
    "team",
    metadata,
    sa.Column("team_id", sa.String, primary_key=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("uf", sa.String(2), nullable=False),
    sa.Column("kind", sa.String),
    sa.Column("partner", sa.String),
)
