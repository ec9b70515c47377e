"""`t360 editions prune` and `t360 imports prune`: first what would go; asked again, it goes."""

from cli.output import results, tell
from cli.removal import in_database
from cli.steward import own_desk
from config.formatting import file_size, plural
from config.settings import Settings

NOTHING = "Não há nada a apagar."


def prune_editions(settings: Settings, keep: int, *, confirmed: bool) -> None:
    steward = own_desk(settings)
    found = steward.prune_editions(keep) if confirmed else steward.prunable_editions(keep)
    for item in found:
        what = f"edição {item.name}" if item.edition else f"restos de uma construção ({item.name})"
        results.print(f"{what}  {file_size(item.size)}")
    _end(len(found), sum(item.size for item in found), confirmed=confirmed)
    if rest := in_database(settings, [item.name for item in found if item.edition]):
        tell(f"{rest}.")


def prune_imports(settings: Settings, keep: int, *, confirmed: bool) -> None:
    steward = own_desk(settings)
    found = steward.prune_imports(keep) if confirmed else steward.prunable_imports(keep)
    for item in found:
        record = item.record
        results.print(f"{record.import_id}  {record.table}  {record.state}  {file_size(item.size)}")
    _end(len(found), sum(item.size for item in found), confirmed=confirmed)


def _end(count: int, size: int, *, confirmed: bool) -> None:
    if not count:
        tell(NOTHING)
        return
    told = f"{plural(count, 'item', 'itens')}, {file_size(size)}"
    tell(
        f"Apagados: {told}."
        if confirmed
        else f"Seriam apagados: {told}. Nada mudou; para apagar, repita com --yes."
    )
