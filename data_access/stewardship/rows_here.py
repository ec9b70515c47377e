"""Whether what is asked of a person can be told here: by the key of the rows, beside the rows."""

from collections.abc import Iterable

from config.errors import UserError
from config.formatting import plural
from config.privacy import privacy
from config.settings import Settings
from data_access.operational.history import ImportRecord, history
from data_access.operational.imports import staged_path
from data_access.operational.keys import refuse_key_of_others


class RowsElsewhereError(UserError):
    """The rows of active imports are not in this data folder."""


def absent_rows(settings: Settings, tables: Iterable[str]) -> list[ImportRecord]:
    """The active imports of some tables whose rows are not here; newest first. Several data folders
    may use one operational database.
    """
    wanted = set(tables)
    return [
        record
        for record in history(settings)
        if record.table in wanted
        and record.active
        and not staged_path(settings, record.table, record.import_id).is_file()
    ]


def require_sight_of_people(settings: Settings) -> None:
    """Raises SecretKeyError and RowsElsewhereError where “there is nothing of this person” could
    not be believed. It makes no key where imports wait for theirs.
    """
    refuse_key_of_others(settings)
    absent = absent_rows(settings, privacy().personal_tables)
    if absent:
        first = absent[0]
        count = plural(len(absent), "importação ativa não está", "importações ativas não estão")
        raise RowsElsewhereError(
            f"O arquivo de {count} nesta pasta de dados, a começar pela {first.import_id}"
            f" ({first.table}): sem ele não se sabe se há dados desta pessoa. Atenda o pedido na"
            " máquina que tem os arquivos, ou restaure-os de uma cópia de segurança. Nada mudou e"
            " nenhum pedido foi respondido."
        )
