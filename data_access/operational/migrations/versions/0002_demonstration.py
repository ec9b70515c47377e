"""Record whether an import is of the demonstration, instead of telling it from where files lie"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What `t360 demo` imported before: one file per table, named after it, in the folder `demo` of the
# data folder.
MARK_EARLIER = """
    UPDATE imports SET demonstration = true
    WHERE replace(source_path, '\\', '/') LIKE '%/demo/' || table_name || '.parquet'
"""


def upgrade() -> None:
    op.add_column(
        "imports",
        sa.Column("demonstration", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute(MARK_EARLIER)


def downgrade() -> None:
    op.drop_column("imports", "demonstration")
