"""Whatever happens to the process that builds and publishes, an edition is served, whole."""

import os
import signal
import time
from itertools import cycle

import numpy as np
import psutil
import pytest

from data_access.editions import layout
from data_access.editions.info import current_edition, list_editions
from data_access.editions.publishing import publish
from data_access.editions.verification import quick_problems, verify
from tests.support.tiers import few

KILLS = few(1, everything=50)

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the jobs run in forked processes")


def complete(workshop) -> float:
    """One build from start to end; how long it took."""
    started = time.monotonic()
    workshop.start("build")
    assert workshop.result() == 0
    return time.monotonic() - started


def whole(settings, edition_id: str) -> bool:
    return not any(problem.serious for problem in verify(settings, edition_id))


def test_killed_at_any_moment_the_published_edition_is_served_whole(settings, load, workshop):
    load(seed=1)
    usual = min(complete(workshop) for _ in range(few(1, everything=3)))
    random, kills = np.random.default_rng(360), 0
    known_whole: set[str] = set()

    while kills < KILLS:
        before = current_edition(settings)
        started = time.monotonic()
        pid = workshop.start("build")
        # One in four late, when the edition enters its place and is published.
        time.sleep(usual * random.uniform(0 if kills % 4 else 0.8, 1))
        os.kill(pid, signal.SIGKILL)  # one that has just ended is a zombie until its result is read
        result = workshop.result()
        assert result in (0, -signal.SIGKILL)
        kills += result != 0
        if result == 0:  # the machine has become faster than it was: aim earlier
            usual = min(usual, 0.9 * (time.monotonic() - started))

        served, newest = current_edition(settings), list_editions(settings)[-1]
        assert served.id in (before.id, newest.id)
        assert result != 0 or served.id == newest.id != before.id
        assert quick_problems(settings, served.id) == []
        assert served.id in known_whole or whole(settings, served.id)
        known_whole.add(served.id)

    complete(workshop)
    assert current_edition(settings).id == list_editions(settings)[-1].id
    assert not list(settings.editions_folder.glob(f"{layout.BUILDING}*"))
    assert all(
        whole(settings, edition.id)
        for edition in list_editions(settings)
        if edition.id not in known_whole
    )


@pytest.mark.slow
def test_a_reader_sees_whole_editions_while_others_are_published(settings, load, workshop):
    load(seed=1)
    complete(workshop)
    load(seed=2)
    complete(workshop)
    editions = [edition.id for edition in list_editions(settings)]

    reader = psutil.Process(workshop.start("read", few(4, everything=60)))
    for edition in cycle(editions):
        if reader.status() == psutil.STATUS_ZOMBIE:
            break
        publish(settings, edition)

    assert workshop.result() == 0
