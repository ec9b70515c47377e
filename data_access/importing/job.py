"""The work of one import: read, judged row by row, and entered whole or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pandas as pd

from config.formatting import number, percent, plural
from config.operators import said_as
from config.progress import Progress
from config.settings import Settings
from data_access.base.pseudonym import key_blocks
from data_access.contract.accepted import BLANK
from data_access.contract.model import Table
from data_access.importing.check import Checked, check, write_accepted
from data_access.importing.demonstration import DEMONSTRATION_ENDS
from data_access.importing.percent_signs import CHECK as SIGNS
from data_access.importing.percent_signs import percent_finding
from data_access.importing.places import PlaceFindings
from data_access.importing.rejections import Rejected, write_rejections
from data_access.importing.repeated_keys import CHECK, RepeatedKeys, conflict_finding
from data_access.importing.replacing import count_replaced_rows, emptied_columns, files_beside
from data_access.importing.report import (
    BLOCKED,
    CORRECTED,
    ImportReport,
    RowsRefusedError,
    summary,
)
from data_access.importing.telling import by_rule
from data_access.operational.imports import Outcome, finish, staged_path
from data_access.operational.keys import current_key
from data_access.operational.models import ImportRun
from data_access.places.crosswalk import CrosswalkError
from data_access.places.gazetteer import Gazetteer
from data_access.plausibility.finding import Finding, Locate
from data_access.plausibility.writing import findings_folder
from data_access.sources.errors import ImportRefusedError
from data_access.sources.examine import Examined
from data_access.sources.layout import Layout
from data_access.sources.readers.containers import UNPACKED
from data_access.sources.readers.opening import ANY, Choice, open_source
from data_access.sources.readers.read_parquet import refuse_damaged_pages
from data_access.sources.readers.read_sheet import MERGED
from data_access.sources.source import Source
from data_access.sources.step import Step
from data_access.sources.values.redaction import column_names
from data_access.sources.workspace import Workspace, import_memory, workspace
from data_access.staging.files import enter, rejection_path
from data_access.staging.soundness import refuse_damaged
from data_access.staging.subjects import Applied, keep_marks


@dataclass(frozen=True)
class Job:
    """One import whose run is on record."""

    settings: Settings
    table: Table
    layout: Layout
    examined: Examined
    run: ImportRun
    municipalities: pd.DataFrame
    progress: Progress
    locate: Locate | None = None
    choice: Choice = ANY
    meaning: Mapping[str, str] = field(default_factory=dict)

    @property
    def import_id(self) -> str:
        return self.run.import_id

    def work(self) -> ImportReport:
        try:
            with workspace(self.settings, self.import_id) as space, self._blaming_damage(space):
                return self._import(space)
        except duckdb.OutOfMemoryException:
            raise ImportRefusedError(
                f"A memória ({import_memory(self.settings)}) ou o disco não bastaram para esta"
                " importação. Libere espaço na pasta dos dados ou dê-lhe mais memória com"
                " T360_MEMORY_LIMIT e importe de novo."
            ) from None

    @contextmanager
    def _blaming_damage(self, space: Workspace) -> Iterator[None]:
        """A Parquet file fails where its damage is met, whatever is then asked of it."""
        try:
            yield
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error:
            for path in (self.examined.path, space.folder / UNPACKED):
                refuse_damaged_pages(path, self.examined.name)
            refuse_damaged(self.settings)
            raise

    def _import(self, space: Workspace) -> ImportReport:
        source = self.read(space)
        checked = None
        if source.records:
            key = key_blocks(current_key(self.settings))
            steps = (
                self._step(0.45, 0.8, "Conferência das linhas"),
                self._step(0.8, 0.87, "Chaves repetidas"),
            )
            checked = check(space, source, self.table, self.gazetteer(source), key, steps)
        report = self._judge(space, source, checked)
        staged = space.folder / "accepted.parquet"
        written = write_accepted(
            space, source, self.table, staged, self._step(0.88, 0.98, "Gravação")
        )
        if written != report.accepted:
            raise RuntimeError(f"{report.accepted} rows were accepted and {written} written")
        report = with_marks(report, keep_marks(space, self.settings, self.table.name, staged))
        report = self._complete_report(space, report, checked, staged)
        self.examined.refuse_if_changed()
        enter(staged, staged_path(self.settings, self.table.name, self.import_id))
        ended = finish(
            self.settings, self.import_id, outcome_of(report), report.columns, report.message
        )
        self.progress(1.0, "Importação concluída")
        return replace(report, notices=(*report.notices, DEMONSTRATION_ENDS)) if ended else report

    def read(self, space: Workspace) -> Source:
        """The rows of the source, with the columns of the contract as they came."""
        return self.layout.translate(self._open(space), space)

    def gazetteer(self, source: Source) -> Gazetteer:
        """What the places of `source` are sought in.
        Raises ImportRefusedError for codes without a crosswalk.
        """
        try:
            return Gazetteer.for_codings(
                self.municipalities, self.settings.home, source.codings.values()
            )
        except CrosswalkError as error:
            raise said_as(ImportRefusedError, error) from error

    def _open(self, space: Workspace) -> Source:
        return open_source(
            self.examined, self.layout, space, self._step(0.1, 0.45, "Leitura"), self.choice
        )

    def _judge(self, space: Workspace, source: Source, checked: Checked | None) -> ImportReport:
        """Count what became of each row. Raises ImportRefusedError if too few are good."""
        reasons = checked.left_out(source) if checked else source.left_out
        left_out = sum(reasons.values())
        read = source.records + source.broken_records + sum(source.left_out.values())
        if read == left_out:
            only = "o cabeçalho e o que não é dado" if left_out else "o cabeçalho"
            raise ImportRefusedError(
                f"A fonte “{self.examined.name}” só tem {only}; esperava ao menos uma linha."
            )
        rejected = source.broken_records + (checked.rejected if checked else 0)
        shown = self._write_rejections(space, source, checked) if rejected else Rejected()
        repeated = checked.repeated if checked else RepeatedKeys()
        places = checked.places if checked else PlaceFindings()
        report = ImportReport(
            import_id=self.import_id,
            table=self.table.name,
            status="ok",
            source_name=self.examined.name,
            message="",
            read=read,
            accepted=read - rejected - repeated.rows - left_out,
            rejected=shown.rules,
            rejected_rows=rejected,
            repeated_keys=repeated.same,
            conflicting_keys=repeated.other,
            rejection_file=shown.file,
            form=source.form,
            encoding=source.encoding,
            separator=source.separator,
            columns=tuple(name for name in self.table.names if name in source.kinds),
            unknown_columns=column_names(source.unknown_columns),
            decimal_marks=checked.decimal_marks if checked else {},
            profile=self.run.profile,
            meaning=self.meaning,
            examples=shown.examples,
            left_out=reasons,
            repaired={**source.mended, **(checked.repaired if checked else {})},
            notices=checked.notices if checked else (),
            unresolved=places.unresolved,
            unresolved_spellings=places.spellings,
        )
        limit = self.settings.rejection_threshold
        if report.passes(limit) or report.accepted == 0:
            raise _too_many_rejected(report, limit)
        return report

    def _write_rejections(
        self, space: Workspace, source: Source, checked: Checked | None
    ) -> Rejected:
        target, fresh = (
            rejection_path(self.settings, self.import_id),
            space.folder / "rejections.csv",
        )
        step = self._step(0.87, 0.88, "Linhas rejeitadas")
        rejected = write_rejections(space, source, self.table, checked, fresh, step)
        enter(fresh, target)
        return replace(rejected, file=target)

    def _complete_report(
        self, space: Workspace, report: ImportReport, checked: Checked | None, staged: Path
    ) -> ImportReport:
        """With what the rows take the place of, and with what is doubtful about them."""
        stay = files_beside(self.settings, self.run)
        replaced = count_replaced_rows(space, self.table, staged, stay)
        emptied = (
            emptied_columns(space, self.table, staged, report.columns, stay) if replaced else ()
        )
        report = replace(report, replaced_rows=replaced, notices=(*report.notices, *emptied))
        warnings = [*self._doubts(space, staged, report.columns)]
        if checked and report.conflicting_keys:
            file = findings_folder(self.settings, self.import_id) / f"{CHECK}.csv"
            warnings.insert(
                0,
                conflict_finding(
                    space, checked.conflicts, self.table, report.conflicting_keys, file
                ),
            )
        if checked:
            file = findings_folder(self.settings, self.import_id) / f"{SIGNS}.csv"
            signs = percent_finding(space, checked.percents, file)
            warnings += [signs] if signs else []
        return replace(report, message=summary(report), warnings=tuple(warnings))

    def _doubts(
        self, space: Workspace, staged: Path, columns: Sequence[str]
    ) -> tuple[Finding, ...]:
        # It reads staged rows by means of this package.
        from data_access.plausibility.run import Accepted, findings_of_import

        self.progress(0.98, "Plausibilidade")
        accepted = Accepted(self.table.name, self.import_id, staged, columns, self.run.profile)
        return findings_of_import(
            self.settings, accepted, connection=space.connection, locate=self.locate
        )

    def _step(self, start: float, end: float, label: str) -> Step:
        return Step(self.progress, start, end, label)


def _too_many_rejected(report: ImportReport, limit: float) -> ImportRefusedError:
    bad, share = report.rejected_rows, percent(report.rejected_rows / report.data_rows)
    left_out = report.read - report.data_rows
    rows = plural(report.data_rows, "linha", "linhas") + (" de dados" if left_out else "")
    hint = f". A aba tem {MERGED}" if MERGED in report.form and BLANK in report.rejected else ""
    sentence = (
        f"De {rows} de “{report.source_name}”, {number(bad)}"
        f" ({share}) não {'cumpre' if bad == 1 else 'cumprem'} o contrato de dados e o limite é"
        f" {percent(limit)}: {by_rule(report.rejected, report)}. Nada foi importado"
        f"{hint}; cada caso está no arquivo de rejeições."
    )
    return RowsRefusedError(
        sentence, replace(report, status="recusado", message=sentence, accepted=0)
    )


def with_marks(report: ImportReport, applied: Applied) -> ImportReport:
    """What requests of data subjects kept out, and what they corrected, has its place in the
    report.
    """
    gone, changed = applied.effect.gone, applied.effect.changed
    return replace(
        report,
        accepted=report.accepted - gone,
        left_out={**report.left_out, **({BLOCKED: gone} if gone else {})},
        repaired={**report.repaired, **({CORRECTED: changed} if changed else {})},
        notices=(*report.notices, *applied.notices),
    )


def outcome_of(report: ImportReport) -> Outcome:
    return Outcome(
        report.read,
        report.accepted,
        report.rejected_rows,
        report.repeated_keys + report.conflicting_keys,
        report.rejected,
        report.to_json(),
    )
