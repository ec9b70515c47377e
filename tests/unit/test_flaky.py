"""What fails in the browser and passes when it is repeated is told, and not let through often."""

from collections.abc import Callable

import pytest

pytest_plugins = ("pytester",)
pytestmark = pytest.mark.heavy
Run = Callable[..., pytest.RunResult]
MARKED = """
    from pathlib import Path
    import pytest

    pytestmark = pytest.mark.browser

    @pytest.fixture
    def fresh(tmp_path_factory):
        made = []
        yield made
        assert made == [1], "a repeated test begins anew"

    def once(name):
        seen = Path(name)
        if not seen.exists():
            seen.touch()
            raise AssertionError(f"{name} came late")
"""


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    pytester.makeini("[pytest]\nmarkers = browser: in these tests\n")

    def run(tests: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(MARKED + tests)
        plugins = ("-p", "tests.support.flaky", "-p", "no:cacheprovider")
        return pytester.runpytest_inprocess(*plugins, *options)

    return run


def test_one_that_passes_when_it_is_repeated_is_named_and_its_first_failure_shown(run: Run) -> None:
    result = run("""
    def test_steady(): pass
    def test_late(fresh):
        fresh.append(1)
        once("the map")
    """)
    result.assert_outcomes(passed=1)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*AssertionError: the map came late*", "1 flaky: test_late"])
    result.stdout.re_match_lines([".*1 passed, 1 flaky in .*"])


def test_one_that_fails_twice_fails(run: Run) -> None:
    result = run("""
    def test_broken(): raise AssertionError("always")
    """)
    result.assert_outcomes(failed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.no_fnmatch_line("*flaky:*")


def test_what_goes_wrong_when_a_test_ends_is_repeated_too(run: Run) -> None:
    result = run("""
    @pytest.fixture
    def watched():
        yield
        once("the console")

    def test_watched(watched): pass
    """)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["1 flaky: test_watched"])


@pytest.mark.parametrize(
    ("many", "workers", "ends"),
    [
        (2, "-n0", pytest.ExitCode.OK),
        pytest.param(3, "-n0", 1, marks=pytest.mark.slow),
        pytest.param(2, "-n2", pytest.ExitCode.OK, marks=pytest.mark.slow),
        (3, "-n2", 1),
    ],
)
def test_a_run_with_more_than_two_fails(run: Run, many: int, workers: str, ends: int) -> None:
    tests = f"""
    @pytest.mark.parametrize("name", "abc"[:{many}])
    def test_late(name): once(name)
    """
    result = run(tests, workers)
    assert result.ret == ends
    result.stdout.fnmatch_lines([f"{many} flaky: test_late*"])
    result.stdout.re_match_lines([f".*{many} flaky in .*"])


def test_outside_of_the_browser_nothing_is_repeated(run: Run) -> None:
    result = run("""
    pytestmark = []
    def test_late(): once("a file")
    """)
    result.assert_outcomes(failed=1)
