"""Editions of recognition, and all that a committee did in them.

Rules, points, decisions and results are only ever added. An edition has a ``revision`` that every
act raises, so that two members at once take turns and neither writes over what the other wrote.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from data_access.operational.models import Base

SLUG = sa.String(60)
NAME = sa.String(200)


class RecognitionEdition(Base):
    """``bands`` are how many the committee chose, by category, before it saw any name."""

    __tablename__ = "recognition_editions"

    slug: Mapped[str] = mapped_column(SLUG, primary_key=True)
    name: Mapped[str] = mapped_column(NAME)
    year: Mapped[int]
    scope: Mapped[str] = mapped_column(sa.String(2))
    state: Mapped[str] = mapped_column(sa.String(20))
    rules_version: Mapped[int]
    revision: Mapped[int]
    data_edition: Mapped[str | None] = mapped_column(sa.String(80))
    bands: Mapped[dict[str, Any]]
    demonstration: Mapped[bool] = mapped_column(server_default=sa.false())
    created_at: Mapped[datetime]
    appeals_until: Mapped[datetime | None]


class RecognitionRules(Base):
    """A version of the rules of an edition, as the text that was written."""

    __tablename__ = "recognition_rules"
    __table_args__ = (sa.UniqueConstraint("slug", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(SLUG)
    version: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    reason: Mapped[str]
    who: Mapped[str] = mapped_column(NAME)
    at: Mapped[datetime]


class RecognitionMember(Base):
    """Who is of the committee of an edition; ``uf`` is BR, or the only one whose units are his."""

    __tablename__ = "recognition_members"
    __table_args__ = (sa.UniqueConstraint("slug", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(SLUG)
    name: Mapped[str] = mapped_column(NAME)
    uf: Mapped[str] = mapped_column(sa.String(2))
    role: Mapped[str] = mapped_column(sa.String(40))
    at: Mapped[datetime]


class RecognitionEntry(Base):
    """A process that the committee registered, with what it claims and what shows it."""

    __tablename__ = "recognition_entries"
    __table_args__ = (sa.UniqueConstraint("slug", "category", "unit"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(SLUG)
    category: Mapped[str] = mapped_column(SLUG)
    unit: Mapped[str] = mapped_column(NAME)
    name: Mapped[str] = mapped_column(NAME)
    owner: Mapped[str] = mapped_column(NAME)
    uf: Mapped[str] = mapped_column(sa.String(2))
    text: Mapped[str] = mapped_column(sa.Text)
    evidence: Mapped[str] = mapped_column(sa.Text)
    public: Mapped[bool]
    who: Mapped[str] = mapped_column(NAME)
    at: Mapped[datetime]


class RecognitionPoints(Base):
    """Points of one member; the latest of the same member, unit and criterion counts."""

    __tablename__ = "recognition_points"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(SLUG)
    category: Mapped[str] = mapped_column(SLUG)
    unit: Mapped[str] = mapped_column(NAME)
    criterion: Mapped[str] = mapped_column(SLUG)
    member: Mapped[str] = mapped_column(NAME)
    points: Mapped[float] = mapped_column(sa.Double)
    reason: Mapped[str] = mapped_column(sa.Text)
    evidence: Mapped[str] = mapped_column(sa.Text)
    rules_version: Mapped[int]
    at: Mapped[datetime]


class RecognitionCase(Base):
    """A pattern that the radar found in a unit, for a person to look at."""

    __tablename__ = "recognition_cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(SLUG)
    category: Mapped[str] = mapped_column(SLUG)
    unit: Mapped[str] = mapped_column(NAME)
    pattern: Mapped[str] = mapped_column(sa.String(60))
    description: Mapped[str] = mapped_column(sa.Text)
    evidence: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(sa.String(20))
    assignee: Mapped[str | None] = mapped_column(NAME)
    outcome: Mapped[str | None] = mapped_column(sa.String(20))
    reason: Mapped[str | None] = mapped_column(sa.Text)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class RecognitionDecision(Base):
    """What members decided: an order inside a band, who is recognised, an approval."""

    __tablename__ = "recognition_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(SLUG)
    category: Mapped[str] = mapped_column(SLUG)
    unit: Mapped[str] = mapped_column(NAME)
    kind: Mapped[str] = mapped_column(sa.String(20))
    detail: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(sa.Text)
    member: Mapped[str] = mapped_column(NAME)
    account: Mapped[str | None] = mapped_column(sa.String(12))  # the code of that which signed
    rules_version: Mapped[int]
    at: Mapped[datetime]


class RecognitionResult(Base):
    """A sealed result: its bytes, and the sum that is printed on certificates."""

    __tablename__ = "recognition_results"
    __table_args__ = (sa.Index("ix_recognition_results_sha256", "sha256"),)

    slug: Mapped[str] = mapped_column(SLUG, primary_key=True)
    rules_version: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    member: Mapped[str] = mapped_column(NAME)
    at: Mapped[datetime]


class RecognitionAppeal(Base):
    """Who asks for another look at a unit, until the deadline, and what was answered."""

    __tablename__ = "recognition_appeals"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(SLUG)
    category: Mapped[str] = mapped_column(SLUG)
    unit: Mapped[str] = mapped_column(NAME)
    author: Mapped[str] = mapped_column(NAME)
    reason: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.String(20))
    answer: Mapped[str | None] = mapped_column(sa.Text)
    member: Mapped[str | None] = mapped_column(NAME)
    filed_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
