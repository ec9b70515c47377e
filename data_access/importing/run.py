"""`import_table`: from a file to active rows, all or nothing."""

import hashlib
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from config.progress import Progress, silent
from config.settings import Settings
from data_access.base.pseudonym import fingerprint
from data_access.contract.load import table_contract
from data_access.contract.model import Table
from data_access.importing.demonstration import is_demonstration, refuse_beside_own_imports
from data_access.importing.job import Job, outcome_of
from data_access.importing.log import ImportLog
from data_access.importing.meaning import meaning_of
from data_access.importing.profile import layout_of
from data_access.importing.repetition import report_of_repetition, same_content, same_file_notices
from data_access.importing.report import ImportReport, RowsRefusedError
from data_access.importing.telling import remarks
from data_access.operational.actor import Actor, this_account
from data_access.operational.history import active_fingerprints
from data_access.operational.imports import active_runs, begin, refuse
from data_access.operational.keys import current_key
from data_access.operational.models import ImportRun
from data_access.plausibility.finding import Locate
from data_access.sources.errors import ImportRefusedError
from data_access.sources.examine import Examined, examine
from data_access.sources.layout import Layout
from data_access.sources.readers.address import Database
from data_access.sources.readers.database import take_snapshot
from data_access.sources.readers.opening import ANY, Choice
from data_access.sources.step import Step
from data_access.sources.workspace import private_folder
from data_access.staging.turn import turn


def import_table(  # noqa: PLR0913 - each argument is a choice of the caller
    settings: Settings,
    table: str,
    source: Path | Database,
    *,
    profile: str = "padrao",
    choice: Choice = ANY,
    municipalities: pd.DataFrame,
    progress: Progress | None = None,
    actor: Actor | None = None,
    locate: Locate | None = None,
) -> ImportReport:
    """Import a file, or a table or query of a database, into a table of the contract.

    `choice`: which table of a file that has several.
    `municipalities` has code, name and uf of every municipality; `actor` asks (default: the account
    of the process). `locate` tells partners outside their municipality (default: only those outside
    the country are told). Raises ImportRefusedError, which tells why in one sentence; nothing that
    was stored changes then. The same content through the same profile returns a report
    ``repetido``. What is not of the demonstration ends it, once accepted; what is of it is refused
    beside anything else.
    """
    contract = table_contract(table)
    layout = layout_of(settings, profile, contract, source.name)
    told = progress or silent
    with turn(settings), _examined_source(settings, source, layout, told) as examined:
        run = new_run(settings, contract, examined, layout.label, actor or this_account())
        run.source_sha256 = _identity(examined, choice)
        if run.demonstration:
            refuse_beside_own_imports(settings)
        meaning = meaning_of(settings, contract, layout, municipalities)
        active = _comparable_runs(settings, run)
        earlier = same_content(active, run)
        if earlier is not None:
            return report_of_repetition(settings, earlier, examined, meaning)
        begin(settings, run)
        log = ImportLog(settings, run, told)
        job = Job(
            settings,
            contract,
            layout,
            examined,
            run,
            municipalities,
            log.progress,
            locate,
            choice,
            meaning,
        )
        try:
            report = job.work()
            report = replace(report, notices=(*report.notices, *same_file_notices(active, run)))
        except ImportRefusedError as refusal:
            refuse(
                settings,
                run.import_id,
                str(refusal),
                outcome_of(refusal.report) if isinstance(refusal, RowsRefusedError) else None,
            )
            log.end(str(refusal))
            raise
        log.end(report.message, *remarks(report))
        return report


@contextmanager
def _examined_source(
    settings: Settings, source: Path | Database, layout: Layout, told: Progress
) -> Iterator[Examined]:
    """A file as it is; of a database the rows, in a folder that is gone when the import ends."""
    if isinstance(source, Path):
        yield examine(source, Step(told, 0.0, 0.1, "Leitura do arquivo"))
        return
    folder = private_folder(settings, f"db-{secrets.token_hex(4)}")
    try:
        yield take_snapshot(
            source, layout, folder, Step(told, 0.0, 0.1, "Leitura do banco de dados")
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _identity(examined: Examined, choice: Choice) -> str:
    """What was read: the source, and the table that was chosen of it."""
    if choice == ANY:
        return examined.sha256
    return hashlib.sha256(
        f"{examined.sha256}\x1f{choice.sheet}\x1f{choice.member}".encode()
    ).hexdigest()


def new_run(
    settings: Settings, table: Table, examined: Examined, profile: str, actor: Actor
) -> ImportRun:
    key = fingerprint(current_key(settings))  # of every table: codes may hold documents
    return ImportRun(
        import_id=f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}",
        table_name=table.name,
        profile=profile,
        contract_version=table.version,
        key_fingerprint=key if table.of_type("identificador") else "",
        source_name=examined.name,
        source_path=examined.origin,
        source_sha256=examined.sha256,
        source_bytes=examined.size,
        demonstration=is_demonstration(settings, examined.path),
        who=actor.name,
        origin=actor.origin,
    )


def _comparable_runs(settings: Settings, run: ImportRun) -> list[ImportRun]:
    """The active imports that stay beside this one.

    Raises ImportRefusedError where their rows were hashed with another key: no client would be
    recognised.
    """
    # Of the demonstration nothing stays beside the rows of this run.
    active = [
        other
        for other in active_runs(settings, run.table_name)
        if run.demonstration or not other.demonstration
    ]
    # People of one table are met in the others: all must have been hashed alike.
    others = active_fingerprints(settings, demonstration=run.demonstration)
    if run.key_fingerprint and others - {run.key_fingerprint}:
        raise ImportRefusedError(
            "A chave dos identificadores mudou desde as importações ativas: os mesmos clientes"
            " pareceriam outros. Restaure a chave anterior, ou desfaça essas importações e importe"
            " tudo de novo."
        )
    return active
