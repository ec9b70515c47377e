"""The audit trail: entries are added, each linked to the one before, and never changed."""

import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper, Session

from config.settings import Settings
from data_access.operational.actor import Actor
from data_access.operational.chain import Link, detail_text, hash_of, moment_text
from data_access.operational.engine import operational_engine
from data_access.operational.models import AuditEntry, AuditHead


def record_audit(
    settings: Settings,
    actor: Actor,
    action: str,
    subject: str,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add one entry. `detail` must be JSON and free of personal data."""
    with Session(operational_engine(settings)) as session, session.begin():
        session.add(audit_entry(actor, action, subject, detail))


def audit_entry(
    actor: Actor, action: str, subject: str, detail: Mapping[str, Any] | None = None
) -> AuditEntry:
    """An entry to add in a transaction of the caller's; it is linked when it is written."""
    return AuditEntry(
        at=datetime.now(UTC),
        who=actor.name,
        origin=actor.origin,
        machine=platform.node() or None,
        action=action,
        object=subject,
        detail=dict(detail or {}),
    )


@sa.event.listens_for(AuditEntry, "before_insert")
def _link(_mapper: Mapper[AuditEntry], connection: sa.Connection, entry: AuditEntry) -> None:
    """Take the next place of the chain. The head is changed first: whoever writes next, in any
    process, waits here until this transaction ends, and goes on from what it left.
    """
    head = AuditHead.__table__.c
    last = connection.execute(
        sa.update(AuditHead).values(entry=head.entry + 1).returning(head.entry, head.hash)
    ).one()
    entry.id, entry.previous = last.entry, last.hash
    entry.hash = hash_of(
        Link(
            entry.id,
            moment_text(entry.at),
            entry.who,
            entry.origin,
            entry.machine,
            entry.action,
            entry.object,
            detail_text(entry.detail),
            entry.previous,
            "",
        )
    )
    connection.execute(sa.update(AuditHead).values(hash=entry.hash))
