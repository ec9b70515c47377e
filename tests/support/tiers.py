"""Two tiers of tests: what runs at every change, and everything (``T360_TESTS=all``).

The first leaves out what is marked ``slow`` and repeats less of what is left: fewer seeds, kills
and examples. Of each kind of proof it keeps at least one.

``T360_TESTS=each`` runs one case of each test of the first: enough for what differs from one Python
to another, which is no value that a test is given.
"""

import os
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
from hypothesis import settings

VARIABLE = "T360_TESTS"
LEFT_OUT = pytest.StashKey[int]()  # how many were
Amount = TypeVar("Amount")


def everything_runs() -> bool:
    return os.environ.get(VARIABLE) == "all"


def one_of_each_runs() -> bool:
    return os.environ.get(VARIABLE) == "each"


def few(fast: Amount, everything: Amount) -> Amount:
    """How much of something: `fast` in the first tier, `everything` in the second."""
    return everything if everything_runs() else fast


def some(cases: Iterable[Any], *fast: Any) -> list[Any]:
    """Parameters of a test: those of `fast` in both tiers, the rest in the second."""
    return [case if case in fast else pytest.param(case, marks=pytest.mark.slow) for case in cases]


# How long an example takes says something of the machine, not of the code.
# The first tier tries the same examples each time: a change is judged by what it changed. New ones
# are looked for where everything runs.
settings.register_profile("first tier", deadline=None, max_examples=25, derandomize=True)
settings.register_profile("everything", deadline=None)
settings.register_profile("one of each", deadline=None, max_examples=5, derandomize=True)
settings.load_profile("one of each" if one_of_each_runs() else few("first tier", "everything"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the slow ones, unless somebody asks for them by a mark or by a test's name."""
    asked = config.option.markexpr or any("::" in argument for argument in config.args)
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow and not (everything_runs() or asked):
        _leave_out(slow, config, items)
        config.stash[LEFT_OUT] = len(slow)
        if hasattr(config, "workeroutput"):
            config.workeroutput["left_out"] = len(slow)
    if one_of_each_runs():
        _leave_out(_other_cases(items), config, items)


def _leave_out(out: list[pytest.Item], config: pytest.Config, items: list[pytest.Item]) -> None:
    config.hook.pytest_deselected(items=out)
    kept = set(items).difference(out)
    items[:] = [item for item in items if item in kept]


def _other_cases(items: list[pytest.Item]) -> list[pytest.Item]:
    """All but the first case of each test."""
    first = {item.nodeid.partition("[")[0]: item for item in reversed(items)}
    return [item for item in items if item is not first[item.nodeid.partition("[")[0]]]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """pytest-xdist does not tell what its workers left out, which is the same for each of them."""
    left_out = getattr(node, "workeroutput", {}).get("left_out", 0)
    if left_out:
        node.config.stash[LEFT_OUT] = left_out
        reporter = node.config.pluginmanager.get_plugin("terminalreporter")
        reporter.stats["deselected"] = [SimpleNamespace()] * left_out


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if left_out := terminalreporter.config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(f"{left_out} slow tests left out; {VARIABLE}=all runs them too")
