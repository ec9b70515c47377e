"""The sum of the file in which the accepted rows of an import lie"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Empty in what was imported before: nobody knows any more what those files were.
    op.add_column("imports", sa.Column("staged_sha256", sa.String(64), nullable=True))


def downgrade() -> None:
    op.drop_column("imports", "staged_sha256")
