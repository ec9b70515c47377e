"""Accounts, what they were given, and where they are logged in."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from data_access.operational.models import Base


class Account(Base):
    """Somebody whom the provider vouched for once. ``identity`` is a keyed hash of the provider and
    of its name for the account, which may be a CPF; ``code`` is the beginning of it.
    """

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    identity: Mapped[str] = mapped_column(sa.String(64), unique=True)
    code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime]
    last_login_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class AccountRight(Base):
    """A right that somebody gave; taken away or run out, the row stays."""

    __tablename__ = "account_rights"
    __table_args__ = (sa.Index("ix_account_rights_account", "account"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[int]
    role: Mapped[str] = mapped_column(sa.String(40))
    places: Mapped[list[str]]
    edition: Mapped[str] = mapped_column(sa.String(60))
    given_by: Mapped[str] = mapped_column(sa.String(200))
    given_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(sa.String(200))


class UserSession(Base):
    """A browser in which an account is logged in. Of its token only the hash is kept.

    ``rights`` are those that the provider's groups gave when it began; ``provider_session`` is a
    hash of the provider's own name for it.
    """

    __tablename__ = "user_sessions"
    __table_args__ = (
        sa.Index("ix_user_sessions_account", "account"),
        sa.Index("ix_user_sessions_provider_session", "provider_session"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    account: Mapped[int]
    provider_session: Mapped[str | None] = mapped_column(sa.String(64))
    device: Mapped[str] = mapped_column(sa.String(120))
    rights: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    authenticated_at: Mapped[datetime | None]
    issued_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None] = mapped_column(sa.String(40))
