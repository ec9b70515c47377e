"""Requests of data subjects, and what they left in force (LGPD, art. 18)."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from data_access.operational.models import Base


class SubjectRequest(Base):
    """One request, open while ``answered_at`` is empty. Nothing in it says whose it is: ``outcome``
    has counts by table and the imports that held rows.
    """

    __tablename__ = "subject_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    protocol: Mapped[str] = mapped_column(sa.String(20), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    received_at: Mapped[datetime]
    due_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(sa.String(200))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(sa.String(200))
    refusal: Mapped[str | None]  # why it was closed without being met
    outcome: Mapped[dict[str, Any]]


class SubjectBlock(Base):
    """Somebody whose rows were erased and do not come in again. ``mark`` is a pseudonym, or of an
    attendance a keyed hash; ``key_fingerprint`` tells with which key.
    """

    __tablename__ = "subject_blocks"
    __table_args__ = (sa.UniqueConstraint("kind", "mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    mark: Mapped[str] = mapped_column(sa.String(36))
    key_fingerprint: Mapped[str] = mapped_column(sa.String(16))
    protocol: Mapped[str] = mapped_column(sa.String(20))
    at: Mapped[datetime]


class SubjectCorrection(Base):
    """What a column of somebody's register says whatever a source says; ``value`` is as the staged
    rows have it, written as text, and None where nothing is to be said.
    """

    __tablename__ = "subject_corrections"
    __table_args__ = (sa.UniqueConstraint("pseudonym", "column_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pseudonym: Mapped[str] = mapped_column(sa.String(36))
    column_name: Mapped[str] = mapped_column(sa.String(40))
    value: Mapped[str | None]
    key_fingerprint: Mapped[str] = mapped_column(sa.String(16))
    protocol: Mapped[str] = mapped_column(sa.String(20))
    at: Mapped[datetime]
