"""Ctrl+C: whatever an engine makes of it, the command was told to stop, and says so."""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

from cli.output import complain

INTERRUPTED = 130
LEAVING_ROWS = ("import", "demo", "build")  # what these began is ended at once


@contextmanager
def interruptions() -> Iterator[Callable[[], bool]]:
    """Whether somebody pressed Ctrl+C so far: DuckDB and pools of processes turn it into errors of
    their own, which nobody would read as that.
    """
    pressed = threading.Event()

    def note(number: int, frame: FrameType | None) -> None:
        pressed.set()
        signal.default_int_handler(number, frame)

    heard = (
        threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    )
    if heard:
        signal.signal(signal.SIGINT, note)
    try:
        yield pressed.is_set
    finally:
        if heard:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def end_interrupted(arguments: Sequence[str]) -> None:
    """Remove what the command leaves, and say that it was interrupted."""
    if arguments and arguments[0] in LEAVING_ROWS:
        from config.errors import UserError
        from config.settings import get_settings
        from data_access.stewardship.apart import tidy_up

        with suppress(UserError, KeyboardInterrupt):
            tidy_up(get_settings())
    complain("Interrompido a pedido. O que não tinha terminado não conta; para fazê-lo, repita.")
