"""No test leaves a thread at work: a run at whose end one still is fails, and says which.

Three doubles of servers, closed before they were ended, once looked for callers for fifteen minutes
of processor in each run. A thread that waits costs nothing, and one that ends its work in time is
left to it.
"""

import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

TASKS = Path("/proc/self/task")  # elsewhere than on Linux nothing is known of threads
LOOK = 0.5  # seconds between two looks
PATIENCE = 5.0  # seconds for a thread to end what it does
MOST = 0.05  # of a processor: one that looks for ever has as much where many others want it too
KNOWN = pytest.StashKey[frozenset[int]]()  # threads that were there before the tests
AT_WORK = pytest.StashKey[list[str]]()


def _used() -> dict[int, float]:
    """Seconds of processor of each thread of this process (proc(5): fields 14 and 15)."""
    tick = os.sysconf("SC_CLK_TCK") if TASKS.exists() else 1
    found = {}
    for task in TASKS.glob("*/stat"):
        try:
            fields = task.read_text("utf-8").rpartition(")")[2].split()
        except OSError:  # it ended a moment ago
            continue
        found[int(task.parent.name)] = (int(fields[11]) + int(fields[12])) / tick
    return found


def threads_at_work(
    known: frozenset[int], patience: float = PATIENCE, look: float = LOOK
) -> list[str]:
    """Names of the threads beside this one and the known ones that work without a pause for as
    long as `patience` lasts, in seconds; nobody waits where all rest.
    """
    resting = known | {threading.get_native_id()}
    before, began = _used(), time.monotonic()
    while True:
        at, used = time.monotonic(), before
        time.sleep(look)
        before = _used()
        enough = MOST * (time.monotonic() - at)
        working = {
            one for one, now in before.items() if one in used and now - used[one] >= enough
        } - resting
        # Whoever paused once is not asked again.
        resting |= used.keys() - working
        if not working:
            return []
        if time.monotonic() - began >= patience:
            names = {thread.native_id: thread.name for thread in threading.enumerate()}
            return sorted(names.get(one, "a thread of no name in Python") for one in working)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.stash[KNOWN] = frozenset(_used())
    session.config.stash[AT_WORK] = []


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """After the last fixture has been taken down."""
    found = session.config.stash[AT_WORK]
    found += threads_at_work(session.config.stash[KNOWN])
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["threads_at_work"] = list(found)
    elif found and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """pytest-xdist does not tell what its workers found."""
    node.config.stash[AT_WORK] += getattr(node, "workeroutput", {}).get("threads_at_work", [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    found = terminalreporter.config.stash.get(AT_WORK, [])
    if found:
        terminalreporter.section("threads that tests left at work")
        terminalreporter.write_line("\n".join(found))
        terminalreporter.write_line(
            f"A run with any fails: {len(found)} found. End what a test begins (a server with"
            " shutdown() before server_close())."
        )
