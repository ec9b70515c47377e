"""The audit trail of a data folder, as the database keeps it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Settings
from data_access.operational.engine import operational_engine
from data_access.operational.models import AuditEntry


@dataclass(frozen=True)
class Entry:
    who: str
    origin: str | None
    machine: str | None
    action: str
    subject: str
    detail: dict[str, Any]


def trail(home: Path) -> list[Entry]:
    """Oldest first."""
    with Session(operational_engine(Settings(home=home, _env_file=None))) as session:
        entries = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
        return [Entry(e.who, e.origin, e.machine, e.action, e.object, e.detail) for e in entries]
