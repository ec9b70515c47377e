"""Operational state: what happened, who did it and what was decided.
Transactional, apart from the editions.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

RUNNING, OK, REFUSED, INTERRUPTED = "em_andamento", "ok", "recusado", "interrompido"


class Moment(sa.TypeDecorator[datetime]):
    """Kept in UTC whatever the clock it was written by, and read in UTC: SQLite forgets the zone,
    and PostgreSQL gives it back in that of the server.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return value.astimezone(UTC) if value and value.tzinfo else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    metadata = sa.MetaData(
        naming_convention={"pk": "pk_%(table_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s"}
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as it is
        datetime: Moment,
        dict[str, Any]: sa.JSON,
        list[str]: sa.JSON,
    }


class ImportRun(Base):
    """One run of an import. Its rows count while ``status`` is ok and ``undone_at`` is empty."""

    __tablename__ = "imports"

    sequence: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    table_name: Mapped[str] = mapped_column(sa.String(40))
    profile: Mapped[str] = mapped_column(sa.String(80))
    contract_version: Mapped[int]
    key_fingerprint: Mapped[str] = mapped_column(sa.String(16))
    source_name: Mapped[str]
    source_path: Mapped[str]
    source_sha256: Mapped[str] = mapped_column(sa.String(64))
    source_bytes: Mapped[int] = mapped_column(sa.BigInteger)
    demonstration: Mapped[bool] = mapped_column(server_default=sa.false())
    rows_read: Mapped[int | None] = mapped_column(sa.BigInteger)
    rows_accepted: Mapped[int | None] = mapped_column(sa.BigInteger)
    rows_rejected: Mapped[int | None] = mapped_column(sa.BigInteger)
    rows_repeated: Mapped[int | None] = mapped_column(sa.BigInteger)
    columns: Mapped[list[str] | None]  # of the contract, found in the file
    rules: Mapped[dict[str, Any] | None]  # violations by rule
    report: Mapped[dict[str, Any] | None]  # all that the import told, see `ImportReport.to_json`
    who: Mapped[str | None] = mapped_column(sa.String(200))
    origin: Mapped[str | None] = mapped_column(sa.String(20))
    staged_sha256: Mapped[str | None] = mapped_column(sa.String(64))  # of the accepted rows
    status: Mapped[str] = mapped_column(sa.String(20))
    message: Mapped[str | None]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class AuditEntry(Base):
    """Who did what, when and from where. Rows are only ever added; the database refuses the rest.

    An account says who only together with its ``machine``: several may share this database.
    """

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str]
    origin: Mapped[str | None] = mapped_column(sa.String(20))
    machine: Mapped[str | None] = mapped_column(sa.String(255))
    action: Mapped[str] = mapped_column(sa.String(60))
    object: Mapped[str]
    detail: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(sa.String(64))  # hash of the entry before
    hash: Mapped[str] = mapped_column(sa.String(64))  # of this one, see `operational.chain`


class AuditHead(Base):
    """The newest entry of the trail, in one row."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))


class RefusedAct(Base):
    """An act that was refused less than a minute ago. Its first time is in the trail; ``more`` is
    how often it was tried again, and goes there when the minute is over.
    """

    __tablename__ = "refused_acts"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    who: Mapped[str]
    origin: Mapped[str] = mapped_column(sa.String(20))
    act: Mapped[str] = mapped_column(sa.String(80))
    object: Mapped[str] = mapped_column(sa.String(80))
    since: Mapped[datetime]
    more: Mapped[int]


class KeyRotation(Base):
    """A rotation of the key of identifiers that counts. ``fingerprint`` tells the key that it left,
    without telling it; the last row is of the key in force.
    """

    __tablename__ = "key_rotations"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(sa.String(16))
    at: Mapped[datetime]


class WeekMark(Base):
    """An item of somebody's week that was done, in the edition of the data that asked for it.

    It counts while ``undone_at`` is empty.
    """

    __tablename__ = "week_marks"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[str] = mapped_column(sa.String(80))
    kind: Mapped[str] = mapped_column(sa.String(20))
    subject: Mapped[str] = mapped_column(sa.String(200))
    name: Mapped[str] = mapped_column(sa.String(200))
    uf: Mapped[str] = mapped_column(sa.String(2))
    reason: Mapped[str] = mapped_column(sa.String(40))
    told: Mapped[str]  # the sentence that stood in the list
    who: Mapped[str] = mapped_column(sa.String(200))
    at: Mapped[datetime]
    undone_by: Mapped[str | None] = mapped_column(sa.String(200))
    undone_at: Mapped[datetime | None]
