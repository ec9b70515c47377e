"""The imports that there were, as history pages and commands tell them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Settings
from data_access.operational.engine import operational_engine
from data_access.operational.imports import UnknownImportError
from data_access.operational.models import INTERRUPTED, OK, REFUSED, RUNNING, ImportRun

State = Literal["ativa", "desfeita", "recusada", "interrompida", "em andamento"]
STATES: dict[str, State] = {
    REFUSED: "recusada",
    INTERRUPTED: "interrompida",
    RUNNING: "em andamento",
}


@dataclass(frozen=True)
class ImportRecord:
    """One run. Counts are of rows, None where the run ended before it counted; moments are aware,
    in UTC.

    ``report`` is what `ImportReport.to_json` gave, None for runs of versions that kept none.
    """

    import_id: str
    table: str
    source_name: str
    profile: str
    who: str
    origin: str
    started_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None
    state: State
    read: int | None
    accepted: int | None
    rejected: int | None
    repeated: int | None
    message: str
    demonstration: bool
    source_sha256: str
    source_bytes: int
    report: Mapping[str, Any] | None

    @property
    def active(self) -> bool:
        """Whether its rows go into the next edition, and it can be undone."""
        return self.state == "ativa"


def history(settings: Settings, table: str | None = None) -> list[ImportRecord]:
    """Every run, or those of a table, the newest first."""
    runs = sa.select(ImportRun).order_by(ImportRun.sequence.desc())
    if table:
        runs = runs.where(ImportRun.table_name == table)
    with Session(operational_engine(settings)) as session:
        return [_record(run) for run in session.scalars(runs)]


def active_fingerprints(settings: Settings, *, demonstration: bool = True) -> set[str]:
    """What tells the keys from each other with which the active imports were hashed, those of the
    demonstration with them or not.
    """
    query = sa.select(ImportRun.key_fingerprint).where(
        ImportRun.status == OK, ImportRun.undone_at.is_(None), ImportRun.key_fingerprint != ""
    )
    if not demonstration:
        query = query.where(ImportRun.demonstration.is_(False))
    with Session(operational_engine(settings)) as session:
        return set(session.scalars(query))


def import_record(settings: Settings, import_id: str) -> ImportRecord:
    """Raises UnknownImportError where there is no such run."""
    with Session(operational_engine(settings)) as session:
        run = session.scalars(
            sa.select(ImportRun).where(ImportRun.import_id == import_id)
        ).one_or_none()
        if run is None:
            raise UnknownImportError(
                f"Não há importação com o código “{import_id}”. Veja os códigos com `t360 imports"
                " list`."
            )
        return _record(run)


def _record(run: ImportRun) -> ImportRecord:
    return ImportRecord(
        import_id=run.import_id,
        table=run.table_name,
        source_name=run.source_name,
        profile=run.profile,
        who=run.who or "",
        origin=run.origin or "",
        started_at=run.started_at,
        finished_at=run.finished_at,
        undone_at=run.undone_at,
        state="desfeita" if run.undone_at else STATES.get(run.status, "ativa"),
        read=run.rows_read,
        accepted=run.rows_accepted if run.status == OK else 0 if run.status == REFUSED else None,
        rejected=run.rows_rejected,
        repeated=run.rows_repeated,
        message=run.message or "",
        demonstration=run.demonstration,
        source_sha256=run.source_sha256,
        source_bytes=run.source_bytes,
        report=run.report or None,
    )
