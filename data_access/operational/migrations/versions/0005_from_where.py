"""From where each act came: the panel or the command line, and on which machine"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Empty in what was recorded before: nobody knows it any more.
COLUMNS = {"audit": {"origin": 20, "machine": 255}, "imports": {"origin": 20}}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for name, length in columns.items():
            op.add_column(table, sa.Column(name, sa.String(length), nullable=True))


def downgrade() -> None:
    for table, columns in COLUMNS.items():
        for name in columns:
            op.drop_column(table, name)
