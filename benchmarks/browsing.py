"""A running dashboard and a headless Chromium that counts what goes over the wire and when the map was last painted."""

import os
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
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, Response, sync_playwright

from benchmarks.machine import PROJECT

FLAGS = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--no-sandbox"]
PATIENCE = 120_000  # milliseconds
QUIET = 700  # milliseconds without a word from the server nor a painted frame: the change is over
BINARY = 2  # opcode of a WebSocket frame (RFC 6455)
# Notes when a map of the page was last painted, when the script of the page last ended, when anything last came to the
# page or left it, and what each map showed whenever it had nothing more to paint (a digest of its pixels, read while
# they are still there).
WATCH = """
(() => {
  const seen = new WeakSet();
  window.bench = {painted: 0, ended: 0, changed: 0, shown: []};
  new MutationObserver((all) => {
    const inside = (node) => node.nodeType === 1 && node.closest('[data-testid=stMain]');
    if (all.some((change) => inside(change.target))) window.bench.changed = performance.now();
  }).observe(document, {childList: true, subtree: true});
  const digest = (canvas) => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {willReadFrequently: true});
    copy.drawImage(canvas, 0, 0);
    let hash = 0;
    for (const pixel of new Uint32Array(copy.getImageData(0, 0, canvas.width, canvas.height).data.buffer))
      hash = (Math.imul(hash, 31) + pixel) | 0;
    return hash;
  };
  setInterval(() => {
    for (const plot of document.querySelectorAll('.js-plotly-plot')) {
      const map = plot._fullLayout?.map?._subplot?.map;
      if (!map || seen.has(map)) continue;
      seen.add(map);
      map.on('render', () => { window.bench.painted = performance.now(); });
      map.on('idle', () => {
        const now = performance.now();
        const drawn = map.getLayersOrder().length > 1;  // more than the background
        if (drawn && map.getCanvas().isConnected) window.bench.shown.push({at: now, digest: digest(map.getCanvas())});
      });
    }
    const state = document.querySelector('[data-testid=stApp]')?.dataset.testScriptState;
    if (state !== window.bench.state && state === 'notRunning') {
      window.bench.ended = performance.now();
      window.bench.first_ended ??= window.bench.ended;
    }
    window.bench.state = state;
  }, 10);
})();
"""


@contextmanager
def server(home: Path) -> Iterator[tuple[str, float]]:
    """The dashboard as a process of its own; yields its address and the seconds until ``/saude`` answered."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    options = [f"--server.port={port}", "--server.address=127.0.0.1"]
    with process([*command, *options], PROJECT, {"T360_HOME": str(home)}) as running:
        yield f"http://127.0.0.1:{port}", answered(f"http://127.0.0.1:{port}", running, patience=120)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
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


@contextmanager
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        # Without one of the system, Playwright's own.
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """A page under watch. `received` counts payload bytes of the WebSocket; `requests` counts addresses."""

    def __init__(self, browser: Browser, address: str) -> None:
        context = browser.new_context(viewport={"width": 1366, "height": 900}, reduced_motion="reduce")
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
        network.on("Network.webSocketFrameSent", lambda event: self._spoken.append(event["timestamp"]))

    def _response(self, response: Response) -> None:
        if "/malha/" in response.url:
            self._answers.add((response.url, response.headers["date"]))

    def _frame(self, event: dict[str, Any]) -> None:
        response = event["response"]
        self._spoken.append(event["timestamp"])
        size = len(response["payloadData"])
        # Binary frames come as base 64.
        self.received += size * 3 // 4 if response["opcode"] == BINARY else size

    def open(self, path: str) -> float:
        """Go to a page; seconds from the request until its script ended and its map showed what stayed."""
        self.page.goto(self.address + path, wait_until="commit")
        self.page.locator(".t-sentence").first.wait_for(timeout=PATIENCE)
        self.wait("window.bench.shown.length > 0")
        self.settled()
        pictures = self.shown()
        drawn = next(moment for moment, digest in pictures if digest == pictures[-1][1])
        return max(drawn, float(self.page.evaluate("window.bench.first_ended"))) / 1000

    def view(self, path: str) -> float:
        """Go to a page, with or without a map; seconds until nothing came to it any more."""
        self.page.goto(self.address + path, wait_until="commit")
        self.page.locator(".t-sentence").first.wait_for(timeout=PATIENCE)
        return self.still() / 1000

    def still(self, since: float = 0.0) -> float:
        """Wait for quiet; the moment (ms of the page's clock) of the last change, the last picture of a map included.

        Pictures from before `since` are of what was shown then.
        """
        last = "Math.max(window.bench.painted, window.bench.ended, window.bench.changed)"
        self.wait(f"window.bench.state === 'notRunning' && performance.now() - {last} > {QUIET}")
        pictures = [picture for picture in self.shown() if picture[0] > since]
        drawn = next((moment for moment, digest in pictures if digest == pictures[-1][1]), 0.0)
        return max(drawn, float(self.page.evaluate("Math.max(window.bench.first_ended, window.bench.changed)")))

    def listen(self) -> None:
        """From now on `received` and `conversation` tell of what comes next."""
        self.received = 0
        self._spoken.clear()

    def conversation(self) -> float:
        """Seconds between the first and the last word of the WebSocket: what the server took, and its answers' way."""
        return max(self._spoken) - min(self._spoken) if self._spoken else 0.0

    def now(self) -> float:
        return float(self.page.evaluate("performance.now()"))

    def settled(self) -> float:
        """Wait for quiet; the moment (ms of the page's clock) at which the last thing was painted or ended."""
        self.wait(
            "window.bench.state === 'notRunning' && "
            f"performance.now() - Math.max(window.bench.painted, window.bench.ended) > {QUIET}"
        )
        return float(self.page.evaluate("Math.max(window.bench.painted, window.bench.ended)"))

    def wait(self, condition: str) -> None:
        """Asked from outside: the policy of the page forbids Playwright's own waiting inside it."""
        deadline = time.monotonic() + PATIENCE / 1000
        while not self.page.evaluate(condition):
            if time.monotonic() > deadline:
                raise TimeoutError(condition)
            self.page.wait_for_timeout(50)

    def shown(self) -> list[tuple[float, int]]:
        """Pictures that the map came to rest at: the moment (ms of the page's clock) and the digest of each."""
        return [(rest["at"], rest["digest"]) for rest in self.page.evaluate("window.bench.shown")]

    def outside(self) -> list[str]:
        """Addresses of other servers that the page asked for."""
        own = (self.address, self.address.replace("http", "ws"), "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]

    def meshes(self) -> Counter[str]:
        """How often the server sent each layer of borders. What a browser's cache answers keeps its first date."""
        return Counter(url for url, _ in self._answers)
