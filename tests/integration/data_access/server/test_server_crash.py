"""Whatever happens to the process that copies and swaps, an edition is served, whole, and nothing
is left half-done.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from config.settings import PROJECT_ROOT
from data_access.editions.info import current_edition
from data_access.editions.publishing import publish
from data_access.editions.reading import open_edition
from data_access.editions.server.connection import engine_for
from data_access.editions.server.tables import EDITION_SCHEMA, schema_name
from data_access.editions.verification import verify
from data_access.operational.engine import operational_engine
from tests.support.tiers import few

KILLS = few(1, everything=24)

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="the publications run in forked processes"
)


class Publisher:
    """A process with everything imported that publishes in a child of its own: killing one costs
    little.
    """

    def __init__(self, settings) -> None:
        url = settings.editions_url.get_secret_value()
        self.process = subprocess.Popen(
            [
                sys.executable,
                str(Path(__file__).with_name("publisher.py")),
                str(settings.home),
                url,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT_ROOT,
            env={"PYTHONPATH": str(PROJECT_ROOT), "PATH": ""},
        )
        assert self._read() == "ready"

    def _read(self) -> str:
        line = self.process.stdout.readline()
        assert line, "the publisher has died"
        return line.strip()

    def _ask(self, line: str) -> int:
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return int(self._read())

    def start(self, edition: str) -> int:
        return self._ask(edition)

    def result(self) -> int:
        return self._ask("result")


@pytest.fixture
def publisher(settings) -> Iterator[Publisher]:
    operational_engine(settings).dispose()  # migrated before anybody is killed
    publisher = Publisher(settings)
    yield publisher
    publisher.process.communicate(timeout=60)


def _without(settings, edition: str) -> None:
    """Take an edition that is not served out of the database, so that it must be copied again."""
    with engine_for(settings, "publish").begin() as connection:
        connection.execute(sa.schema.DropSchema(schema_name(edition), cascade=True, if_exists=True))
        connection.exec_driver_sql("DELETE FROM t360.edition WHERE id = %s", (edition,))


def _schemas(settings) -> set[str]:
    with engine_for(settings, "read").connect() as connection:
        return {
            name
            for name in sa.inspect(connection).get_schema_names()
            if EDITION_SCHEMA.fullmatch(name)
        }


@pytest.mark.slow
def test_killed_at_any_moment_the_published_edition_is_served_whole(settings, ready, publisher):
    editions = [ready(1), ready(2)]
    for edition in editions:
        publish(settings, edition)
    draw, kills, usual = random.Random(360), 0, 0.0  # noqa: S311
    whole: set[str] = set()
    while kills < KILLS:
        before = current_edition(settings).id
        other = next(edition for edition in editions if edition != before)
        _without(settings, other)
        whole.discard(other)
        started = time.monotonic()
        pid = publisher.start(other)
        if usual:
            time.sleep(usual * draw.uniform(0 if kills % 3 else 0.8, 1))
            # One that has just ended is a zombie until its result is read.
            os.kill(pid, signal.SIGKILL)
        result = publisher.result()
        assert result in (0, -signal.SIGKILL)
        kills += result != 0
        if (
            result == 0
        ):  # the first tells how long it takes; another, that the machine has become faster
            usual = min(usual or 60.0, 0.95 * (time.monotonic() - started))

        served = current_edition(settings).id
        assert served in ({before, other} if result else {other})
        assert open_edition(settings).manifest.id == served
        assert (
            served in whole
            or [problem for problem in verify(settings, served) if problem.serious] == []
        )
        whole.add(served)

    last = next(edition for edition in editions if edition != current_edition(settings).id)
    publish(settings, last)
    assert current_edition(settings).id == last
    assert _schemas(settings) == {schema_name(edition) for edition in editions}
