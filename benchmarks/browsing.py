"""A running dashboard and a headless Chromium that counts what goes
over the wire and when the map was last painted.
"""

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page, Response, sync_playwright

from benchmarks.machine import PROJECT

FLAGS = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--no-sandbox"]
PATIENCE = 120_000  # milliseconds
QUIET = 700  # milliseconds without a word from the server nor a painted frame: the change is over
LOOK = 150  # milliseconds between two looks at the page; the page itself keeps the moments
PROGRAM = re.compile(r'(?:href|src)="\.(/static/js/[^"]+)"')
BINARY = 2  # opcode of a WebSocket frame (RFC 6455)
# What it notes is told there.
WATCH = Path(__file__).with_name("watch.js").read_text(encoding="utf-8")


@contextmanager
def server(home: Path, script: str = "app.py") -> Iterator[tuple[str, float]]:
    """The dashboard as a process of its own;
    yields its address and the seconds until ``/saude`` answered.
    """
    with serving(home, script) as (address, seconds, _):
        yield address, seconds


@contextmanager
def serving(
    home: Path,
    script: str = "app.py",
    options: Sequence[str] = (),
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[tuple[str, float, int]]:
    """The same with options of Streamlit and settings; yields the number of the process too."""
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless=true"]
    command += ["--server.address=127.0.0.1", *options]
    with _begun(home, command, "--server.port", environment) as begun:
        yield begun


@contextmanager
def serving_with(home: Path, workers: int) -> Iterator[tuple[str, float, int]]:
    """The dashboard in so many processes, behind one address."""
    command = [sys.executable, "-c", "from cli.main import main; main()", "serve", "--no-browser"]
    with _begun(home, [*command, f"--workers={workers}"], "--port") as begun:
        yield begun


@contextmanager
def _begun(
    home: Path,
    command: Sequence[str],
    port: str,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[tuple[str, float, int]]:
    number = free_port()
    address = f"http://127.0.0.1:{number}"
    environment = {"T360_HOME": str(home), "PYTHONPATH": str(PROJECT), **settings}
    with process([*command, f"{port}={number}"], PROJECT, environment) as running:
        yield address, answered(address, running, patience=120), running.pid


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(
    command: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A process group that ends with the block."""
    started = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield started
    finally:
        os.killpg(started.pid, 15)
        started.wait(timeout=30)


def answered(address: str, running: subprocess.Popen[bytes], *, patience: float) -> float:
    """Seconds until ``/saude`` says that there is an edition to serve."""
    started = time.monotonic()
    while time.monotonic() - started < patience:
        if running.poll() is not None:
            raise RuntimeError("the server ended while starting")
        try:
            urllib.request.urlopen(f"{address}/saude", timeout=5).close()  # noqa: S310 - our own server
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
        else:
            return time.monotonic() - started
    raise TimeoutError(f"{address} did not answer in {patience:.0f} s")


def read_in_turn(address: str) -> float:
    """Seconds for each program that the opening page asks for,
    read one after the other over one connection.
    """
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)

    def read(path: str) -> bytes:
        connection.request("GET", path)
        return connection.getresponse().read()

    programs = PROGRAM.findall(read("/").decode())
    started = time.perf_counter()
    for program in programs:
        read(program)
    seconds = time.perf_counter() - started
    connection.close()
    return seconds / len(programs)


def warm(address: str, patience: float = PATIENCE / 1000) -> None:
    """Wait until the server has made every page ready, where it tells so."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"{address}/saude", timeout=5) as answer:  # noqa: S310 - our own server
            if json.load(answer).get("paginas_prontas", True):
                return
        time.sleep(0.2)
    raise TimeoutError(f"the pages of {address} were not warm in {patience:.0f} s")


@contextmanager
def chromium(flags: Sequence[str] = FLAGS) -> Iterator[Browser]:
    path = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    with sync_playwright() as playwright:
        # Without one of the system, Playwright's own.
        browser = playwright.chromium.launch(executable_path=path, args=[*flags])
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """A page under watch. `received` counts payload bytes of the WebSocket;
    `requests` counts addresses.
    """

    def __init__(self, browser: Browser, address: str) -> None:
        context = browser.new_context(
            viewport={"width": 1366, "height": 900}, reduced_motion="reduce"
        )
        self.address = address
        self.page: Page = context.new_page()
        self.page.add_init_script(WATCH)
        self.requests: Counter[str] = Counter()
        self.received = 0
        self._spoken: list[float] = []  # seconds at which a frame of the WebSocket came or went
        context.on("request", lambda request: self.requests.update([request.url]))
        context.on("response", self._response)
        self._answers: set[tuple[str, str]] = set()
        network: CDPSession = context.new_cdp_session(self.page)
        network.send("Network.enable")
        network.on("Network.webSocketFrameReceived", self._frame)
        network.on(
            "Network.webSocketFrameSent", lambda event: self._spoken.append(event["timestamp"])
        )

    def _response(self, response: Response) -> None:
        if "/malha/" in response.url:
            self._answers.add((response.url, response.headers["date"]))

    def _frame(self, event: dict[str, Any]) -> None:
        response = event["response"]
        self._spoken.append(event["timestamp"])
        size = len(response["payloadData"])
        # Binary frames come as base 64.
        self.received += size * 3 // 4 if response["opcode"] == BINARY else size

    def view(self, path: str) -> float:
        """Go to a page, with or without a map; seconds until nothing came to it any more."""
        self.page.goto(self.address + path, wait_until="commit")
        self.wait("document.querySelector('.t-sentence') !== null")
        return self.still() / 1000

    def still(self) -> float:
        """Wait for quiet; the moment (ms of the page's clock) when the last change was seen."""
        self.settled()
        return float(self.page.evaluate("Math.max(window.bench.first_ended, window.bench.changed)"))

    def listen(self) -> None:
        """From now on `received` and `conversation` tell of what comes next."""
        self.received = 0
        self._spoken.clear()

    def conversation(self) -> float:
        """Seconds between the first and the last word of the WebSocket:
        what the server took, and its answers' way.
        """
        return max(self._spoken) - min(self._spoken) if self._spoken else 0.0

    def now(self) -> float:
        return float(self.page.evaluate("performance.now()"))

    def settled(self) -> float:
        """Wait until every chart is drawn and all is quiet;
        the moment (ms) at which the last thing was painted.
        """
        last = "Math.max(window.bench.painted, window.bench.ended, window.bench.changed)"
        self.wait(
            f"window.bench.state === 'notRunning' && performance.now() - {last} > {QUIET} &&"
            " window.bench.drawn()"
        )
        return float(self.page.evaluate("Math.max(window.bench.painted, window.bench.ended)"))

    def close(self) -> None:
        """A visit left open would go on working beside the one that is measured next."""
        self.page.context.close()

    def wait(self, condition: str) -> None:
        """Asked from outside: the policy of the page forbids Playwright's own waiting inside it."""
        deadline = time.monotonic() + PATIENCE / 1000
        while not self.page.evaluate(condition):
            if time.monotonic() > deadline:
                raise TimeoutError(condition)
            self.page.wait_for_timeout(LOOK)

    def shown(self) -> list[tuple[float, int]]:
        """What the map showed after each change:
        the moment (ms of the page's clock) and the digest of its areas.
        """
        return [(rest["at"], rest["digest"]) for rest in self.page.evaluate("window.bench.shown")]

    def outside(self) -> list[str]:
        """Addresses of other servers that the page asked for."""
        own = (self.address, self.address.replace("http", "ws"), "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]

    def meshes(self) -> Counter[str]:
        """How often the server sent each layer of borders.
        What a browser's cache answers keeps its first date.
        """
        return Counter(url for url, _ in self._answers)
