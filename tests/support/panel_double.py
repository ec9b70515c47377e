"""The panel's own doors, without the pages: routes and middleware of identities before a small
application that says who came in.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from config.settings import get_settings
from pages.server.forbidden import Forbidden
from pages.server.guard import Guard
from pages.server.headers import SecurityHeaders
from pages.server.identity import routes
from pages.server.identity.gate import STANDING, Gate
from tests.support.oidc_double import CLIENT, SECRET, Provider

URL = "http://localhost:8501"
PAGE = {"accept": "text/html"}
STREAM = "/_stcore/stream"
SOCKET = f"ws://localhost:8501{STREAM}"


async def _who(request: Request) -> PlainTextResponse:
    return PlainTextResponse(request.scope[STANDING].account.who)


def sent(number: int) -> None:
    """What happens after so many lines of the long download: nothing, unless a test has it."""


async def _parts(_: Request) -> StreamingResponse:
    async def rows() -> object:
        for number in range(50):
            yield f"linha {number}\n"
            await asyncio.sleep(0)
            sent(number + 1)

    return StreamingResponse(rows())


async def _talk(socket: WebSocket) -> None:
    """Answers each message with the headers that may name another's session."""
    await socket.accept(subprotocol="streamlit")
    try:
        while True:
            await socket.receive_bytes()
            await socket.send_text(socket.headers.get("sec-websocket-protocol", ""))
    except WebSocketDisconnect:
        pass


def panel() -> Starlette:
    paths = [Route(path, _who) for path in ("/", "/panorama", "/media/x.csv", "/malha/y")]
    inside = [*paths, Route("/media/longo.csv", _parts), WebSocketRoute(STREAM, _talk)]
    return Starlette(
        routes=[*routes.routes(), *inside],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(Guard),
            Middleware(Gate),
            Middleware(Forbidden),
        ],
    )


@contextmanager
def settings_with(provider: Provider, **more: str) -> Iterator[None]:
    told = {
        "T360_OIDC_ISSUER": provider.issuer,
        "T360_OIDC_CLIENT_ID": CLIENT,
        "T360_OIDC_CLIENT_SECRET": SECRET,
        "T360_PUBLIC_URL": URL,
        "T360_HASH_KEY": "chave de teste, não de uso",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (told | more).items():
            patch.setenv(name, value)
        get_settings.cache_clear()
        try:
            yield
        finally:
            get_settings.cache_clear()


def browser(url: str = URL) -> TestClient:
    """One browser: it keeps cookies, and follows no way that a test does not take."""
    return TestClient(panel(), base_url=url, follow_redirects=False)


def way_back(visit: TestClient, place: str = "/entrar", **asked: str) -> str:
    """The address to which the provider sends the browser back."""
    sent = visit.get(place, params=asked)
    assert sent.status_code == 302, sent.text
    answer = httpx.get(sent.headers["location"], follow_redirects=False)
    return answer.headers["location"].removeprefix(URL)


def log_in(visit: TestClient, **asked: str) -> httpx.Response:
    return visit.get(way_back(visit, **asked))
