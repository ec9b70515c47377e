"""A run at whose end a thread of a test is still at work fails; one that waits is let be."""

import sys
from collections.abc import Callable

import pytest

from config.settings import PROJECT_ROOT
from tests.support.tiers import some

pytest_plugins = ("pytester",)
pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(sys.platform != "linux", reason="nothing is known of threads"),
]
Run = Callable[..., pytest.RunResult]
BUSY = """
    import threading, time
    over = threading.Event()

    def work():
        while not over.is_set():
            pass

    def begin(what):
        threading.Thread(target=what, name="busy-one", daemon=True).start()
"""
LEFT = "def test_it(): begin(work)"
ENDED = "def test_it():\n        begin(work)\n        over.set()"
WAITING = "def test_it(): begin(over.wait)"
SOON_OVER = "def test_it():\n        begin(work)\n        threading.Timer(0.5, over.set).start()"


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("PYTHONPATH", str(PROJECT_ROOT))

    def run(test: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(f"{BUSY}\n    {test}\n")
        plugins = ("-p", "tests.support.threads", "-p", "no:cacheprovider")
        return pytester.runpytest_subprocess(*plugins, *options)

    return run


@pytest.mark.parametrize(
    "options", some([("-p", "no:xdist"), ("-n", "1")], ("-p", "no:xdist")), ids=["alone", "workers"]
)
def test_a_thread_left_at_work_fails_the_run_and_is_named(
    run: Run, options: tuple[str, ...]
) -> None:
    result = run(LEFT, *options)
    result.assert_outcomes(passed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*threads that tests left at work*", "busy-one"])


@pytest.mark.parametrize(
    "test", some([ENDED, WAITING, SOON_OVER], SOON_OVER), ids=["ended", "waiting", "soon over"]
)
def test_a_thread_that_waits_or_ends_is_let_be(run: Run, test: str) -> None:
    assert run(test, "-p", "no:xdist").ret == pytest.ExitCode.OK
