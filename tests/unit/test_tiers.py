"""The first tier leaves out the slow tests and says so; everything can be asked for."""

from collections.abc import Callable

import pytest

from tests.support.tiers import VARIABLE, few

pytest_plugins = ("pytester",)
Run = Callable[..., pytest.RunResult]
TESTS = """
    import pytest

    def test_quick(): pass

    @pytest.mark.slow
    @pytest.mark.parametrize("part", range(3))
    def test_slow(part): pass
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv(VARIABLE, raising=False)
    pytester.makeini("[pytest]\nmarkers = slow: in these tests\n")
    pytester.makepyfile(test_it=TESTS)
    plugins = ("-p", "tests.support.tiers", "-p", "no:cacheprovider")
    return lambda *options: pytester.runpytest_inprocess(*plugins, *options)


@pytest.mark.parametrize("workers", ["-n0", "-n2"])
def test_the_first_tier_leaves_out_the_slow_ones_and_says_how_many(run: Run, workers: str) -> None:
    result = run(workers)
    result.assert_outcomes(passed=1, deselected=3)
    result.stdout.fnmatch_lines(["3 slow tests left out; T360_TESTS=all runs them too"])


def test_everything_runs_where_it_is_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "all")
    result = run()
    result.assert_outcomes(passed=4)
    result.stdout.no_fnmatch_line("*left out*")


def test_one_case_of_each_is_run_where_no_more_is_asked_for(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "each")
    pytester.makepyfile(
        test_cases="""
        import pytest

        @pytest.mark.parametrize("case", range(4))
        def test_one(case): assert case == 0

        class TestOther:
            def test_one(self): pass
        """
    )
    result = run()
    result.assert_outcomes(passed=3, deselected=6)
    result.stdout.fnmatch_lines(["3 slow tests left out; T360_TESTS=all runs them too"])


@pytest.mark.parametrize("named", [("-m", "slow"), ("test_it.py::test_slow",)])
def test_who_names_the_slow_ones_gets_them(run: Run, named: tuple[str, ...]) -> None:
    run(*named).assert_outcomes(passed=3, deselected=1 if named[0] == "-m" else 0)


@pytest.mark.parametrize(("told", "found"), [("all", 50), ("", 5), ("first", 5)])
def test_fewer_are_enough_unless_everything_runs(
    monkeypatch: pytest.MonkeyPatch, told: str, found: int
) -> None:
    monkeypatch.setenv(VARIABLE, told)
    assert few(5, everything=50) == found
