"""The history of imports: which ran, how they ended, and whose rows are active."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from config.errors import UserError
from config.settings import Settings
from data_access.base.durable import sha256_of
from data_access.operational.actor import Actor, this_account
from data_access.operational.audit import audit_entry
from data_access.operational.engine import operational_engine
from data_access.operational.models import INTERRUPTED, OK, REFUSED, RUNNING, ImportRun

ACTIONS = {OK: "importacao_concluida", REFUSED: "importacao_recusada"}


class UnknownImportError(UserError):
    """Asked for an import that does not exist or is not active."""


@dataclass(frozen=True)
class StagedFile:
    """The rows of one active import. ``columns``: those of the contract that its source had;
    ``apart``: no other active import of the table is known to have a key of it.
    """

    import_id: str
    path: Path
    sequence: int
    rows: int
    source_name: str
    source_sha256: str
    imported_at: datetime
    columns: tuple[str, ...]
    demonstration: bool = False
    profile: str = "padrao"
    staged_sha256: str | None = None
    apart: bool = False


@dataclass(frozen=True)
class Outcome:
    """How many rows went where; ``rules`` counts violations by rule,
    ``report`` is all that the import told.
    """

    read: int
    accepted: int
    rejected: int
    repeated: int
    rules: Mapping[str, int]
    report: Mapping[str, Any] = field(default_factory=dict)


def staged_path(settings: Settings, table: str, import_id: str) -> Path:
    return settings.staging_folder / table / f"{import_id}.parquet"


def _active(table: str) -> sa.Select[ImportRun]:
    return _all_active().where(ImportRun.table_name == table).order_by(ImportRun.sequence)


def active_runs(settings: Settings, table: str) -> list[ImportRun]:
    """The runs whose rows are active, in import order; detached from their session."""
    with Session(operational_engine(settings)) as session:
        return list(session.scalars(_active(table)))


def active_imports(settings: Settings, table: str) -> list[StagedFile]:
    """The files whose rows are active, in import order: of two rows with one key the later wins."""
    return [
        StagedFile(
            import_id=run.import_id,
            path=staged_path(settings, table, run.import_id),
            sequence=run.sequence,
            rows=run.rows_accepted or 0,
            source_name=run.source_name,
            source_sha256=run.source_sha256,
            imported_at=run.finished_at or run.started_at,
            columns=tuple(run.columns or ()),
            demonstration=run.demonstration,
            profile=run.profile,
            staged_sha256=run.staged_sha256,
        )
        for run in active_runs(settings, table)
    ]


def begin(settings: Settings, run: ImportRun) -> None:
    """Put a run on record, with who began it, before it touches anything."""
    run.status, run.started_at = RUNNING, datetime.now(UTC)
    with Session(operational_engine(settings), expire_on_commit=False) as session, session.begin():
        session.add(run)


def finish(
    settings: Settings, import_id: str, outcome: Outcome, columns: Sequence[str], message: str
) -> int:
    """Make the rows of a run active: from this transaction on they count, and not before.

    A run that is not of the demonstration ends it in the same transaction. Returns how many runs
    that undid.
    """
    return _close(settings, import_id, OK, outcome, message, columns)


def refuse(
    settings: Settings, import_id: str, message: str, outcome: Outcome | None = None
) -> None:
    _close(settings, import_id, REFUSED, outcome, message)


def _close(
    settings: Settings,
    import_id: str,
    status: str,
    outcome: Outcome | None,
    message: str,
    columns: Sequence[str] = (),
) -> int:
    with Session(operational_engine(settings)) as session, session.begin():
        run = session.scalars(sa.select(ImportRun).where(ImportRun.import_id == import_id)).one()
        run.status, run.message, run.finished_at = status, message, datetime.now(UTC)
        run.columns = list(columns)
        file = staged_path(settings, run.table_name, import_id)
        run.staged_sha256 = sha256_of(file) if status == OK and file.is_file() else None
        if outcome is not None:
            run.rows_read, run.rows_accepted = outcome.read, outcome.accepted
            run.rows_rejected, run.rows_repeated = outcome.rejected, outcome.repeated
            run.rules = dict(outcome.rules)
            run.report = dict(outcome.report)
        detail = {"tabela": run.table_name, "origem": run.source_name, "sha256": run.source_sha256}
        actor = Actor(run.who, run.origin) if run.who else this_account()
        session.add(audit_entry(actor, ACTIONS[status], import_id, detail))
        return _end_demonstration(session, actor) if status == OK and not run.demonstration else 0


def set_rewritten(session: Session, import_id: str, sha256: str, gone: int) -> None:
    """What the file of an import is from this transaction on, and how many cases left it."""
    run = session.scalars(sa.select(ImportRun).where(ImportRun.import_id == import_id)).one()
    run.staged_sha256 = sha256
    run.rows_accepted = None if run.rows_accepted is None else run.rows_accepted - gone


def staged_sums(settings: Settings) -> dict[str, str | None]:
    """The SHA-256 that the file of each import has to have."""
    chosen = sa.select(ImportRun.import_id, ImportRun.staged_sha256)
    with Session(operational_engine(settings)) as session:
        return dict(row for row in session.execute(chosen))


def mark_interrupted(settings: Settings) -> list[tuple[str, str]]:
    """Whoever holds the import lock is the only import, so what still says that it runs has died.

    Returns (table, import_id) of all imports of which nothing may be left. Files that this database
    does not know are none of them: they may belong to another one.
    """
    died = sa.update(ImportRun).where(ImportRun.status == RUNNING)
    gone = sa.select(ImportRun.table_name, ImportRun.import_id).where(
        ImportRun.status.in_((INTERRUPTED, REFUSED))
    )
    with Session(operational_engine(settings)) as session, session.begin():
        session.execute(died.values(status=INTERRUPTED, finished_at=datetime.now(UTC)))
        return [(table, import_id) for table, import_id in session.execute(gone)]


def own_import_names(settings: Settings) -> list[str]:
    """The sources of the active imports that are not of the demonstration, in import order."""
    own = _all_active().where(ImportRun.demonstration.is_(False)).order_by(ImportRun.sequence)
    with Session(operational_engine(settings)) as session:
        return [run.source_name for run in session.scalars(own)]


def undo_demonstration(settings: Settings, *, actor: Actor | None = None) -> int:
    """Undo every active import of the demonstration. Returns how many they were."""
    with Session(operational_engine(settings)) as session, session.begin():
        return _end_demonstration(session, actor or this_account())


def _all_active() -> sa.Select[ImportRun]:
    # Reports may be long, and nobody who asks what is active reads them.
    light = sa.select(ImportRun).options(defer(ImportRun.report, raiseload=True))
    return light.where(ImportRun.status == OK, ImportRun.undone_at.is_(None))


def _end_demonstration(session: Session, actor: Actor) -> int:
    runs = session.scalars(_all_active().where(ImportRun.demonstration.is_(True))).all()
    for run in runs:
        _undo(session, run, actor)
    return len(runs)


def _undo(session: Session, run: ImportRun, actor: Actor) -> None:
    run.undone_at = datetime.now(UTC)
    detail = {"tabela": run.table_name}
    session.add(audit_entry(actor, "importacao_desfeita", run.import_id, detail))


def undo_import(settings: Settings, import_id: str, *, actor: Actor | None = None) -> None:
    """The next edition is as if the import had never been. Raises UnknownImportError."""
    with Session(operational_engine(settings)) as session, session.begin():
        run = session.scalars(
            sa.select(ImportRun).where(ImportRun.import_id == import_id)
        ).one_or_none()
        if run is None:
            raise UnknownImportError(
                f"Não há importação com o código “{import_id}”. Confira o código no histórico."
            )
        if run.status != OK or run.undone_at is not None:
            state = "já foi desfeita" if run.undone_at else f"tem a situação “{run.status}”"
            raise UnknownImportError(
                f"A importação {import_id} {state}: só se desfaz uma importação concluída e ativa."
            )
        _undo(session, run, actor or this_account())
