"""Statistical neighbours of each municipality,
and the features that make them so (`indicators.neighbours`).
"""

import sqlalchemy as sa

from data_access.schema.core import metadata

# `distance` is in standard deviations per feature; `shared` is how many features both have.
neighbour = sa.Table(
    "neighbour",
    metadata,
    sa.Column("municipality_id", sa.Integer, nullable=False),
    sa.Column("position", sa.SmallInteger, nullable=False),
    sa.Column("neighbour_id", sa.Integer, nullable=False),
    sa.Column("distance", sa.Double, nullable=False),
    sa.Column("shared", sa.SmallInteger, nullable=False),
)

# `value` is as it is read, `score` standardised (null where all are alike); `reference` is the year
# or month of the source, the most recent of the municipality.
neighbour_feature = sa.Table(
    "neighbour_feature",
    metadata,
    sa.Column("municipality_id", sa.Integer, nullable=False),
    sa.Column("feature", sa.String, nullable=False),
    sa.Column("value", sa.Double, nullable=False),
    sa.Column("score", sa.Double),
    sa.Column("reference", sa.String, nullable=False),
)
