"""The audit trail as a chain: each entry with the hash of the one before and its own"""

import sqlalchemy as sa
from alembic import op

from data_access.operational.chain import GENESIS, Link, hash_of
from data_access.operational.reading_trail import stored_links

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REFUSAL = "audit is append-only"


def upgrade() -> None:
    _allow_changes()
    for name in ("previous", "hash"):
        op.add_column("audit", sa.Column(name, sa.String(64), nullable=True))
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
    last, hashed = _chain_what_is_there()
    op.bulk_insert(head, [{"id": 1, "entry": last, "hash": hashed}])
    with op.batch_alter_table("audit") as audit:
        for name in ("previous", "hash"):
            audit.alter_column(name, nullable=False, existing_type=sa.String(64))
    _forbid_changes()


def _chain_what_is_there() -> tuple[int, str]:
    """What was recorded before is vouched for from today on. Returns the last id and its hash."""
    connection = op.get_bind()
    number, previous = 0, GENESIS
    for link in connection.execute(stored_links(connection.dialect.name)).all():
        number = link.id
        hashed = hash_of(Link._make(link)._replace(previous=previous))
        connection.execute(
            sa.text("UPDATE audit SET previous = :previous, hash = :hash WHERE id = :id"),
            {"previous": previous, "hash": hashed, "id": number},
        )
        previous = hashed
    return number, previous


def _allow_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("update", "delete"):
            op.execute(f"DROP TRIGGER audit_no_{event}")
    elif op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_no_change ON audit")


def _forbid_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{event.lower()} BEFORE {event} ON audit "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
    elif op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        )


def downgrade() -> None:
    _allow_changes()
    op.drop_table("audit_head")
    with op.batch_alter_table("audit") as audit:
        for name in ("hash", "previous"):
            audit.drop_column(name)
    _forbid_changes()
