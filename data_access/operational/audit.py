"""The audit trail."""

import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from config.settings import Settings
from data_access.operational.actor import Actor
from data_access.operational.engine import operational_engine
from data_access.operational.models import AuditEntry


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
    """An entry to add in a transaction of the caller's."""
    return AuditEntry(
        at=datetime.now(UTC),
        who=actor.name,
        origin=actor.origin,
        machine=platform.node() or None,
        action=action,
        object=subject,
        detail=dict(detail or {}),
    )
