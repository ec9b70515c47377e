"""Rows that the demonstration made in the form of the contract: they enter without being read as
somebody else's, cell by cell. A test has the same rows come through the door as well.
"""

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq

from config.progress import Progress, silent
from config.settings import Settings
from data_access.base.pseudonym import key_blocks, pseudonym_sql
from data_access.contract.load import table_contract
from data_access.contract.model import Table
from data_access.importing.demonstration import is_demonstration, refuse_beside_own_imports
from data_access.importing.job import outcome_of, with_marks
from data_access.importing.profile import layout_of
from data_access.importing.report import ImportReport, summary
from data_access.importing.run import new_run
from data_access.operational.actor import Actor, this_account
from data_access.operational.imports import begin, finish, staged_path
from data_access.operational.keys import current_key
from data_access.sources.examine import examine
from data_access.sources.source import file_literal, identifier, literal
from data_access.sources.step import Step
from data_access.sources.values.parsing import sql_type
from data_access.sources.values.redaction import strike_sql
from data_access.sources.workspace import Workspace, workspace
from data_access.staging.files import COPIES, COPY, STAGED, enter
from data_access.staging.subjects import keep_marks
from data_access.staging.turn import turn

# What goes no further than the door, by the type of its column, also of people who do not exist.
PERSONAL = {"identificador": pseudonym_sql, "texto_livre": strike_sql}


def enter_made_here(
    settings: Settings,
    table: str,
    file: Path,
    *,
    progress: Progress | None = None,
    actor: Actor | None = None,
) -> ImportReport:
    """Make the rows of a Parquet file of the demonstration active, with how many cases each stands
    for. Raises ValueError for any other file, ImportRefusedError beside a person's own imports.
    """
    if not is_demonstration(settings, file):
        raise ValueError(f"{file} is not of the demonstration")
    contract, told = table_contract(table), progress or silent
    with turn(settings):
        refuse_beside_own_imports(settings)
        examined = examine(file, Step(told, 0.0, 0.1, "Leitura do arquivo"))
        label = layout_of(settings, "padrao", contract, file.name).label
        run = new_run(settings, contract, examined, label, actor or this_account())
        begin(settings, run)
        with workspace(settings, run.import_id) as space:
            staged = space.folder / "accepted.parquet"
            cases = _write(space, contract, file, staged, settings, told)
            report = ImportReport(
                import_id=run.import_id,
                table=table,
                status="ok",
                source_name=examined.name,
                message="",
                read=cases,
                accepted=cases,
                form=("Parquet",),
                columns=(*contract.names, *_extra(file)),
            )
            report = with_marks(report, keep_marks(space, settings, table, staged))
            report = replace(report, message=summary(report))
            enter(staged, staged_path(settings, table, run.import_id))
        finish(settings, run.import_id, outcome_of(report), report.columns, report.message)
    told(1.0, "Importação concluída")
    return report


def _extra(file: Path) -> list[str]:
    """The columns of a file beyond the contract: how many cases, or which of them, a row is."""
    return [name for name in pq.read_schema(file).names if name in (COPIES, COPY)]


def _write(
    space: Workspace,
    contract: Table,
    file: Path,
    staged: Path,
    settings: Settings,
    progress: Progress,
) -> int:
    """The rows with pseudonyms, in the types of the contract. Returns how many cases they are."""
    source, key = f"read_parquet({file_literal(file)})", key_blocks(current_key(settings))
    values, joins = [], []
    for column in contract.columns:
        name = identifier(column.name)
        if column.type not in PERSONAL:
            values.append(f"rows.{name}::{sql_type(column)} AS {name}")
            continue
        known = identifier(f"known_{column.name}")
        space.connection.execute(
            f"CREATE TABLE {known} AS SELECT raw, {PERSONAL[column.type]('raw')} AS kept"
            f" FROM (SELECT DISTINCT {name} AS raw FROM {source} WHERE {name} IS NOT NULL)",
            dict(key) if column.type == "identificador" else None,
        )
        values.append(f"{known}.kept AS {name}")
        joins.append(f"LEFT JOIN {known} ON {known}.raw = rows.{name}")
    extra = _extra(file)
    listed = ", ".join([*values, *extra])
    space.run(
        f"COPY (SELECT {listed} FROM {source} AS rows {' '.join(joins)})"
        f" TO {literal(str(staged))} ({STAGED})",
        Step(progress, 0.1, 0.98, "Gravação"),
    )
    cases = f"sum({COPIES})" if COPIES in extra else "count(*)"
    return int(space.row(f"SELECT {cases} FROM {source}")[0])
