"""Headers of every response, and the corrections to the host page that Streamlit has no option for.

Nothing may leave the server: the policy allows only its own origin. Inline styles and scripts are
needed by Streamlit's styling and by the document that holds the partner map.
"""

import json

from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.server import addresses, bundles, drawing, words

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self'",
        "frame-src 'self' data: blob:",
        "frame-ancestors 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Told where the application is, the page does not try the folders of its own address first (a 404
# each).
BASE = (
    "<script>window.__streamlit={BACKEND_BASE_URL:location.origin+%s,"
    "MAIN_PAGE_BASE_URL:location.origin+%s}</script>"
)
HOST_TITLE = b"<title>Streamlit</title>"
HOST_PAGE = (
    (b'<html lang="en">', b'<html lang="pt-BR">'),
    (HOST_TITLE, "<title>Território 360</title>".encode()),
    (
        b"You need to enable JavaScript to run this app.",
        b"Este painel precisa de JavaScript ligado no navegador.",
    ),
)


class SecurityHeaders:
    """ASGI middleware that adds `HEADERS` to every HTTP response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


class HostPage:
    """Puts the host page in Portuguese: screen readers take its language from it,
    tabs their first title.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _wants_page(scope):
            await self.app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self.app(
            {**scope, "headers": headers}, receive, _Rewriter(send, addresses.elsewhere(scope))
        )


class _Rewriter:
    """Holds back an HTML response until it is whole, and corrects it; anything else passes through.

    `elsewhere` is where the page is, if not at the address that was asked for: the response then
    leads there.
    """

    def __init__(self, send: Send, elsewhere: str = "") -> None:
        self.send = send
        self.elsewhere = elsewhere
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
            await RedirectResponse(self.elsewhere)({"type": "http"}, _nothing, self.send)
            return
        scripts = _base_script() + (words.script() + drawing.script()).encode()
        additions = (
            (b"</title>", b"</title>" + scripts),
            (b"</head>", bundles.preloads() + b"</head>"),
        )
        for old, new in (*HOST_PAGE, *additions):
            self.body = self.body.replace(old, new, 1)
        headers = MutableHeaders(scope=start)
        headers["content-length"] = str(len(self.body))
        if "etag" in headers:  # the file's tag would name the uncorrected page
            del headers["etag"]
        await self.send(start)
        await self.send({"type": "http.response.body", "body": self.body})


async def _nothing() -> Message:
    """A redirection reads nothing of the request."""
    return {"type": "http.disconnect"}


def _base_script() -> bytes:
    path = json.dumps(addresses.base())
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
