"""The search for what nobody holds any more, made when nobody waits.

Streamlit makes a whole search after each run of the script (`runner.postScriptGC`), which stops
every other thread meanwhile: with twenty visitors it took 40 % of the processor. Here that is off
(`.streamlit/config.toml`). Python still looks through what is young, more seldom than by itself;
all the rest is looked through by a thread of our own, in a lull, and now and then where there is
none.
"""

import gc
import time
from threading import Event, Thread

from pages.server import turns

YOUNG = (10_000, 20)  # objects before the youngest are looked through, and times before the next
NEVER = 1_000_000  # times before Python itself would look through all
LOOK, CALM = 2.0, 1.0  # seconds between two looks for a lull, and without a page drawn
SELDOM, LONGEST = 20.0, 120.0  # seconds between two searches, and without one
THREAD = "garbage"
_ended = Event()
_of_python = gc.get_threshold()


def begin() -> None:
    """From now on, until `end`."""
    gc.set_threshold(*YOUNG, NEVER)
    _ended.clear()
    Thread(target=_keep_searching, name=THREAD, daemon=True).start()


def end() -> None:
    _ended.set()
    gc.set_threshold(*_of_python)


def settle() -> None:
    """Keep what is ready out of every later search: each would stop some visitor's page for up to
    0.3 s.
    """
    gc.unfreeze()  # of an edition that was replaced, what nobody holds any more is let go
    gc.collect()
    gc.freeze()


def is_time(since_last: float, quiet: float, *, drawn: bool) -> bool:
    """Whether to search, so many seconds after the last search and after the last page, if any was
    drawn between the two.
    """
    return since_last >= LONGEST or (drawn and since_last >= SELDOM and quiet >= CALM)


def _keep_searching() -> None:
    last = time.monotonic()
    while not _ended.wait(LOOK):
        since, quiet = time.monotonic() - last, turns.everybody.quiet_for()
        if is_time(since, quiet, drawn=quiet < since):
            gc.collect()
            last = time.monotonic()
