"""What was kept for as long as it may be, and is let go: first shown, then done.

Nothing that is sealed or published goes: editions are those that `t360 editions prune` would take.
"""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from config.formatting import plural
from config.privacy import FROM_IMPORT, FROM_LAST_ATTENDANCE, privacy
from config.settings import Settings
from data_access.editions.pruning import Prunable, prunable
from data_access.identity.old_sessions import count_sessions_before, remove_sessions_before
from data_access.importing.log import log_path
from data_access.operational.actor import Actor
from data_access.operational.audit import audit_entry
from data_access.operational.engine import operational_engine
from data_access.operational.history import ImportRecord, history
from data_access.operational.imports import staged_path
from data_access.plausibility.writing import findings_folder
from data_access.sources.workspace import Workspace, is_older, private_folders, workspace
from data_access.staging.files import rejection_path
from data_access.staging.retention import expired_change, load_last_attendances, months_before
from data_access.staging.rewriting import (
    Effect,
    effect_of,
    kept_records,
    record_rewritten,
    settle,
    write_beside,
)
from data_access.stewardship.pruning import PrunableImport, prunable_imports
from data_access.stewardship.rows_held import rows_held
from data_access.stewardship.rows_here import absent_rows

PREFIX = ".retencao-"
DEAD_AFTER = timedelta(days=1)
BUSY = "Uma edição está sendo construída agora; espere que termine e tente de novo. Nada mudou."
SINCE = {FROM_IMPORT: "a importação", FROM_LAST_ATTENDANCE: "o último atendimento"}


@dataclass(frozen=True)
class ExpiredRows:
    """Rows of an import past their term, and cells past a shorter one."""

    record: ImportRecord
    effect: Effect

    @property
    def why(self) -> str:
        return term_of(self.record.table)


@dataclass(frozen=True)
class Expired:
    """All that is past its time on a day. ``sessions``: logins; ``files``: of old imports, beside
    their rows; ``folders``: of reading that died. ``absent``: active imports whose rows are not
    here, and cannot be looked at.
    """

    rows: tuple[ExpiredRows, ...]
    sessions: int
    files: tuple[Path, ...]
    folders: tuple[Path, ...]
    imports: tuple[PrunableImport, ...]
    editions: tuple[Prunable, ...]
    absent: tuple[ImportRecord, ...] = ()

    def __bool__(self) -> bool:
        return any(
            (self.rows, self.sessions, self.files, self.folders, self.imports, self.editions)
        )


def term_of(table: str) -> str:
    """``60 meses desde data_fim; comentario, 24``."""
    treatment = privacy().table[table]
    since = SINCE.get(treatment.since, treatment.since)
    cells = "".join(f"; {name}, {months}" for name, months in treatment.short_lived.items())
    return f"{plural(treatment.keep_months or 0, 'mês', 'meses')} desde {since}{cells}"


def find_expired(settings: Settings, today: date) -> Expired:
    """What `remove_expired` would take. Raises EditionError where it cannot be told which edition
    is published.
    """
    with _measuring(settings) as (space, records):
        return _expired(settings, space, records, today)


def remove_expired(settings: Settings, today: date, actor: Actor) -> Expired:
    """Let go what is past its time, but for imports and editions, which have their own way out, and
    say what it was. Raises what says that an import or a build goes on, and EditionError as
    `find_expired`.
    """
    with rows_held(settings, BUSY):
        with _measuring(settings) as (space, records):
            found = _expired(settings, space, records, today)
            done = [
                write_beside(
                    settings, space, item.record, expired_change(item.record, today), item.effect
                )
                for item in found.rows
            ]
        if detail := _detail(found):
            with Session(operational_engine(settings)) as session, session.begin():
                session.add(audit_entry(actor, "retencao_aplicada", "prazos", detail))
                record_rewritten(session, done)
                remove_sessions_before(session, _moment(today, _months("contas")))
        settle(settings)
        for file in found.files:
            file.unlink(missing_ok=True)
        for folder in found.folders:
            shutil.rmtree(folder, ignore_errors=True)
    return found


@contextmanager
def _measuring(settings: Settings) -> Iterator[tuple[Workspace, list[ImportRecord]]]:
    """The imports with a term, and where it can be asked who of them is still attended."""
    records = kept_records(settings, privacy().personal_tables)
    with workspace(settings, secrets.token_hex(6), prefix=PREFIX) as space:
        load_last_attendances(settings, space, records)
        yield space, records


def _expired(
    settings: Settings, space: Workspace, records: list[ImportRecord], today: date
) -> Expired:
    return Expired(
        tuple(_expired_rows(settings, space, records, today)),
        count_sessions_before(settings, _moment(today, _months("contas"))),
        tuple(_old_files(settings, _moment(today, _months("arquivos")))),
        tuple(_dead_folders(settings)),
        tuple(prunable_imports(settings)),
        tuple(prunable(settings)),
        tuple(absent_rows(settings, privacy().personal_tables)),
    )


def _expired_rows(
    settings: Settings, space: Workspace, records: list[ImportRecord], today: date
) -> Iterator[ExpiredRows]:
    for record in records:
        file = staged_path(settings, record.table, record.import_id)
        effect = effect_of(space, file, expired_change(record, today))
        if effect:
            yield ExpiredRows(record, effect)


def _old_files(settings: Settings, limit: datetime) -> Iterator[Path]:
    """What imports told beside their rows, of those that ended before."""
    for record in history(settings):
        if (record.finished_at or record.started_at) < limit:
            findings = findings_folder(settings, record.import_id)
            named = (
                rejection_path(settings, record.import_id),
                log_path(settings, record.import_id),
                *(sorted(findings.rglob("*")) if findings.is_dir() else ()),
            )
            yield from (file for file in named if file.is_file())


def _dead_folders(settings: Settings) -> Iterator[Path]:
    long = DEAD_AFTER.total_seconds()
    yield from (folder for folder in private_folders(settings) if is_older(folder, long))


def _detail(found: Expired) -> dict[str, int]:
    counts = {
        "linhas": sum(item.effect.gone for item in found.rows),
        "celulas": sum(item.effect.changed for item in found.rows),
        "sessoes": found.sessions,
        "arquivos": len(found.files),
        "pastas": len(found.folders),
    }
    return {name: count for name, count in counts.items() if count}


def _months(store: str) -> int:
    return privacy().store[store].keep_months or 0


def _moment(today: date, months: int) -> datetime:
    limit = months_before(today, months)
    return datetime(limit.year, limit.month, limit.day, tzinfo=UTC)
