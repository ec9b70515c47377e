"""Editions of recognition, and all that a committee does in them"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
SLUG, NAME = sa.String(60), sa.String(200)


def _text(name: str, kind: sa.types.TypeEngine[str] | None = None) -> sa.Column[str]:
    return sa.Column(name, kind or sa.Text(), nullable=False)


def _table(name: str, *columns: sa.Column[Any], unique: tuple[str, ...] = ()) -> None:
    constraints = [sa.PrimaryKeyConstraint("id", name=f"pk_{name}")]
    if unique:
        label = f"uq_{name}_{'_'.join(unique)}"
        constraints.append(sa.UniqueConstraint(*unique, name=label))  # type: ignore[arg-type]
    op.create_table(name, sa.Column("id", sa.Integer(), nullable=False), *columns, *constraints)


def _unit() -> list[sa.Column[str]]:
    return [_text("slug", SLUG), _text("category", SLUG), _text("unit", NAME)]


def upgrade() -> None:
    op.create_table(
        "recognition_editions",
        sa.Column("slug", SLUG, nullable=False),
        _text("name", NAME),
        sa.Column("year", sa.Integer(), nullable=False),
        _text("scope", sa.String(2)),
        _text("state", sa.String(20)),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("data_edition", sa.String(80)),
        sa.Column("bands", sa.JSON(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("appeals_until", MOMENT),
        sa.PrimaryKeyConstraint("slug", name="pk_recognition_editions"),
    )
    _table(
        "recognition_rules",
        _text("slug", SLUG),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("text"),
        _text("sha256", sa.String(64)),
        _text("reason", sa.String()),
        _text("who", NAME),
        sa.Column("at", MOMENT, nullable=False),
        unique=("slug", "version"),
    )
    _table(
        "recognition_members",
        _text("slug", SLUG),
        _text("name", NAME),
        _text("uf", sa.String(2)),
        _text("role", sa.String(40)),
        sa.Column("at", MOMENT, nullable=False),
        unique=("slug", "name"),
    )
    _table(
        "recognition_entries",
        *_unit(),
        _text("name", NAME),
        _text("owner", NAME),
        _text("uf", sa.String(2)),
        _text("text"),
        _text("evidence"),
        sa.Column("public", sa.Boolean(), nullable=False),
        _text("who", NAME),
        sa.Column("at", MOMENT, nullable=False),
        unique=("slug", "category", "unit"),
    )
    _table(
        "recognition_points",
        *_unit(),
        _text("criterion", SLUG),
        _text("member", NAME),
        sa.Column("points", sa.Double(), nullable=False),
        _text("reason"),
        _text("evidence"),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    _work()


def _work() -> None:
    _table(
        "recognition_cases",
        *_unit(),
        _text("pattern", sa.String(60)),
        _text("description"),
        sa.Column("evidence", sa.JSON(), nullable=False),
        _text("state", sa.String(20)),
        sa.Column("assignee", NAME),
        sa.Column("outcome", sa.String(20)),
        sa.Column("reason", sa.Text()),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
    )
    _table(
        "recognition_decisions",
        *_unit(),
        _text("kind", sa.String(20)),
        sa.Column("detail", sa.JSON(), nullable=False),
        _text("reason"),
        _text("member", NAME),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "recognition_results",
        sa.Column("slug", SLUG, nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        _text("text"),
        _text("sha256", sa.String(64)),
        _text("member", NAME),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_recognition_results"),
    )
    op.create_index("ix_recognition_results_sha256", "recognition_results", ["sha256"])
    _table(
        "recognition_appeals",
        *_unit(),
        _text("author", NAME),
        _text("reason"),
        _text("state", sa.String(20)),
        sa.Column("answer", sa.Text()),
        sa.Column("member", NAME),
        sa.Column("filed_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
    )


TABLES = ("appeals", "results", "decisions", "cases", "points", "entries", "members", "rules")


def downgrade() -> None:
    for name in (*TABLES, "editions"):
        op.drop_table(f"recognition_{name}")
