"""What many questions ask of an edition, which never changes, and is therefore asked of it once."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from data_access.editions.server.sight import Shared, whole_country

Answer = TypeVar("Answer")
Key = TypeVar("Key", bound=Hashable)


class Known(Generic[Answer]):
    """Answers by edition and key, forgotten with the edition, or all at once when there are more of
    it than `most`. Nobody may change them. Safe for any thread: at worst two ask the same.

    A key holds what the answer depends on, and who may see it where the answer is narrowed by that.
    With `shared` the answer is of the whole country, whoever asks first (docs/adr/0074).
    """

    def __init__(self, most: int, shared: Shared | None = None) -> None:
        self._most, self._shared = most, shared
        self._of: WeakKeyDictionary[sa.Engine, dict[Hashable, Answer]] = WeakKeyDictionary()

    def answer(self, connection: sa.Connection, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """What `ask` said for the key, or says now; what it raises is not kept."""
        return self.answers(connection, [key], lambda _: {key: ask()})[key]

    def answers(
        self,
        connection: sa.Connection,
        keys: Sequence[Key],
        ask: Callable[[Sequence[Key]], Mapping[Key, Answer]],
    ) -> dict[Key, Answer]:
        """What was said for each key; `ask` is asked once, of those that are not known."""
        known = self._of.setdefault(connection.engine, {})
        found = {key: known[key] for key in keys if key in known}
        unknown = list(dict.fromkeys(key for key in keys if key not in found))
        if unknown:
            new = self._asked(connection, ask, unknown)
            if len(known) + len(new) > self._most:
                known = self._of[connection.engine] = {}
            for key in unknown:
                known[key] = found[key] = new[key]
        return found

    def _asked(
        self,
        connection: sa.Connection,
        ask: Callable[[Sequence[Key]], Mapping[Key, Answer]],
        unknown: Sequence[Key],
    ) -> Mapping[Key, Answer]:
        if self._shared is None:
            return ask(unknown)
        with whole_country(connection, self._shared):
            return ask(unknown)
