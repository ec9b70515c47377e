"""The clock of the code that is drawn: it stands still for that code, and for nothing else."""

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from benchmarks.drawn import frozen_clock

MOMENT = "2026-11-30T12:00:00+00:00"
PACKAGE = """
from datetime import UTC, date, datetime
"""
ASK = """
import json, runpy, sys
frozen = runpy.run_path(sys.argv[1])
frozen["freeze"](frozen["Path"](sys.argv[2]), frozen["datetime"].fromisoformat(sys.argv[3]))
import datetime as true
from config import clock
print(json.dumps({
    "file": clock.__file__,
    "now": clock.datetime.now(clock.UTC).isoformat(),
    "local": clock.datetime.now().isoformat(),
    "today": clock.date.today().isoformat(),
    "a_date": isinstance(true.date(2026, 1, 1), clock.date),
    "a_moment": isinstance(true.datetime(2026, 1, 1), clock.datetime),
    "no_moment": isinstance(true.date(2026, 1, 1), clock.datetime),
    "made": type(clock.datetime.fromisoformat("2026-01-01")) is true.datetime,
    "true": true.datetime.now(true.UTC).isoformat(),
}))
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What a module sees of the clock, of a checkout that has a package named like one of ours."""
    checkout = tmp_path_factory.mktemp("checkout")
    (checkout / "config").mkdir()
    (checkout / "config" / "__init__.py").touch()
    (checkout / "config" / "clock.py").write_text(PACKAGE, encoding="utf-8")
    command = [sys.executable, "-P", "-c", ASK, frozen_clock.__file__, str(checkout), MOMENT]
    told = subprocess.run(command, capture_output=True, check=True, env={"TZ": "UTC"})
    return {**json.loads(told.stdout), "checkout": checkout}


def test_the_code_is_that_of_the_checkout(seen: dict[str, object]) -> None:
    assert seen["file"] == str(seen["checkout"] / "config" / "clock.py")  # type: ignore[operator]


def test_its_clock_stands_still(seen: dict[str, object]) -> None:
    assert (seen["now"], seen["local"], seen["today"]) == (MOMENT, MOMENT[:19], MOMENT[:10])


def test_what_others_made_is_still_a_date(seen: dict[str, object]) -> None:
    assert (seen["a_date"], seen["a_moment"], seen["no_moment"]) == (True, True, False)
    assert seen["made"] is True


def test_the_clock_of_others_goes_on(seen: dict[str, object]) -> None:
    now = datetime.fromisoformat(str(seen["true"]))
    assert abs((datetime.now(UTC) - now).total_seconds()) < 600
