"""Who began an import"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("imports", sa.Column("who", sa.String(200), nullable=True))
    # Imports that ended are in the audit trail under the name of who brought them.
    op.execute(
        "UPDATE imports SET who = (SELECT min(who) FROM audit WHERE audit.object ="
        " imports.import_id AND audit.action IN ('importacao_concluida', 'importacao_recusada'))"
    )


def downgrade() -> None:
    op.drop_column("imports", "who")
