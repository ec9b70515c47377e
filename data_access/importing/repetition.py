"""The same file again: whether an import repeats an active one, and what the person is told."""

from collections.abc import Mapping, Sequence
from secrets import token_hex

from config.formatting import enumerate_words, plural
from config.settings import Settings
from data_access.contract.load import table_contract
from data_access.importing.meaning import what_changed
from data_access.importing.replacing import count_overruled_rows
from data_access.importing.report import ImportReport
from data_access.importing.telling import recorded_report
from data_access.operational.history import import_record
from data_access.operational.models import ImportRun
from data_access.sources.examine import Examined
from data_access.sources.workspace import workspace
from data_access.staging.files import active_imports


def same_content(active: Sequence[ImportRun], run: ImportRun) -> ImportRun | None:
    """The active import of the same bytes through the same profile and contract."""

    def identity(item: ImportRun) -> tuple[str, str, int]:
        return item.source_sha256, item.profile, item.contract_version

    return next((other for other in active if identity(other) == identity(run)), None)


def report_of_repetition(
    settings: Settings, earlier: ImportRun, examined: Examined, meaning: Mapping[str, str]
) -> ImportReport:
    """Nothing changed; where the file would be read in another way now, or rows that came later
    count instead of its own, the report says how to have it otherwise.
    """
    kept = recorded_report(import_record(settings, earlier.import_id))
    changed = what_changed(kept.meaning if kept else {}, meaning)
    message = f"Este conteúdo já foi importado ({earlier.import_id}) e está ativo: nada mudou."
    overruled, by = _overruled(settings, earlier)
    if overruled:
        message += (
            f" Mas {plural(overruled, 'linha dele não conta', 'linhas dele não contam')}: valem as"
            f" de mesma chave e outros valores que vieram depois, de {enumerate_words(by)}. Para"
            " que as deste arquivo voltem a valer, desfaça a importação dele (no histórico, ou com"
            f" `t360 imports undo {earlier.import_id}`) e importe-o de novo."
        )
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


def _overruled(settings: Settings, earlier: ImportRun) -> tuple[int, tuple[str, ...]]:
    """How many rows of an import do not count because of later ones, and the later sources."""
    files = active_imports(settings, earlier.table_name)
    own = next(file for file in files if file.import_id == earlier.import_id)
    later = [file for file in files if file.sequence > own.sequence]
    if not later:
        return 0, ()
    table = table_contract(earlier.table_name)
    with workspace(settings, f"{earlier.import_id}-{token_hex(4)}") as space:
        counts = {file: count_overruled_rows(space, table, own.path, [file]) for file in later}
        rows = count_overruled_rows(space, table, own.path, later)
    names = (f"“{file.source_name}” ({file.import_id})" for file, n in counts.items() if n)
    return rows, tuple(names)


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
