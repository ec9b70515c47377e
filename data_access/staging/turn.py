"""One import at a time, and what one that died left behind:
raw identifiers, which nobody should find.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from config.operators import said_as
from config.settings import Settings
from data_access.base.durable import hold_lock
from data_access.base.edition_errors import EditionError
from data_access.operational.engine import IMPORT_LOCK, shared_lock
from data_access.operational.keys import has_next_key
from data_access.sources.errors import ImportRefusedError
from data_access.sources.workspace import leftovers, remove_leftovers
from data_access.staging.files import clean_up
from data_access.staging.rewriting import settle, unsettled

LOCK = "import.lock"
BUSY = (
    "Outra importação está em andamento nesta pasta de dados. Espere que ela termine e tente de"
    " novo."
)
BUSY_ELSEWHERE = (
    "Outra importação está em andamento em outra máquina que usa o mesmo banco operacional. Espere"
    " que ela termine e tente de novo."
)


@contextmanager
def turn(settings: Settings) -> Iterator[None]:
    """Hold the import lock of the folder, and of the operational database where machines share one;
    start clean.

    Raises ImportRefusedError where somebody else holds one: what says that it runs must not be
    taken for dead.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(hold_lock(settings.home / LOCK, busy=BUSY))
        except EditionError as error:
            raise said_as(ImportRefusedError, error) from None
        if not stack.enter_context(shared_lock(settings, IMPORT_LOCK)):
            raise ImportRefusedError(BUSY_ELSEWHERE)
        remove_leftovers(settings)
        clean_up(settings)
        settle(settings)
        yield


def remove_dead_work(settings: Settings) -> None:
    """Remove the folders of imports that died, and end what a rewriting of staged rows began. While
    an import runs nothing is done: it has done so itself.
    """
    if leftovers(settings) or unsettled(settings) or has_next_key(settings):
        with _between_imports(settings) as free:
            if free:
                remove_leftovers(settings)
                settle(settings)


def dead_work(settings: Settings) -> list[Path]:
    """The folders of imports that died; none while an import runs, since one would be its own."""
    if not leftovers(settings):
        return []
    with _between_imports(settings) as free:
        return leftovers(settings) if free else []


@contextmanager
def _between_imports(settings: Settings) -> Iterator[bool]:
    """Keep imports away, or say that one is running."""
    with ExitStack() as stack:
        try:
            stack.enter_context(hold_lock(settings.home / LOCK, busy=BUSY))
        except EditionError:
            yield False
        else:
            yield True
