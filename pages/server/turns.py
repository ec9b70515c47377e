"""Pages are drawn a few at a time, in the order in which they were asked for: many at once would
all come late, and whoever comes after them later still.

Python runs one thread at a time, so that as many pages are drawn at once as the databases can keep
busy beside it. Whoever waits costs nothing, and leaves when its page is not wanted any more;
whoever asks for another meanwhile, by changing one more filter, keeps its place.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from threading import Condition

from config.errors import UserError

AT_ONCE = max(2, os.cpu_count() or 1)
MOST_WAITING = 200
PATIENCE = 30.0  # seconds
LOOK = 0.25  # seconds between two looks at whether the page is still wanted
BUSY = "O painel está atendendo muita gente agora. Espere alguns segundos e recarregue a página."


class BusyServerError(UserError):
    """More pages were asked for than can be drawn in a while."""


class Queue:
    """Places at which pages are drawn, and who waits for one. Safe for any thread."""

    def __init__(
        self, at_once: int = AT_ONCE, most: int = MOST_WAITING, patience: float = PATIENCE
    ) -> None:
        self._free, self._most, self._patience = at_once, most, patience
        self._changed = Condition()
        self._waiting: list[int] = []  # tickets; the smallest is the first
        self._tickets = count(1)
        self._drawing = 0
        self._ended = time.monotonic()

    def ticket(self) -> int:
        """A place at the end of the queue."""
        return next(self._tickets)

    def quiet_for(self) -> float:
        """Seconds since a page was drawn last; zero while one is."""
        with self._changed:
            busy = self._drawing or self._waiting
            return 0.0 if busy else time.monotonic() - self._ended

    @contextmanager
    def turn(self, ticket: int, look: Callable[[], object] = lambda: None) -> Iterator[None]:
        """Wait for a place, and hold it. `look` is called while one waits; what it raises ends the
        wait. Raises BusyServerError for whoever would wait in vain.
        """
        self._wait(ticket, look)
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._drawing -= 1
                self._ended = time.monotonic()
                self._changed.notify_all()

    def _wait(self, ticket: int, look: Callable[[], object]) -> None:
        deadline = time.monotonic() + self._patience
        with self._changed:
            if len(self._waiting) >= self._most:
                raise BusyServerError(BUSY)
            self._waiting.append(ticket)
        try:
            while not self._taken(ticket, min(LOOK, deadline - time.monotonic())):
                if time.monotonic() >= deadline:
                    raise BusyServerError(BUSY)
                look()
        finally:
            with self._changed:
                self._waiting.remove(ticket)
                self._changed.notify_all()

    def _taken(self, ticket: int, seconds: float) -> bool:
        """Whether the turn came within so many seconds; it is then held."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._is_next(ticket), max(0.0, seconds)):
                return False
            self._free -= 1
            self._drawing += 1
            return True

    def _is_next(self, ticket: int) -> bool:
        return self._free > 0 and ticket == min(self._waiting)


everybody = Queue()
