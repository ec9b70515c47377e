"""A test of the browser that fails is repeated once. One that passes then is told as flaky, and a
run with more than a few of them fails.

A machine may hold a browser up for longer than any patience; a test that needs this often is wrong.
"""

from collections.abc import Mapping
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

MOST = 2  # of flaky tests in a run that passes
FLAKY = "flaky"


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    if item.get_closest_marker("browser") is None:
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, nextitem=nextitem, log=False)
    failures = [report for report in reports if report.failed]
    if failures:
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
        if not any(report.failed for report in reports):
            for report in reports:
                report.user_properties.append((FLAKY, failures[0].longreprtext))
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_report_teststatus(
    report: pytest.TestReport,
) -> tuple[str, str, tuple[str, Mapping[str, bool]]] | None:
    if report.when == "call" and report.passed and FLAKY in dict(report.user_properties):
        return FLAKY, "R", ("FLAKY", {"yellow": True})
    return None


def _flaky(config: pytest.Config) -> list[Any]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return reporter.stats.get(FLAKY, []) if reporter else []


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if len(_flaky(session.config)) > MOST and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    found = _flaky(terminalreporter.config)
    if not found:
        return
    terminalreporter.section("passed when repeated")
    for report in found:
        terminalreporter.write_line(f"{report.nodeid}\n{dict(report.user_properties)[FLAKY]}")
    names = ", ".join(report.nodeid.rpartition("::")[2] for report in found)
    told = f"{len(found)} flaky: {names}"
    if len(found) > MOST:
        told += f" (a run with more than {MOST} fails)"
    terminalreporter.write_line(told)
