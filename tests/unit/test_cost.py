"""What files of tests cost is told dearest first, and only where durations are asked for."""

import pytest

from tests.support.tiers import some

pytest_plugins = ("pytester",)
pytestmark = pytest.mark.heavy
FILES = {
    "test_idle": """
import time
def test_idle(): time.sleep(0.5)
""",
    "test_at_work": """
import os
LOADED = sum(os.times()[:2])
def test_at_work():
    while sum(os.times()[:2]) < BEGUN + 0.3: pass
while sum(os.times()[:2]) < LOADED + 0.3: pass
BEGUN = sum(os.times()[:2])
""",
    "test_with_a_child": """
import subprocess, sys
LONG = "import os\\nwhile sum(os.times()[:2]) < 0.7: pass"
def test_with_a_child(): subprocess.run([sys.executable, "-c", LONG], check=True)
""",
}
PLUGIN = ("-p", "tests.support.cost", "-p", "no:cacheprovider")


def _told(result: pytest.RunResult) -> dict[str, float]:
    rows = [line.split() for line in result.outlines if line.endswith(".py")]
    return {row[1]: float(row[0]) for row in rows if len(row) == 2}


@pytest.mark.parametrize("workers", some([(), ("-n", "1")], ("-n", "1")))
def test_a_file_costs_what_it_and_its_processes_use_and_not_what_it_waits(
    pytester: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    pytester.makepyfile(**FILES)
    result = pytester.runpytest_inprocess(*PLUGIN, "--durations=1", *workers)
    told = _told(result)
    assert list(told) == ["test_with_a_child.py", "test_at_work.py", "test_idle.py"]
    assert told["test_with_a_child.py"] >= 0.7
    assert told["test_idle.py"] < 0.3
    # What it takes to read the tests is told apart.
    (reading,) = (line.split()[0] for line in result.outlines if "(reading the tests" in line)
    assert float(reading) >= 0.3


def test_who_asks_for_no_durations_is_told_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(**FILES)
    assert _told(pytester.runpytest_inprocess(*PLUGIN)) == {}
