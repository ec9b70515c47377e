"""The corrections to the host page that Streamlit has no option for."""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.streamlit_patches import (
    clipboard,
    draw_once,
    paper,
    picture,
    portuguese,
    session_over,
    static_preload,
    tour,
)
from pages.streamlit_patches.base_path import base_path

# Told where the application is, the page does not try the folders of its own address first (a 404
# each).
BASE = (
    "<script>window.__streamlit={BACKEND_BASE_URL:location.origin+%s,"
    "MAIN_PAGE_BASE_URL:location.origin+%s}</script>"
)
# What a browser asks with for what changed since: the file that Streamlit has says nothing of the
# corrections, and an answer without a page would bring a policy that none of its scripts fits.
ASKED_OF_THE_FILE = (b"accept-encoding", b"if-none-match", b"if-modified-since")
SCRIPTS = (portuguese, clipboard, draw_once, picture, paper, tour, session_over)
WRITTEN = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
HOST_TITLE = b"<title>Streamlit</title>"
HOST_PAGE = (
    (b'<html lang="en">', b'<html lang="pt-BR">'),
    (HOST_TITLE, "<title>Território 360</title>".encode()),
    (
        b"You need to enable JavaScript to run this app.",
        b"Este painel precisa de JavaScript ligado no navegador.",
    ),
)


class HostPage:
    """ASGI middleware that puts the host page in Portuguese: screen readers take its language from
    it, tabs their first title. `elsewhere` tells where an address that is of no page leads, and
    `policy` what the browser may do with a page whose scripts have these hashes.
    """

    def __init__(
        self,
        app: ASGIApp,
        elsewhere: Callable[[Scope], str],
        policy: Callable[[Sequence[str]], str],
    ) -> None:
        self.app = app
        self.elsewhere = elsewhere
        self.policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _wants_page(scope):
            await self.app(scope, receive, send)
            return
        headers = [item for item in scope["headers"] if item[0] not in ASKED_OF_THE_FILE]
        kept = Headers(scope=scope).get("if-none-match", "")
        await self.app(
            {**scope, "headers": headers},
            receive,
            _Rewriter(send, self.policy, self.elsewhere(scope), kept),
        )


class _Rewriter:
    """Holds back an HTML response until it is whole, and corrects it; anything else passes through.

    `elsewhere` is where the page is, if not at the address that was asked for: the response then
    leads there. `kept` are the tags of the pages that the browser has.
    """

    def __init__(
        self, send: Send, policy: Callable[[Sequence[str]], str], elsewhere: str, kept: str
    ) -> None:
        self.send = send
        self.policy = policy
        self.elsewhere = elsewhere
        self.kept = kept
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_plain_html(message):
            self.start = message
        elif message["type"] == "http.response.body" and self.start is not None:
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self.start)
        else:
            await self.send(message)

    async def _finish(self, start: Message) -> None:
        if self.elsewhere and HOST_TITLE in self.body:  # and not the document of a component
            await RedirectResponse(self.elsewhere)({"type": "http"}, _receive_nothing, self.send)
            return
        scripts = _base_script() + ("".join(part.script() for part in SCRIPTS)).encode()
        additions = (
            (b"</title>", b"</title>" + scripts),
            (b"</head>", static_preload.preloads() + b"</head>"),
        )
        for old, new in (*HOST_PAGE, *additions):
            self.body = self.body.replace(old, new, 1)
        headers = MutableHeaders(scope=start)
        headers["content-security-policy"] = self.policy(script_hashes(self.body))
        del headers["last-modified"]  # it and the file's tag are of the uncorrected page
        headers["etag"] = tag = f'"{sha256(self.body).hexdigest()[:32]}"'
        if tag in self.kept:
            start["status"], self.body = 304, b""
            del headers["content-length"]
        else:
            headers["content-length"] = str(len(self.body))
        await self.send(start)
        await self.send({"type": "http.response.body", "body": self.body})


def script_hashes(page: bytes) -> list[str]:
    """Of each script that is written in a page, as a policy names it."""
    return [f"sha256-{b64encode(sha256(text).digest()).decode()}" for text in WRITTEN.findall(page)]


async def _receive_nothing() -> Message:
    """A redirection reads nothing of the request."""
    return {"type": "http.disconnect"}


def _base_script() -> bytes:
    path = json.dumps(base_path())
    return (BASE % (path, path)).encode()


def _wants_page(scope: Scope) -> bool:
    """Only navigations ask for HTML by name; they are asked for uncompressed, to be corrected."""
    return scope["method"] == "GET" and any(
        name == b"accept" and b"text/html" in value for name, value in scope["headers"]
    )


def _is_plain_html(message: Message) -> bool:
    headers = MutableHeaders(scope=message)
    html = headers.get("content-type", "").startswith("text/html")
    return html and message["status"] == 200 and "content-encoding" not in headers
