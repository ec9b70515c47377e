"""Acts that were refused a moment ago, so that who insists does not fill the trail"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "refused_acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("origin", sa.String(20), nullable=False),
        sa.Column("act", sa.String(80), nullable=False),
        sa.Column("object", sa.String(80), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("more", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_refused_acts"),
        sa.UniqueConstraint("key", name="uq_refused_acts_key"),
    )


def downgrade() -> None:
    op.drop_table("refused_acts")
