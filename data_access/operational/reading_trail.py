"""The audit trail as it is kept, for those who read or verify it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.formatting import BRASILIA
from config.settings import Settings
from data_access.operational.engine import operational_engine
from data_access.operational.models import AuditEntry

TEXTS = ("who", "origin", "machine", "action", "object")


@dataclass(frozen=True)
class TrailQuestion:
    """Which entries: those of a person and of an act, whose object holds a text, of days of
    Brasília, both included. What is not said narrows nothing.
    """

    who: str = ""
    action: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class TrailEntry:
    """One entry; ``at`` is aware, in UTC. Fields that were not recorded are empty."""

    id: int
    at: datetime
    who: str
    origin: str
    machine: str
    action: str
    object: str
    detail: Mapping[str, Any]
    hash: str


def trail_entries(
    settings: Settings, question: TrailQuestion, limit: int | None = None, skip: int = 0
) -> list[TrailEntry]:
    """The newest first; `limit` of them after the first `skip`."""
    chosen = (
        sa.select(AuditEntry)
        .where(*_conditions(question))
        .order_by(AuditEntry.id.desc())
        .limit(limit)
        .offset(skip)
    )
    with Session(operational_engine(settings)) as session:
        return [_entry(row) for row in session.scalars(chosen)]


def count_entries(settings: Settings, question: TrailQuestion) -> int:
    counted = sa.select(sa.func.count()).select_from(AuditEntry).where(*_conditions(question))
    with operational_engine(settings).connect() as connection:
        return int(connection.execute(counted).scalar_one())


def trail_choices(settings: Settings) -> tuple[list[str], list[str]]:
    """Who and which acts there are entries of, in alphabetical order."""
    with operational_engine(settings).connect() as connection:
        who, action = (
            list(connection.scalars(sa.select(column).distinct().order_by(column)))
            for column in (AuditEntry.who, AuditEntry.action)
        )
    return who, action


def _conditions(question: TrailQuestion) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if question.who:
        conditions.append(AuditEntry.who == question.who)
    if question.action:
        conditions.append(AuditEntry.action == question.action)
    if question.text:
        # As it is written: JSON keeps what is not ASCII as a code, which nobody looks for.
        conditions.append(AuditEntry.object.icontains(question.text, autoescape=True))
    if question.since:
        conditions.append(AuditEntry.at >= _midnight(question.since))
    if question.until:
        conditions.append(AuditEntry.at < _midnight(question.until + timedelta(days=1)))
    return conditions


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, BRASILIA).astimezone(UTC)


def _entry(row: AuditEntry) -> TrailEntry:
    return TrailEntry(
        row.id,
        row.at,
        row.who,
        row.origin or "",
        row.machine or "",
        row.action,
        row.object,
        row.detail,
        row.hash,
    )


def stored_links(dialect: str) -> sa.Select[Any]:
    """Fields of `operational.chain.Link`, from the first entry to the last, as the database keeps
    them and not as Python reads them: a text that was altered must not be read as the same.
    """
    audit = sa.table(
        "audit",
        sa.column("id", sa.Integer),
        *(sa.column(name, sa.String) for name in ("at", "detail", "previous", "hash", *TEXTS)),
    )
    c = audit.c
    at: sa.ColumnElement[str] = c.at
    detail: sa.ColumnElement[str] = c.detail
    if dialect == "postgresql":
        at = sa.func.to_char(sa.func.timezone("UTC", c.at), "YYYY-MM-DD HH24:MI:SS.US")
        detail = sa.cast(c.detail, sa.Text)
    texts = (c[name] for name in TEXTS)
    return sa.select(
        c.id, at.label("at"), *texts, detail.label("detail"), c.previous, c.hash
    ).order_by(c.id)
