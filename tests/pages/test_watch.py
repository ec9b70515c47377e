"""The look at the sessions of all open pages at once: who is over is told, whatever the others do,
and nobody else is.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor

import pytest

from config.settings import get_settings
from pages.server.identity import gate
from pages.streamlit_patches.session_over import OVER

pytestmark = pytest.mark.streamlit_patches


def run(coroutine: Coroutine[object, object, None]) -> None:
    """In a thread of its own: a browser that was driven before leaves a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, coroutine).result()


class OpenPage:
    """A connection: what is sent to it goes to `send`, and what came is kept."""

    def __init__(self, token: str, standing: int, send: Callable[[], object] = dict) -> None:
        self.hash, self.standing, self.ended, self.send = token, standing, False, send

    async def end(self, _: int) -> None:
        self.ended = True
        if asyncio.iscoroutine(told := self.send()):
            await told


def watched(
    monkeypatch: pytest.MonkeyPatch, read: Callable[[gate.Watch], dict[str, int]], *pages: OpenPage
) -> None:
    """Open pages are looked at until none of them is left; `read` is the table of sessions."""
    watch = gate.Watch()

    async def look() -> None:
        for page in pages:
            watch.add(page)
        await watch._task

    monkeypatch.setattr(gate, "LOOK", 0.0)
    monkeypatch.setattr(gate, "standings", lambda *_: read(watch))
    run(look())


@pytest.mark.parametrize("newcomer", [OpenPage("b", 7), OpenPage("a", 2)], ids=["else", "same"])
def test_who_comes_while_sessions_are_looked_at_is_not_sent_away(
    monkeypatch: pytest.MonkeyPatch, newcomer: OpenPage
) -> None:
    """Somebody else, or the same account with the rights that it was just given."""
    first = OpenPage("a", 1)

    def read(watch: gate.Watch) -> dict[str, int]:
        if newcomer in watch._pages:
            watch.remove(first), watch.remove(newcomer)
            return {newcomer.hash: newcomer.standing}
        watch.add(newcomer)
        return {"a": 1}

    watched(monkeypatch, read, first)
    assert not newcomer.ended


def gone() -> None:
    raise ConnectionResetError


@pytest.mark.asvs("7.4.1")
@pytest.mark.parametrize("send", [gone, lambda: asyncio.sleep(3600)], ids=["gone", "slow"])
def test_one_page_that_does_not_hear_keeps_no_other_open(
    monkeypatch: pytest.MonkeyPatch, send: Callable[[], object]
) -> None:
    pages = [OpenPage("a", 1, send) for _ in range(2)]
    looks = iter(range(3))

    def read(watch: gate.Watch) -> dict[str, int]:
        if next(looks) == 2:
            for page in pages:
                watch.remove(page)
        return {}

    watched(monkeypatch, read, *pages)
    assert all(page.ended for page in pages)


@pytest.mark.parametrize("accepted", [True, False])
def test_a_page_is_told_why_it_ends_though_it_was_not_accepted_yet(accepted: bool) -> None:
    told = []

    async def send(message: dict[str, object]) -> None:
        told.append(message["type"])

    async def end() -> None:
        page = gate._Page(get_settings(), "x", None, send)
        if accepted:
            await page._say({"type": "websocket.accept"})
        await page.end(OVER)
        await page._say({"type": "websocket.accept"})

    run(end())
    assert told == ["websocket.accept", "websocket.close"]


def test_what_cannot_be_told_any_more_is_no_defect() -> None:
    async def send(_: object) -> None:
        gone()

    run(gate._Page(get_settings(), "x", None, send).end(OVER))
