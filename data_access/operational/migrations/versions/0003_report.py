"""What an import told, kept to be told again"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("imports", sa.Column("report", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("imports", "report")
