"""What many questions ask of an edition, which never changes, and is therefore asked of it once."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa

Answer = TypeVar("Answer")


class Known(Generic[Answer]):
    """Answers by edition and key, forgotten with the edition, or all at once when there are more of
    it than `most`. Nobody may change them. Safe for any thread: at worst two ask the same.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._of: WeakKeyDictionary[sa.Engine, dict[Hashable, Answer]] = WeakKeyDictionary()

    def answer(self, connection: sa.Connection, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """What `ask` said for the key, or says now; what it raises is not kept."""
        known = self._of.setdefault(connection.engine, {})
        if key in known:
            return known[key]
        found = ask()
        if len(known) >= self._most:
            known = self._of[connection.engine] = {}
        known[key] = found
        return found
