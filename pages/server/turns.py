"""Pages are drawn a few at a time, in the order in which they were asked for: many at once would
all come late, and whoever comes after them later still.

Python runs one thread at a time, so that as many pages are drawn at once as the databases can keep
busy beside it. Whoever waits costs nothing, and leaves when its page is not wanted any more;
whoever asks for another meanwhile, by changing one more filter, keeps its place. Whoever would wait
too long, as long as pages take to draw now, is told so at once, and keeps its place too.
"""

import math
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from threading import Condition

from config.errors import UserError

AT_ONCE = max(2, os.cpu_count() or 1)
MOST_WAITING = 200
PATIENCE = 20.0  # seconds
LATEST = 0.2  # weight of the last page in how long a page takes
LOOK = 0.25  # seconds between two looks at whether the page is still wanted
BUSY = "O painel está atendendo muita gente agora"
AGAIN = "Espere um pouco e peça de novo."


class BusyServerError(UserError):
    """More pages were asked for than can be drawn in a while."""


class Queue:
    """Places at which pages are drawn, and who waits for one. Safe for any thread."""

    def __init__(
        self, at_once: int = AT_ONCE, most: int = MOST_WAITING, patience: float = PATIENCE
    ) -> None:
        self._free, self._places, self._most, self._patience = at_once, at_once, most, patience
        self._changed = Condition()
        self._waiting: list[int] = []  # tickets; the smallest is the first
        self._tickets = count(1)
        self._drawing = 0
        self._ended = time.monotonic()
        self._pace = (
            0.0  # seconds that a page takes to draw; nothing is known of it before the first
        )

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
        began = time.monotonic()
        try:
            yield
        finally:
            with self._changed:
                self._pace += LATEST * (time.monotonic() - began - self._pace)
                self._free += 1
                self._drawing -= 1
                self._ended = time.monotonic()
                self._changed.notify_all()

    def expected_wait(self, ticket: int) -> float:
        """Seconds until the turn of a ticket, if pages go on taking as long as they do."""
        with self._changed:
            ahead = sum(other < ticket for other in self._waiting)
            busy = max(0, ahead + self._drawing + 1 - self._places)
            return busy * self._pace / self._places

    def _wait(self, ticket: int, look: Callable[[], object]) -> None:
        deadline = time.monotonic() + self._patience
        with self._changed:
            expected = self.expected_wait(ticket)
            if len(self._waiting) >= self._most or expected > self._patience:
                raise BusyServerError(_refusal(expected))
            self._waiting.append(ticket)
        try:
            while not self._taken(ticket, min(LOOK, deadline - time.monotonic())):
                if time.monotonic() >= deadline:
                    raise BusyServerError(_refusal(self.expected_wait(ticket)))
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


def _refusal(seconds: float) -> str:
    """Why nobody is made to wait, and for how long it would be, to the next ten seconds."""
    tens = 10 * math.ceil(seconds / 10)
    wait = f": a sua vez chegaria em uns {tens} segundos" if tens else ""
    return f"{BUSY}{wait}. {AGAIN}"


everybody = Queue()
