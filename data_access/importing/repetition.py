"""The same file again: whether an import repeats an active one, and what the person is told."""

from collections.abc import Mapping, Sequence

from config.settings import Settings
from data_access.importing.meaning import what_changed
from data_access.importing.report import ImportReport
from data_access.importing.telling import recorded_report
from data_access.operational.history import import_record
from data_access.operational.models import ImportRun
from data_access.sources.examine import Examined


def same_content(active: Sequence[ImportRun], run: ImportRun) -> ImportRun | None:
    """The active import of the same bytes through the same profile and contract."""

    def identity(item: ImportRun) -> tuple[str, str, int]:
        return item.source_sha256, item.profile, item.contract_version

    return next((other for other in active if identity(other) == identity(run)), None)


def report_of_repetition(
    settings: Settings, earlier: ImportRun, examined: Examined, meaning: Mapping[str, str]
) -> ImportReport:
    """Nothing changed; where the file would be read in another way now,
    the report says how to have it so.
    """
    kept = recorded_report(import_record(settings, earlier.import_id))
    changed = what_changed(kept.meaning if kept else {}, meaning)
    message = f"Este conteúdo já foi importado ({earlier.import_id}) e está ativo: nada mudou."
    if changed:
        message += (
            f" Foi lido, porém, antes de mudar {changed}: para lê-lo como se lê agora, desfaça"
            f" aquela importação (no histórico, ou com `t360 imports undo {earlier.import_id}`) e"
            " importe de novo."
        )
    return ImportReport(
        import_id=earlier.import_id,
        table=earlier.table_name,
        status="repetido",
        source_name=examined.name,
        message=message,
        encoding=examined.encoding,
    )


def same_file_notices(active: Sequence[ImportRun], run: ImportRun) -> tuple[str, ...]:
    """A sentence where the same bytes are active already, read through another profile."""
    same = [other for other in active if other.source_sha256 == run.source_sha256]
    if not same:
        return ()
    return (
        (
            f"O mesmo arquivo está ativo também pela importação {same[-1].import_id} (perfil"
            f" {same[-1].profile}), e as linhas de chaves diferentes das duas se somam. Se esta a"
            " substitui, desfaça aquela, no histórico ou com `t360 imports undo"
            f" {same[-1].import_id}`."
        ),
    )
