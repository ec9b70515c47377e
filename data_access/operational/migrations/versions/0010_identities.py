"""Accounts, their rights and their sessions; the account that signed a decision"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.String(64), nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_login_at", MOMENT, nullable=False),
        sa.Column("disabled_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("identity", name="uq_accounts_identity"),
        sa.UniqueConstraint("code", name="uq_accounts_code"),
    )
    op.create_table(
        "account_rights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("edition", sa.String(60), nullable=False),
        sa.Column("given_by", sa.String(200), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT),
        sa.Column("used_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        sa.Column("revoked_by", sa.String(200)),
        sa.PrimaryKeyConstraint("id", name="pk_account_rights"),
    )
    op.create_index("ix_account_rights_account", "account_rights", ["account"])
    op.create_table(
        "user_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("provider_session", sa.String(64)),
        sa.Column("device", sa.String(120), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.Column("authenticated_at", MOMENT),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("ended_why", sa.String(40)),
        sa.PrimaryKeyConstraint("id", name="pk_user_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_user_sessions_token_hash"),
    )
    for column in ("account", "provider_session"):
        op.create_index(f"ix_user_sessions_{column}", "user_sessions", [column])
    op.add_column("recognition_decisions", sa.Column("account", sa.String(12), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("recognition_decisions") as decisions:
        decisions.drop_column("account")
    for name in ("user_sessions", "account_rights", "accounts"):
        op.drop_table(name)
