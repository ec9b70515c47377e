"""A running dashboard, and a browser that may ask nothing of anybody else."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import (
    Browser,
    Locator,
    Page,
    Request,
    Route,
    WebSocket,
    expect,
    sync_playwright,
)

PROJECT = Path(__file__).resolve().parents[2]
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
FLAGS = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--no-sandbox"]
PATIENCE = 90_000  # milliseconds; software rendering on a busy machine is slow
expect.set_options(timeout=PATIENCE)
# Streamlit tells that its script rests before the browser has drawn what it sent: a part whose code
# is still being read is a grey skeleton, and the menu is made of such parts.
RESTS = """document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
  && !document.querySelector('[data-testid=stSkeleton]')"""
# seconds; a filter runs its fragment first and the page after it, with a breath between them
REST = 1.0
# Features that Streamlit writes into every iframe and Chromium does not know: words, not failures.
HARMLESS = ("Unrecognized feature:", "An iframe which has both allow-scripts and allow-same-origin")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@contextmanager
def running_server(home: Path) -> Iterator[str]:
    """The dashboard as a process of its own, on a free port."""
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
        env={**os.environ, "T360_HOME": str(home)},
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
    with running_server(demo_home) as address:
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


@dataclass
class Session:
    """A page under watch: what it asked for, what it was told and what went wrong."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    received: int = 0

    def open(self, path: str = "/") -> None:
        self.page.goto(self.address + path)
        self.page.locator(".t-sentence, [class*=st-key-card_error]").first.wait_for(
            timeout=PATIENCE
        )
        self.settle()

    def settle(self) -> None:
        """Wait until the script rests and all is drawn. What an action brings is waited for by its
        name: its run may begin later.
        """
        busy = time.monotonic()

        def rested() -> bool:
            nonlocal busy
            if not self.page.evaluate(RESTS):
                busy = time.monotonic()
            return time.monotonic() - busy >= REST

        self.wait_until(rested, look=100)

    @property
    def scope(self) -> Locator:
        """The sentence that says what is shown."""
        return self.page.locator(".t-sentence")

    def filter(self, name: str) -> None:
        """Open a filter of the scope bar."""
        self.page.locator(".st-key-scope [data-testid=stPopover] button").filter(
            has_text=name
        ).first.click()
        self.settle()

    def seek(self, label: str, typed: str, found: str) -> None:
        """Type into a search of an open filter and take the first that it finds, which is called
        `found`.
        """
        self.page.get_by_label(label).last.click()
        self.page.keyboard.type(typed)
        self.page.get_by_role("option").first.filter(has_text=found).wait_for(timeout=PATIENCE)
        self.page.keyboard.press("Enter")

    def arrive(self, **parameters: str) -> None:
        """Wait until the address says this and nothing else, and the page is drawn."""
        self.page.wait_for_url(
            lambda url: dict(parse_qsl(urlsplit(url).query)) == parameters, timeout=PATIENCE
        )
        self.settle()

    def pixels(self, colours: tuple[str, ...], chart: int = 0) -> dict[str, int]:
        """How many pixels of a chart have exactly each colour."""
        place = self.page.locator(".stPlotlyChart").nth(chart)
        place.scroll_into_view_if_needed(timeout=PATIENCE)
        picture = self.page.screenshot(clip=place.bounding_box(), timeout=PATIENCE)
        image = Image.open(BytesIO(picture)).convert("RGB")
        found = Counter(image.get_flattened_data())
        return {colour: found[tuple(bytes.fromhex(colour[1:]))] for colour in colours}

    def wait_until(self, holds: Callable[[], bool], look: int = 300) -> None:
        """Wait for what only Python can see, at one look every so many milliseconds; fails when
        patience ends.
        """
        deadline = time.monotonic() + PATIENCE / 1000
        while not holds():
            assert time.monotonic() < deadline, "it did not come to hold"
            self.page.wait_for_timeout(look)

    def wait_for_map(self, colours: tuple[str, ...], enough: int = 4000) -> dict[str, int]:
        """The pixels of the map once it is drawn; fails if it is not."""
        found: dict[str, int] = {}

        def drawn() -> bool:
            found.update(self.pixels(colours))
            return sum(found.values()) >= enough

        self.wait_until(drawn)
        return found


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Session]]:
    """Opens watched pages; at the end any failed request, console error or foreign address fails
    the test.
    """
    sessions: list[Session] = []

    def start(address: str, **options: object) -> Session:
        size = {"width": 1366, "height": 900}
        context = browser.new_context(viewport=size, accept_downloads=True, **options)  # type: ignore[arg-type]
        session = Session(context.new_page(), address)
        sessions.append(session)
        context.route("**/*", lambda route: _only_ours(route, session))
        _watch(session)
        return session

    yield start
    problems = [problem for session in sessions for problem in session.problems]
    for session in sessions:
        session.page.context.close()
    assert problems == []


def _only_ours(route: Route, session: Session) -> None:
    url = route.request.url
    if url.startswith((session.address, "blob:", "data:")):
        route.continue_()
    else:
        session.problems.append(f"asked for {url}")
        route.abort()


def _watch(session: Session) -> None:
    page = session.page

    def failed(request: Request) -> None:
        # Chromium calls aborted what the page itself gave up: a navigation that became a download,
        # and a mesh still on its way when the page was left. That a map is drawn is proved by its
        # pixels.
        given_up = request.failure == "net::ERR_ABORTED" and (
            "/media/" in request.url or "/malha/" in request.url
        )
        if not given_up:
            session.problems.append(f"failed: {request.url} {request.failure}")

    def count(frame: str | bytes) -> None:
        session.received += len(frame)

    def socket_opened(channel: WebSocket) -> None:
        channel.on("framereceived", count)

    page.on("request", lambda request: session.requests.append(request.url))
    page.on("requestfailed", failed)
    page.on(
        "response",
        lambda r: session.problems.append(f"{r.status}: {r.url}") if r.status >= 400 else None,
    )
    page.on("pageerror", lambda error: session.problems.append(f"error in the page: {error}"))
    page.on(
        "console",
        lambda m: (
            session.problems.append(f"{m.type}: {m.text}")
            if m.type in ("error", "warning") and not m.text.startswith(HARMLESS)
            else None
        ),
    )
    page.on("websocket", socket_opened)
