"""Whether the rows that were accepted are still on the disk as they were written."""

from collections.abc import Iterator

from config.settings import Settings
from data_access.base.durable import sha256_of
from data_access.contract.load import contract
from data_access.operational.imports import StagedFile, active_imports
from data_access.sources.errors import ImportRefusedError


def active_files(settings: Settings) -> Iterator[tuple[str, StagedFile]]:
    """The files that the next edition would be built of, with their tables."""
    for table in contract():
        for file in active_imports(settings, table):
            yield table, file


def refuse_damaged(settings: Settings) -> None:
    """Raises ImportRefusedError where some active file is not as it was written.

    To be asked when reading has failed, so that sound files are read no more than once.
    """
    for table, file in active_files(settings):
        problem = problem_of_file(table, file)
        if problem:
            raise ImportRefusedError(f"{problem} Nada foi importado.")


def problem_of_file(table: str, file: StagedFile) -> str | None:
    """What is wrong with the rows of an import on the disk, and what to do; it reads all of it."""
    if not file.path.is_file():
        found = "não está mais na pasta dos dados"
    elif file.staged_sha256 is not None and sha256_of(file.path) != file.staged_sha256:
        found = "está danificado ou foi alterado na pasta dos dados"
    else:
        return None
    return (
        f"O arquivo da importação {file.import_id} ({table}, “{file.source_name}”) {found}."
        " Restaure-o de uma cópia de segurança; sem ela, desfaça a importação com `t360 imports"
        f" undo {file.import_id}` e importe de novo o original."
    )
