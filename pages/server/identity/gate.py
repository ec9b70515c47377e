"""Nobody without a session in force is let in, and who loses it is let go.

Asked at every request, at every message of an open page (a click, a filter, a fragment, a callback)
and at every part of a download; and once every half second for all open pages together, so that a
page that nobody touches is told too. Where what a session allows has changed, its pages are loaded
anew: nothing drawn under other rights goes on being used.
"""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from urllib.parse import quote

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.errors import UserError
from config.provider import Provider, identity_provider
from config.settings import Settings, get_settings
from data_access.identity.sessions import Standing, mark_seen, standing_of, standings, token_hash
from pages.server.identity.cookies import SESSION, drop_cookie, session_token
from pages.server.identity.routes import BACK, ENDED, ENTER, LEAVE, entrance
from pages.server.identity.use_notes import use_notes
from pages.streamlit_patches.base_path import base_path
from pages.streamlit_patches.session_over import OVER

OPEN = frozenset(
    path.lstrip("/")
    for path in (ENTER, BACK, LEAVE, ENDED, "saude", "favicon.png", "_stcore/health")
) | {"_stcore/host-config"}
OPEN_FOLDERS = ("static/", "leaflet/")  # programs that anybody can have from their authors
STANDING = "t360.standing"  # in the scope of a request that was let in
LOOK = 0.5  # seconds between two looks at all sessions that have a page open
SEEN_EVERY = 60.0
TRY_AGAIN_LATER = 1013  # of the registry of WebSocket codes
NO_SESSION = "A sua sessão terminou. Recarregue a página para entrar de novo."


class Gate:
    """ASGI middleware; without a provider of identities everything passes as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.watch = Watch()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        settings = get_settings()
        provider = identity_provider(settings) if scope["type"] != "lifespan" else None
        if provider is None or (scope["type"] == "http" and _is_open(scope)):
            await self.app(scope, receive, send)
            return
        token = session_token(HTTPConnection(scope).cookies, provider)
        try:
            standing = await _standing(settings, token)
        except UserError as error:
            await _refuse(scope, receive, send, PlainTextResponse(str(error), 503), TRY_AGAIN_LATER)
            return
        if token is None or standing is None:
            await _refuse(scope, receive, send, _answer_to_stranger(scope, provider, token), OVER)
        elif scope["type"] == "websocket":
            await _Page(settings, token, standing, send).run(self, scope, receive)
        else:
            _seen(settings, standing)
            inside = {**scope, STANDING: standing}
            await self.app(inside, receive, _Download(settings, token, standing, send))


async def _standing(settings: Settings, token: str | None) -> Standing | None:
    return await to_thread.run_sync(standing_of, settings, token) if token else None


_written: dict[int, float] = {}  # when the use of a session was written last


def _seen(settings: Settings, standing: Standing) -> None:
    now = time.monotonic()
    if now - _written.get(standing.session, -SEEN_EVERY) >= SEEN_EVERY:
        _written[standing.session] = now
        note = partial(mark_seen, settings, standing.session, datetime.now(UTC))
        use_notes.put(standing.session, note)


def _is_open(scope: Scope) -> bool:
    path = str(scope["path"]).removeprefix(base_path().rstrip("/")).lstrip("/")
    return path in OPEN or path.startswith(OPEN_FOLDERS)


def _answer_to_stranger(scope: Scope, provider: Provider, token: str | None) -> Response:
    if scope["type"] == "http" and _wants_page(scope):
        query = scope.get("query_string", b"").decode("latin-1")
        answer = entrance(quote(scope["path"]) + (f"?{query}" if query else ""))
    else:
        answer = PlainTextResponse(NO_SESSION, 401, headers={"Cache-Control": "no-store"})
    if token is not None:
        drop_cookie(answer, provider, SESSION)
    return answer


def _wants_page(scope: Scope) -> bool:
    return scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")


async def _refuse(scope: Scope, receive: Receive, send: Send, answer: Response, code: int) -> None:
    """A page reads the code of its connection only where that was accepted first."""
    if scope["type"] == "http":
        await answer(scope, receive, send)
        return
    await receive()
    await send({"type": "websocket.accept", "subprotocol": _protocol(scope)})
    await send({"type": "websocket.close", "code": code, "reason": ""})


def _protocol(scope: Scope) -> str | None:
    return next(iter(scope.get("subprotocols") or []), None)


class _Download:
    """The way out of a response: cut where its session ends while it is on its way."""

    def __init__(self, settings: Settings, token: str, standing: Standing, send: Send) -> None:
        self.settings, self.token, self.standing, self.send = settings, token, standing, send
        self.asked, self.over = time.monotonic(), False

    async def __call__(self, message: Message) -> None:
        if self.over:
            return
        if message["type"] == "http.response.body" and time.monotonic() - self.asked >= LOOK:
            self.asked = time.monotonic()
            if await _standing(self.settings, self.token) != self.standing:
                self.over = True
                message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self.send(message)


class _Page:
    """The connection of an open page."""

    def __init__(self, settings: Settings, token: str, standing: Standing, send: Send) -> None:
        self.settings, self.token, self.standing = settings, token, standing
        self.hash = token_hash(token)
        self._send, self._over, self._code = send, asyncio.Event(), OVER
        self._accepted = False
        self._subprotocol: str | None = None

    async def run(self, gate: Gate, scope: Scope, receive: Receive) -> None:
        self._subprotocol = _protocol(scope)

        async def heard() -> Message:
            message = await self._next(receive)
            if message["type"] == "websocket.receive" and not await self._may_go_on():
                message = {"type": "websocket.disconnect", "code": self._code}
            return message

        gate.watch.add(self)
        try:
            await gate.app({**_of_its_own(scope), STANDING: self.standing}, heard, self._say)
        finally:
            gate.watch.remove(self)

    async def _next(self, receive: Receive) -> Message:
        """What the page says next, or that it is over."""
        over = asyncio.ensure_future(self._over.wait())
        coming = asyncio.ensure_future(receive())
        try:
            await asyncio.wait((over, coming), return_when=asyncio.FIRST_COMPLETED)
            if coming.done() and not self._over.is_set():
                return coming.result()
            return {"type": "websocket.disconnect", "code": self._code}
        finally:
            over.cancel()
            coming.cancel()

    async def _may_go_on(self) -> bool:
        """Asked of the table each time: what was ended a moment ago, anywhere, is over here."""
        try:
            now = await _standing(self.settings, self.token)
        except UserError:
            await self.end(TRY_AGAIN_LATER)
            return False
        if now != self.standing:
            await self.end(OVER)
            return False
        _seen(self.settings, self.standing)
        return True

    async def _say(self, message: Message) -> None:
        if not self._over.is_set():  # what is still being drawn is told to nobody
            self._accepted |= message["type"] == "websocket.accept"
            await self._send(message)

    async def end(self, code: int) -> None:
        if self._over.is_set():
            return
        self._code = code
        self._over.set()
        with suppress(OSError, RuntimeError):  # it is gone: nobody is left to be told
            if not self._accepted:
                await self._send({"type": "websocket.accept", "subprotocol": self._subprotocol})
            await self._send({"type": "websocket.close", "code": code, "reason": ""})


def _of_its_own(scope: Scope) -> Scope:
    """A connection that takes up no other's session of Streamlit: a browser that comes back may by
    then be somebody else's, and the address says what it was looking at.
    """
    name, most = b"sec-websocket-protocol", 2  # the protocol and the token against forged requests
    headers = [
        (key, b",".join(value.split(b",")[:most]) if key == name else value)
        for key, value in scope["headers"]
    ]
    return {**scope, "headers": headers, "subprotocols": scope.get("subprotocols", [])[:most]}


class Watch:
    """Looks at the sessions of all open pages at once, while there are any."""

    def __init__(self) -> None:
        self._pages: set[_Page] = set()
        self._task: asyncio.Task[None] | None = None
        self._ends: set[asyncio.Task[None]] = set()

    def add(self, page: _Page) -> None:
        self._pages.add(page)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look(), name="watch-sessions")

    def remove(self, page: _Page) -> None:
        self._pages.discard(page)

    async def _look(self) -> None:
        while self._pages:
            await asyncio.sleep(LOOK)
            # A page that comes while the table is read is of a later standing than what is read.
            open_by_now = tuple(self._pages)
            hashes = {page.hash for page in open_by_now}
            try:
                known = await to_thread.run_sync(standings, get_settings(), hashes)
            except UserError:  # whoever asks for something is told; whoever reads goes on reading
                continue
            for page in open_by_now:
                if known.get(page.hash) != page.standing:
                    self._end(page)

    def _end(self, page: _Page) -> None:
        """By itself: one that is slow to hear keeps no other waiting."""
        end = asyncio.create_task(page.end(OVER), name="end-page")
        self._ends.add(end)
        end.add_done_callback(self._ends.discard)
