"""A running dashboard, and a browser that may ask nothing of anybody else."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize, expect, sync_playwright

from pages.streamlit_patches.tour import KEPT
from tests.browser.session import PATIENCE, Session, watch
from tests.support.oidc_double import CLIENT, SECRET, oidc_provider
from tests.support.script_runs import WATCH_RUNS

PROJECT = Path(__file__).resolve().parents[2]
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
# No name but the server's address is found, and what is drawn is drawn in software: nothing here
# needs a graphics card, and imitating one takes longer.
FLAGS = [
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--disable-gpu",
    "--no-sandbox",
]
# The longest takes forty seconds; a browser that hangs is not waited for as long as a build is.
HUNG = 300
# Half of what visits one server has another: all after each other would be the last to end.
LONG_JOURNEYS = {"test_journeys.py", "test_municipality_page.py"}
# Nobody of these is here for the first time: the steps of that visit have a test of their own.
BEEN_HERE = f"try {{ localStorage.setItem('{KEPT}', 'vista') }} catch {{}}"
# Streamlit keeps in the browser whether the menu was closed, as on the phone of the test before.
MENU_AS_AT_FIRST = """
try {
  for (const key of Object.keys(localStorage).filter((key) => key.startsWith("stSidebarCollapsed")))
    localStorage.removeItem(key)
} catch {}
"""
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of each server go to one worker: a server that begins prepares every page."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(HUNG))
            servers = [name for name in item.fixturenames if name.endswith("server")]
            half = ["journeys"] if item.path.name in LONG_JOURNEYS else []
            item.add_marker(pytest.mark.xdist_group(" ".join(["browser", *servers, *half])))


@contextmanager
def running_server(
    home: Path, settings_at: Callable[[int], dict[str, str]] = lambda _: {}
) -> Iterator[str]:
    """The dashboard as a process of its own, on a free port, which its settings may depend on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(PROJECT / "app.py"),
        f"--server.port={port}",
    ]
    process = subprocess.Popen(
        [*command, "--server.address=127.0.0.1"],
        cwd=PROJECT,
        env={**os.environ, "T360_HOME": str(home), **settings_at(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_answered(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def server_with_accounts(home: Path, **settings: str) -> Iterator[str]:
    """The same, which asks a double of a provider who its visitors are; by the name they use."""
    with oidc_provider() as provider:

        def settings_at(port: int) -> dict[str, str]:
            return {
                "T360_OIDC_ISSUER": provider.issuer,
                "T360_OIDC_CLIENT_ID": CLIENT,
                "T360_OIDC_CLIENT_SECRET": SECRET,
                "T360_PUBLIC_URL": f"http://localhost:{port}",
                **settings,
            }

        with running_server(home, settings_at) as address:
            yield address.replace("127.0.0.1", "localhost")


def _wait_until_answered(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended while starting"
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=5)  # noqa: S310 - our own server
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError("the server did not answer in a minute")


@pytest.fixture(scope="session")
def server(demo_home: Path) -> Iterator[str]:
    # Several workers have one: what one of them prepares the others read, as with `--workers`.
    prepared = str(demo_home.with_name("prepared"))
    with running_server(demo_home, lambda _: {"T360_PREPARED": prepared}) as address:
        yield address


@pytest.fixture(scope="session")
def empty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_server(tmp_path_factory.mktemp("empty-home")) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def context_of(browser: Browser) -> Callable[..., BrowserContext]:
    """The browser of a person, kept with all that it has read of Streamlit: reading it again would
    be half of each visit.
    """

    @cache
    def context_of(person: int, **options: Any) -> BrowserContext:
        del person
        size: ViewportSize = {"width": 1366, "height": 900}
        context = browser.new_context(viewport=size, accept_downloads=True, **options)
        context.add_init_script(WATCH_RUNS)
        context.add_init_script(BEEN_HERE)
        context.add_init_script(MENU_AS_AT_FIRST)
        return context

    return context_of


@pytest.fixture
def visit(context_of: Callable[..., BrowserContext]) -> Iterator[Callable[..., Session]]:
    """Opens watched pages, each for another person; at the end any failed request, console error or
    foreign address fails the test.
    """
    sessions: list[Session] = []

    def start(address: str, **options: Any) -> Session:
        session = Session(context_of(len(sessions), **options).new_page(), address)
        sessions.append(session)
        watch(session)
        return session

    yield start
    problems = [problem for session in sessions for problem in session.problems]
    for session in sessions:
        session.page.close()
    assert problems == []
