"""A page of the dashboard under watch, and what people do with it."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import parse_qsl, urlsplit

from PIL import Image
from playwright.sync_api import Locator, Page, Request, WebSocket

from config.palette import Palette
from tests.support.script_runs import RESTED

PATIENCE = 90_000  # milliseconds; software rendering on a busy machine is slow
LOOK = 100  # milliseconds between two looks at what is waited for
# A filter opens empty, and asks then for what is in it.
OPEN_FILTER = "[data-testid=stPopoverBody]:visible [data-testid=stElementContainer]"
# Features that Streamlit writes into every iframe and Chromium does not know: words, not failures.
HARMLESS = ("Unrecognized feature:", "An iframe which has both allow-scripts and allow-same-origin")


def map_colours(palette: Palette) -> tuple[str, ...]:
    """Whatever a map may paint: values, and what can be said of territories."""
    said = palette.alike, palette.few, palette.nobody
    return (*palette.sequential, *palette.diverging, *said)


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
        """Wait until every run that was asked for is answered and all that it sent is drawn."""
        self.wait_until(lambda: bool(self.page.evaluate(RESTED)))

    def resize(self, width: int, height: int) -> None:
        """Another size of the window, once all of the page follows it."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.settle()

    @property
    def scope(self) -> Locator:
        """The sentence that says what is shown."""
        return self.page.locator(".t-sentence")

    def filter(self, name: str) -> None:
        """Open a filter of the scope bar."""
        self.page.locator(".st-key-scope [data-testid=stPopover] button").filter(
            has_text=name
        ).first.click()
        self.page.locator(OPEN_FILTER).first.wait_for(timeout=PATIENCE)
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

    def wait_until(self, holds: Callable[[], bool], look: int = LOOK) -> None:
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


def watch(session: Session) -> None:
    page = session.page

    def failed(request: Request) -> None:
        # Chromium calls aborted what the page itself gave up: a navigation that became a download,
        # and a mesh or a program still on its way when the page was left. That a map or a chart is
        # drawn is proved by its pixels.
        given_up = request.failure == "net::ERR_ABORTED" and any(
            f"/{folder}/" in request.url for folder in ("media", "malha", "static/js")
        )
        if not given_up:
            session.problems.append(f"failed: {request.url} {request.failure}")

    def count(frame: str | bytes) -> None:
        session.received += len(frame)

    def socket_opened(channel: WebSocket) -> None:
        channel.on("framereceived", count)

    def asked(request: Request) -> None:
        session.requests.append(request.url)
        if not request.url.startswith((session.address, "blob:", "data:")):
            session.problems.append(f"asked for {request.url}")

    page.on("request", asked)
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
