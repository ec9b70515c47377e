"""What all workers of a run share on disk, and what each of them must not make again."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

PATIENCE = 300  # seconds that a worker waits for what another makes


def made_once(
    factory: pytest.TempPathFactory, worker_id: str, name: str, make: Callable[[Path], object]
) -> Path:
    """A folder that the first worker to ask for it fills with `make`; the others wait. No test may
    change it.
    """
    base = factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / name
    ready, failed = folder.with_name(f"{name}.ready"), folder.with_name(f"{name}.failed")
    try:
        folder.mkdir(mode=0o700)  # as a command makes it
    except FileExistsError:
        deadline = time.monotonic() + PATIENCE
        while not (ready.exists() or failed.exists()) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert ready.exists(), f"the worker that makes “{name}” did not finish"
        return folder
    try:
        make(folder)
    except BaseException:
        failed.touch()
        raise
    ready.touch()
    return folder


def keep_with_its_module(item: pytest.Item) -> None:
    """Tests that share what their module makes go to one worker: each other one would make it
    again.

    Apart for each engine, whose fixtures have nothing in common.
    """
    if item.get_closest_marker("xdist_group") is None and _module_fixtures(item):
        call = getattr(item, "callspec", None)
        engine = call.params.get("engine_name", "") if call else ""
        item.add_marker(pytest.mark.xdist_group(f"{item.nodeid.split('::')[0]} {engine}".rstrip()))


def tell_groups(items: Iterable[pytest.Item]) -> None:
    """Give each test the name that pytest-xdist wrote for its group where pytest 9.2 no longer
    reads it.
    """
    for item in items:
        told = getattr(item, "_nodeid", item.nodeid)
        if told != item.nodeid:
            item._id = type(item._id).parse(told)


def _module_fixtures(item: pytest.Item) -> bool:
    """Whether the test asks for a fixture of its module's, however indirectly."""
    known = getattr(item, "_fixtureinfo", None)
    return known is not None and any(
        made and made[-1].scope == "module" for made in known.name2fixturedefs.values()
    )
