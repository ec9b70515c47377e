"""Sessions past the time for which they are kept."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Settings
from data_access.operational.engine import operational_engine
from data_access.operational.identity_models import UserSession


def count_sessions_before(settings: Settings, limit: datetime) -> int:
    """Sessions that began before `limit`; with a limit of days none of them can be in force."""
    chosen = sa.select(sa.func.count(UserSession.id)).where(UserSession.issued_at < limit)
    with Session(operational_engine(settings)) as session:
        return session.execute(chosen).scalar_one()


def remove_sessions_before(session: Session, limit: datetime) -> None:
    """The same, removed in the transaction of the caller."""
    session.execute(sa.delete(UserSession).where(UserSession.issued_at < limit))
