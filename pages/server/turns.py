"""Pages are drawn a few at a time, in the order in which they were asked for: many at once would
all come late, and whoever comes after them later still.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from config.errors import UserError

AT_ONCE = max(4, 2 * (os.cpu_count() or 1))
MOST_WAITING = 60
PATIENCE = 20  # seconds
_places = BoundedSemaphore(AT_ONCE)
_counting = Lock()
_waiting = 0


class BusyServerError(UserError):
    """More pages were asked for than can be drawn in a while."""


@contextmanager
def drawing_turn() -> Iterator[None]:
    """Raises BusyServerError for whoever would wait in vain."""
    if not _take_place():
        raise BusyServerError(
            "O painel está atendendo muita gente agora. Espere alguns segundos e recarregue a"
            " página."
        )
    try:
        yield
    finally:
        _places.release()


def _take_place() -> bool:
    global _waiting  # noqa: PLW0603 - one process, one queue
    if _places.acquire(blocking=False):
        return True
    with _counting:
        if _waiting >= MOST_WAITING:
            return False
        _waiting += 1
    try:
        return _places.acquire(timeout=PATIENCE)
    finally:
        with _counting:
            _waiting -= 1
