"""A first visit, and a second, over a line of 1.6 Mb/s: what comes before the first number can be
read, and when.

Bytes as they go over the line: compressed files with their headers, and the messages of the
WebSocket as they are before it compresses them. The second visit has what the browser kept of the
first, and is counted until all is drawn.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import CDPSession, Page

from benchmarks.browsing import BINARY, LOOK, chromium, serving, warm
from benchmarks.homes import edition_home
from benchmarks.options import Options
from benchmarks.report import Figure

LINE, LATENCY = 1_600_000 / 8, 80  # bytes a second; milliseconds there and back
FIRST_BYTES, FIRST_SECONDS, SECOND_BYTES = 1_200_000, 12, 100_000
PATIENCE = 180  # seconds
NUMBER = "document.querySelector('.t-kpi .v')?.innerText.match(/[0-9]/) != null"
DRAWN = (
    "document.querySelector('[data-test-script-state=notRunning]') !== null"
    " && document.querySelectorAll('.js-plotly-plot .main-svg').length > 0"
)


class Line:
    """Bytes that came to a page, by what they were."""

    def __init__(self, page: Page) -> None:
        self._of: defaultdict[str, int] = defaultdict(int)
        self.spoken = 0
        session: CDPSession = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": LATENCY,
                "downloadThroughput": LINE,
                "uploadThroughput": LINE,
            },
        )
        session.on("Network.dataReceived", self._came)
        session.on("Network.loadingFinished", self._ended)
        session.on("Network.webSocketFrameReceived", self._heard)

    @property
    def bytes(self) -> int:
        return sum(self._of.values()) + self.spoken

    def _came(self, event: dict[str, Any]) -> None:
        self._of[event["requestId"]] += int(event["encodedDataLength"])

    def _ended(self, event: dict[str, Any]) -> None:
        known = self._of[event["requestId"]]
        self._of[event["requestId"]] = max(known, int(event["encodedDataLength"]))

    def _heard(self, event: dict[str, Any]) -> None:
        size = len(event["response"]["payloadData"])
        binary = event["response"]["opcode"] == BINARY  # which comes as base 64
        self.spoken += size * 3 // 4 if binary else size


def run(options: Options) -> Iterator[Figure]:
    home = edition_home(options, options.attendances)
    with serving(home) as (address, _, _), chromium() as browser:
        warm(address)
        context = browser.new_context(viewport={"width": 1366, "height": 900})
        first, second = context.new_page(), context.new_page()
        line = Line(first)
        seconds = _until(first, address, NUMBER)
        yield Figure("primeira visita, até o primeiro número", seconds, "s", budget=FIRST_SECONDS)
        yield Figure("primeira visita, até o primeiro número", line.bytes, "B", budget=FIRST_BYTES)
        yield Figure("primeira visita, até o mapa", seconds + _wait(first, DRAWN), "s")
        yield Figure("primeira visita, até o mapa", line.bytes, "B")
        line = Line(second)
        yield Figure("segunda visita, até o mapa", _until(second, address, DRAWN), "s")
        yield Figure("segunda visita, até o mapa", line.bytes, "B", budget=SECOND_BYTES)
        yield Figure("segunda visita, mensagens antes de compactadas", line.spoken, "B")


def _until(page: Page, address: str, condition: str) -> float:
    """Seconds from the address to the condition."""
    began = time.monotonic()
    page.goto(address, wait_until="commit", timeout=PATIENCE * 1000)
    _wait(page, condition)
    return time.monotonic() - began


def _wait(page: Page, condition: str) -> float:
    """Seconds until a condition of the page holds; asked from outside, for the page's policy
    forbids Playwright's own waiting.
    """
    began = time.monotonic()
    while not page.evaluate(condition):
        if time.monotonic() - began > PATIENCE:
            raise TimeoutError(condition)
        page.wait_for_timeout(LOOK)
    return time.monotonic() - began
