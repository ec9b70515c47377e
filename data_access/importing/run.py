"""`import_table`: from a file to active rows, all or nothing."""

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd

from config.formatting import number, percent, plural
from config.progress import Progress, silent
from config.settings import Settings
from data_access.contract import Table, table_contract
from data_access.importing.check import Checked, check, write_accepted
from data_access.importing.demonstration import DEMONSTRATION_ENDS, is_demonstration, refuse_beside_own_imports
from data_access.importing.examine import Examined, examine
from data_access.importing.profile import require_profile
from data_access.importing.read_csv import read_csv
from data_access.importing.read_parquet import read_parquet
from data_access.importing.rejections import write_rejections
from data_access.importing.report import ImportRefusedError, ImportReport, by_rule, summary
from data_access.importing.source import Source
from data_access.importing.staging import enter, rejection_path
from data_access.importing.turn import turn
from data_access.importing.workspace import Step, Workspace, import_memory, workspace
from data_access.operational.imports import Outcome, active_runs, begin, finish, refuse, staged_path
from data_access.operational.models import ImportRun
from data_access.pseudonym import fingerprint, hash_key, key_blocks


def import_table(
    settings: Settings,
    table: str,
    source: Path,
    *,
    profile: str = "padrao",
    municipalities: pd.DataFrame,
    progress: Progress | None = None,
) -> ImportReport:
    """Import a CSV or Parquet file into a table of the contract.

    `municipalities` has code, name and uf of every municipality. Raises ImportRefusedError, which tells why in one
    sentence; nothing that was stored changes then. The same content again returns a report ``repetido``.
    What is not of the demonstration ends it, once accepted; what is of it is refused beside anything else.
    """
    contract = table_contract(table)
    require_profile(profile)
    report = progress or silent
    examined = examine(Path(source), Step(report, 0.0, 0.1, "Leitura do arquivo"))
    with turn(settings):
        run = _new_run(settings, contract, examined, profile)
        if run.demonstration:
            refuse_beside_own_imports(settings)
        earlier = _same_content(settings, run)
        if earlier is not None:
            return _repeated(earlier, examined)
        begin(settings, run)
        job = _Job(settings, contract, examined, run.import_id, municipalities, report)
        try:
            return job.work()
        except ImportRefusedError as refusal:
            refuse(settings, run.import_id, str(refusal), _outcome(refusal.report) if refusal.report else None)
            raise


def _new_run(settings: Settings, table: Table, examined: Examined, profile: str) -> ImportRun:
    return ImportRun(
        import_id=f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}",
        table_name=table.name,
        profile=profile,
        contract_version=table.version,
        key_fingerprint=fingerprint(hash_key(settings)) if table.of_type("identificador") else "",
        source_name=examined.path.name,
        source_path=str(examined.path.resolve()),
        source_sha256=examined.sha256,
        source_bytes=examined.size,
        demonstration=is_demonstration(settings, examined.path),
    )


def _same_content(settings: Settings, run: ImportRun) -> ImportRun | None:
    """The active import of the same bytes, read in the same way.

    Raises ImportRefusedError where active rows were hashed with another key: no client would be recognised.
    """
    # Of the demonstration nothing stays beside the rows of this run.
    active = [other for other in active_runs(settings, run.table_name) if run.demonstration or not other.demonstration]
    if any(other.key_fingerprint != run.key_fingerprint for other in active):
        raise ImportRefusedError(
            f"A chave dos identificadores mudou desde as importações ativas de {run.table_name}: os mesmos clientes "
            "pareceriam outros. Restaure a chave anterior, ou desfaça essas importações e importe tudo de novo."
        )

    def identity(item: ImportRun) -> tuple[str, str, int]:
        return item.source_sha256, item.profile, item.contract_version

    return next((other for other in active if identity(other) == identity(run)), None)


def _repeated(earlier: ImportRun, examined: Examined) -> ImportReport:
    return ImportReport(
        import_id=earlier.import_id,
        table=earlier.table_name,
        status="repetido",
        source_name=examined.path.name,
        message=f"Este conteúdo já foi importado ({earlier.import_id}) e está ativo: nada mudou.",
        encoding=examined.encoding,
    )


def _outcome(report: ImportReport) -> Outcome:
    return Outcome(report.read, report.accepted, report.rejected_rows, report.repeated_keys, report.rejected)


@dataclass(frozen=True)
class _Job:
    """One import whose run is on record."""

    settings: Settings
    table: Table
    examined: Examined
    import_id: str
    municipalities: pd.DataFrame
    progress: Progress

    def work(self) -> ImportReport:
        try:
            with workspace(self.settings, self.import_id) as space:
                return self._import(space)
        except duckdb.OutOfMemoryException:
            raise ImportRefusedError(
                f"A memória ({import_memory(self.settings)}) ou o disco não bastaram para esta importação. Libere "
                "espaço na pasta dos dados ou dê-lhe mais memória com T360_MEMORY_LIMIT e importe de novo."
            ) from None

    def _import(self, space: Workspace) -> ImportReport:
        source = self._open(space)
        checked = None
        if source.records:
            key = key_blocks(hash_key(self.settings))
            steps = (self._step(0.45, 0.8, "Conferência das linhas"), self._step(0.8, 0.87, "Chaves repetidas"))
            checked = check(space, source, self.table, self.municipalities, key, steps)
        report = self._judge(space, source, checked)
        staged = space.folder / "accepted.parquet"
        written = write_accepted(space, source, self.table, staged, self._step(0.87, 0.98, "Gravação"))
        if written != report.accepted:
            raise RuntimeError(f"{report.accepted} rows were accepted and {written} written")
        self.examined.refuse_if_changed()
        enter(staged, staged_path(self.settings, self.table.name, self.import_id))
        ended = finish(self.settings, self.import_id, _outcome(report), report.columns, report.message)
        self.progress(1.0, "Importação concluída")
        return replace(report, notices=(DEMONSTRATION_ENDS,)) if ended else report

    def _open(self, space: Workspace) -> Source:
        if self.examined.format == "parquet":
            return read_parquet(self.examined, self.table, space)
        steps = (
            self._step(0.1, 0.15, "Conversão para UTF-8"),
            self._step(0.15, 0.25, "Exame das linhas"),
            self._step(0.25, 0.45, "Carga das células"),
        )
        return read_csv(self.examined, self.table, space, steps)

    def _judge(self, space: Workspace, source: Source, checked: Checked | None) -> ImportReport:
        """Count what became of each row. Raises ImportRefusedError where too few of them are good."""
        read = source.records + source.broken_records
        if read == 0:
            raise ImportRefusedError(
                f"O arquivo “{self.examined.path.name}” só tem o cabeçalho; esperava ao menos uma linha."
            )
        rejected = source.broken_records + (checked.rejected if checked else 0)
        rules, file = self._write_rejections(space, source, checked) if rejected else ({}, None)
        repeated = checked.repeated if checked else 0
        report = ImportReport(
            import_id=self.import_id,
            table=self.table.name,
            status="ok",
            source_name=self.examined.path.name,
            message=summary(read, read - rejected - repeated, rejected, repeated),
            read=read,
            accepted=read - rejected - repeated,
            rejected=rules,
            rejected_rows=rejected,
            repeated_keys=repeated,
            rejection_file=file,
            encoding=source.encoding,
            separator=source.separator,
            columns=tuple(name for name in self.table.names if name in source.kinds),
            unknown_columns=source.unknown_columns,
            decimal_marks=checked.decimal_marks if checked else {},
        )
        limit = self.settings.rejection_threshold
        if rejected > limit * read or report.accepted == 0:
            raise _too_many_rejected(report, limit)
        return report

    def _write_rejections(
        self, space: Workspace, source: Source, checked: Checked | None
    ) -> tuple[dict[str, int], Path]:
        target, fresh = rejection_path(self.settings, self.import_id), space.folder / "rejections.csv"
        step = self._step(0.98, 0.99, "Linhas rejeitadas")
        rules = write_rejections(space, source, self.table, checked, fresh, step)
        enter(fresh, target)
        return rules, target

    def _step(self, start: float, end: float, label: str) -> Step:
        return Step(self.progress, start, end, label)


def _too_many_rejected(report: ImportReport, limit: float) -> ImportRefusedError:
    sentence = (
        f"De {plural(report.read, 'linha', 'linhas')} de “{report.source_name}”, {number(report.rejected_rows)} "
        f"({percent(report.rejected_rows / report.read)}) não cumprem o contrato de dados e o limite é "
        f"{percent(limit)}: {by_rule(report.rejected)}. Nada foi importado; cada caso está em {report.rejection_file}."
    )
    return ImportRefusedError(sentence, replace(report, status="recusado", message=sentence, accepted=0))
