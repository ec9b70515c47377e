"""Requests of data subjects, who was erased, and what was corrected"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "subject_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("protocol", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("opened_by", sa.String(200), nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column("answered_by", sa.String(200)),
        sa.Column("refusal", sa.String()),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subject_requests"),
        sa.UniqueConstraint("protocol", name="uq_subject_requests_protocol"),
    )
    op.create_table(
        "subject_blocks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("mark", sa.String(36), nullable=False),
        sa.Column("key_fingerprint", sa.String(16), nullable=False),
        sa.Column("protocol", sa.String(20), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subject_blocks"),
        sa.UniqueConstraint("kind", "mark", name="uq_subject_blocks_kind_mark"),
    )
    op.create_table(
        "subject_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.String(36), nullable=False),
        sa.Column("column_name", sa.String(40), nullable=False),
        sa.Column("value", sa.String()),
        sa.Column("key_fingerprint", sa.String(16), nullable=False),
        sa.Column("protocol", sa.String(20), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subject_corrections"),
        sa.UniqueConstraint(
            "pseudonym", "column_name", name="uq_subject_corrections_pseudonym_column_name"
        ),
    )


def downgrade() -> None:
    for name in ("subject_corrections", "subject_blocks", "subject_requests"):
        op.drop_table(name)
