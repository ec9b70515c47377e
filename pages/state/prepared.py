"""What one process of the panel prepares, for the others that serve the same address
(docs/adr/0088).

It stands in a folder that lives as long as the panel: one file for each answer, named by all that
the answer depends on. Only what is prepared before anybody asks is written there, of one edition;
what each visitor asks stays in the memory of the process that was asked.
"""

import logging
import os
import pickle
import shutil
import stat
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from hashlib import blake2b
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar, cast
from uuid import uuid4

from config.errors import UserError
from data_access.base.durable import hold_lock

Answer = TypeVar("Answer")
log = logging.getLogger(__name__)
OWN = "respostas"  # a folder of its own in the one that is named: what is beside it stays
PLAIN = (str, bytes, int, float, date, type(None))  # written in Python, they tell all that they are
# What is not a whole file of ours: it is made again.
UNREADABLE = (OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError, ValueError)
_preparing: ContextVar[bool] = ContextVar("_preparing", default=False)


class UnnamedError(TypeError):
    """A key holds what has no name of its own in another process."""


class PreparedError(UserError):
    """What others may have written is not read: it would be run."""


class Prepared:
    """The answers of a folder that only this account may write. Raises PreparedError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / OWN
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(map(_others_write, (folder, self._folder))):
            raise PreparedError(
                "A pasta de T360_PREPARED pode ser escrita por outras contas desta máquina, e por"
                " isso não é usada. Indique uma pasta que só a conta do painel escreva (chmod 700)."
            )
        self._edition: Path | None = None

    @contextmanager
    def turn(self, edition_id: str, step: Hashable) -> Iterator[None]:
        """Prepare a step of an edition, of which what is asked is written: one process at a time,
        so that the second reads what the first wrote. What is of other editions is removed.
        """
        self._edition = self._folder / edition_id
        for other in self._folder.iterdir():
            if other != self._edition:
                shutil.rmtree(other, ignore_errors=True)
        self._edition.mkdir(mode=0o700, parents=True, exist_ok=True)
        with hold_lock(self._edition / f"{name_of(step)}.lock"):
            before = _preparing.set(True)
            try:
                yield
            finally:
                _preparing.reset(before)

    def answer(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """What another process wrote for the key, or what `make` gives now."""
        if self._edition is None:
            return make()
        try:
            file = self._edition / name_of(key)
        except UnnamedError:
            return make()
        with suppress(*UNREADABLE):
            return cast("Answer", pickle.loads(file.read_bytes()))  # noqa: S301 - our own, 0700
        made = make()
        if _preparing.get():
            _write(file, pickle.dumps(made, protocol=5))
        return made


def name_of(key: Hashable) -> str:
    """The same in each process for two keys only if they are equal. Raises UnnamedError."""
    return blake2b(_told(key).encode(), digest_size=20).hexdigest()


def _told(value: Any) -> str:
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    if isinstance(value, Enum):
        return f"{kind}.{value.name}"
    if isinstance(value, PLAIN):
        return f"{kind}({value!r})"
    if isinstance(value, FunctionType) and "<" not in value.__qualname__:
        return f"{value.__module__}.{value.__qualname__}"
    if isinstance(value, tuple):
        return f"{kind}({','.join(map(_told, value))})"
    if isinstance(value, frozenset):
        return f"{kind}({','.join(sorted(map(_told, value)))})"
    if is_dataclass(value):
        parts = [_told(getattr(value, one.name)) for one in fields(value) if one.compare]
        return f"{kind}({','.join(parts)})"
    raise UnnamedError(kind)


def _others_write(folder: Path) -> bool:
    state, others = folder.stat(), stat.S_IWGRP | stat.S_IWOTH
    return hasattr(os, "geteuid") and (state.st_uid != os.geteuid() or bool(state.st_mode & others))


def _write(file: Path, content: bytes) -> None:
    """Whoever reads finds all of it or nothing. It only spares work: a full disk is no defect."""
    fresh = file.with_name(f".{uuid4().hex}")
    try:
        fresh.write_bytes(content)
        fresh.replace(file)
    except OSError as error:
        log.info("What was prepared is not shared: %s", error.strerror)
        fresh.unlink(missing_ok=True)
