"""What each file of tests costs: seconds of processor, with those of the processes that it ended.

A run is as long as what its tests ask of the cores, and what a test waits for says little of that.
Told at the end of a run that tells durations.
"""

import os
from collections import defaultdict
from collections.abc import Generator
from typing import Any

import pytest

MOST = 40  # files that are told
COLLECTING = "(reading the tests, in each process)"
BEFORE = pytest.StashKey[float]()
COST = pytest.StashKey[defaultdict[str, float]]()


def _used() -> float:
    """User and system time of this process and of its children that ended."""
    return sum(os.times()[:4])


def pytest_configure(config: pytest.Config) -> None:
    config.stash[BEFORE] = _used()
    config.stash[COST] = defaultdict(float)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What the tests are read with is no cost of the first of them."""
    used = _used() - session.config.stash[BEFORE]
    session.config.stash[BEFORE] += used
    session.config.stash[COST][COLLECTING] += used
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["collecting"] = used


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """pytest-xdist does not tell what its workers used."""
    node.config.stash[COST][COLLECTING] += getattr(node, "workeroutput", {}).get("collecting", 0.0)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Each phase of a test bears what was used since the one before."""
    report = yield
    report.cost = (now := _used()) - item.config.stash[BEFORE]
    item.config.stash[BEFORE] = now
    return report


class _Adding:
    def __init__(self, config: pytest.Config) -> None:
        self.cost = config.stash[COST]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.cost[report.nodeid.partition("::")[0]] += getattr(report, "cost", 0.0)


def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.pluginmanager.register(_Adding(session.config), "cost of files")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    cost = terminalreporter.config.stash[COST]
    if terminalreporter.config.option.durations is None or not cost:
        return
    terminalreporter.section("processor seconds by file")
    terminalreporter.write_line(f"{sum(cost.values()):8.1f} in all")
    for file, seconds in sorted(cost.items(), key=lambda item: -item[1])[:MOST]:
        terminalreporter.write_line(f"{seconds:8.1f} {file}")
