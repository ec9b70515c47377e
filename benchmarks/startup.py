"""From nothing to the first page: of a started server, and of a clean clone."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.browsing import Visit, answered, chromium, free_port, process, server
from benchmarks.homes import edition_home
from benchmarks.machine import PROJECT
from benchmarks.options import Options
from benchmarks.report import Figure

MINUTES = 60


def run(options: Options) -> Iterator[Figure]:
    home = edition_home(options, None)
    with chromium() as browser:
        with server(home) as (address, seconds):
            yield Figure("do processo até /saude responder", seconds, "s")
            first = _first_view(browser, address)
            yield Figure("primeira página do servidor recém-aberto", first, "s", budget=3)
            again = _first_view(browser, address)
            yield Figure("primeira página de outra pessoa, depois", again, "s", budget=3)
        yield from _clean_clone(lambda address: _first_view(browser, address))


def _first_view(browser: Browser, address: str) -> float:
    visit = Visit(browser, address)
    seconds = visit.view("/")
    visit.close()
    return seconds


def _clean_clone(open_page: Callable[[str], object]) -> Iterator[Figure]:
    """`git clone` of what is committed and `make run`, with the package cache as it is."""
    with tempfile.TemporaryDirectory(prefix="t360-clone-") as folder:
        clone = Path(folder) / "projeto"
        subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(clone)], check=True)
        port = free_port()
        environment = {
            "T360_HOME": str(Path(folder) / "dados"),
            "T360_PORT": str(port),
            "T360_ADDRESS": "127.0.0.1",
        }
        command = [_make(), "run", f"PYTHON={Path(sys.base_prefix) / 'bin' / 'python3'}"]
        started = time.monotonic()
        with process(command, clone, environment) as running:
            address = f"http://127.0.0.1:{port}"
            ready = answered(address, running, patience=15 * MINUTES)
            open_page(address)
            yield Figure(
                "make run de um clone limpo até a primeira página",
                time.monotonic() - started,
                "s",
                budget=3 * MINUTES,
            )
            yield Figure("make run: até o servidor responder", ready, "s")


def _make() -> str:
    found = shutil.which("make")
    if found is None:
        raise RuntimeError("there is no make here")
    return os.path.realpath(found)
