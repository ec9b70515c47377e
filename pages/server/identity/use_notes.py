"""What is written of who reads: when a session was used, and which right opened a page.

It is written beside the reading, which neither waits for it nor ends where it cannot be written: a
full disk or a database that somebody holds keeps nobody from what is published.
"""

import logging
from collections.abc import Callable, Hashable
from threading import Lock, Thread

from config.errors import UserError

log = logging.getLogger("territorio360")


class UseNotes:
    """Notes by what they are about, of which the newest counts; one thread writes them while there
    are any.
    """

    def __init__(self) -> None:
        self._waiting: dict[Hashable, Callable[[], None]] = {}
        self._turn = Lock()
        self._writer: Thread | None = None

    def put(self, about: Hashable, write: Callable[[], None]) -> None:
        with self._turn:
            self._waiting[about] = write
            if self._writer is None:
                self._writer = Thread(target=self._write_all, name="use-notes", daemon=True)
                self._writer.start()

    def wait(self) -> None:
        """Until all that was put here is written, or could not be."""
        writer = self._writer
        if writer is not None:
            writer.join()

    def _write_all(self) -> None:
        while (write := self._next()) is not None:
            try:
                write()
            except UserError as error:
                log.warning("a use is not on record: %s", error)
            except Exception:
                log.exception("a use is not on record")

    def _next(self) -> Callable[[], None] | None:
        with self._turn:
            if not self._waiting:
                self._writer = None
                return None
            return self._waiting.pop(next(iter(self._waiting)))


use_notes = UseNotes()
