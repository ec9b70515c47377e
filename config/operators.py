"""What only who administers may read of an error: addresses, ports, roles. It is in the log of the
panel, and it is what the command line says.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from config.errors import UserError

log = logging.getLogger("territorio360.servidores")
AGAIN = 60.0  # seconds after which the same is told again: every page and every look meets it
ASK = "Espere um minuto e tente de novo; se continuar, avise quem administra o painel."
Told = TypeVar("Told", bound=UserError)
_told: dict[str, float] = {}


def for_operators(error: Told, detail: str) -> Told:
    """`error`, of which who administers reads `detail`, now in the log."""
    error.detail = detail
    now = time.monotonic()
    if now - _told.get(detail, -AGAIN) >= AGAIN:
        _told[detail] = now
        log.error("%s", detail)
    return error


def said_as(kind: type[Told], error: UserError) -> Told:
    """What another error told, as one of `kind`, with what only who administers may read of it."""
    told = kind(str(error))
    told.detail = error.detail
    return told


def whole_sentence(error: UserError) -> str:
    """What the command line says."""
    return error.detail or str(error)


@contextmanager
def log_held() -> Iterator[None]:
    """A command says by itself what it met."""
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before
