"""What was worked out once and will be asked again, kept in memory up to a size.

Whoever asks is given what nobody else holds. A table is not copied for that: pandas copies a table
when somebody writes into it, and not before (“copy on write”), so that each asker gets a table of
its own over the same numbers. What is seldom asked makes room for what is asked often.
"""

import pickle
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from copy import copy, deepcopy
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from hashlib import blake2b
from numbers import Number
from threading import Lock
from typing import Any, Generic, TypeVar, cast

import pandas as pd

from pages.state.prepared import Prepared

Answer = TypeVar("Answer")
# The tables of pages are small and many. Their words, and the names of their columns, are Python's:
# PyArrow begins a computation at each step, which costs more than a dozen rows (docs/adr/0048).
pd.set_option("mode.string_storage", "python")


@dataclass(frozen=True, eq=False)
class Finished(Generic[Answer]):
    """What nobody changes any more, as a figure that is drawn: it is handed out as it is."""

    value: Answer


UNCHANGING = (str, bytes, Number, Enum, date, timedelta, frozenset, range, type(None), Finished)


class Kept:
    """At most `room` bytes, as they would be written. Safe for any thread."""

    def __init__(self, room: int) -> None:
        self._room, self._taken = room, 0
        self._changing = Lock()
        self._answers: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
        self._coming: dict[Hashable, Future[Any]] = {}
        self.prepared: Prepared | None = None  # where other processes leave what they prepared

    def answer(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """What `make` gave for the key, or gives now: once, however many ask at the same time. What
        fails is not kept.
        """
        while True:
            with self._changing:
                if key in self._answers:
                    self._answers.move_to_end(key)
                    return cast("Answer", _apart(self._answers[key][1]))
                coming = self._coming.get(key)
                if coming is None:
                    self._coming[key] = Future()
            if coming is None:
                return self._made(key, make)
            if coming.exception() is None:  # waits
                return cast("Answer", _apart(coming.result()))
            # It failed for somebody else, who may only have left: ask for oneself.

    def clear(self) -> None:
        with self._changing:
            self._answers.clear()
            self._taken = 0

    def _made(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        try:
            made = make() if self.prepared is None else self.prepared.answer(key, make)
            size = written_size(made)
        except BaseException as error:
            with self._changing:
                coming = self._coming.pop(key)
            coming.set_exception(error)
            raise
        with self._changing:
            self._answers[key] = (size, made)
            self._taken += size
            while self._taken > self._room:
                _, (gone, _) = self._answers.popitem(last=False)
                self._taken -= gone
            coming = self._coming.pop(key)
        coming.set_result(made)
        return apart(made)


def written_size(value: Any) -> int:
    """Bytes of what is kept, as it would be written."""
    return len(value) if isinstance(value, (str, bytes)) else len(pickle.dumps(value, protocol=5))


def digest(frame: pd.DataFrame | pd.Series) -> bytes:
    """The same for two tables, or two columns, only if they hold the same."""
    return blake2b(pickle.dumps(frame, protocol=5), digest_size=20).digest()


def apart(value: Answer) -> Answer:
    """The same for another asker, who may change it: nobody else sees that."""
    return cast("Answer", _apart(value))


def _apart(value: Any) -> Any:
    if isinstance(value, UNCHANGING):
        return value
    if isinstance(value, (pd.DataFrame, pd.Series, pd.Index)):
        return value.copy(deep=False)
    if type(value) in (tuple, list, set):
        return type(value)(map(_apart, value))
    if type(value) is dict:
        return {key: _apart(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return _apart_fields(value)
    return deepcopy(value)


def _apart_fields(value: Any) -> Any:
    """Of a dataclass, frozen or not, with what its fields hold taken apart."""
    other = copy(value)
    for field in fields(value):
        object.__setattr__(other, field.name, _apart(getattr(value, field.name)))
    return other
