"""Work on imported rows that leaves no room for other work."""

from collections.abc import Iterator
from contextlib import contextmanager

from config.settings import Settings
from data_access.base.durable import hold_lock
from data_access.editions.layout import BUILD_LOCK
from data_access.staging.turn import turn


@contextmanager
def rows_held(settings: Settings, busy: str) -> Iterator[None]:
    """No import and no build reads the files that change; `busy` is said where a build does."""
    settings.editions_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with turn(settings), hold_lock(settings.editions_folder / BUILD_LOCK, busy=busy):
        yield
