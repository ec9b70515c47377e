"""Headers of every response.

Nothing may leave the server: the policy begins by allowing nothing, and names what pages use, all
of the own origin. Inline styles and scripts are needed by Streamlit's styling and by the document
that holds the partner map; handlers written in markup are not, and no name or comment brings one.
"""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.settings import get_settings
from pages.streamlit_patches.base_path import base_path

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'unsafe-inline'",
        "script-src-attr 'none'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'none'",
        "frame-src 'none'",  # the map is written in the page, and comes from no address
        "frame-ancestors 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

BY_TLS_ALONE = "max-age=31536000"  # a year; a browser that came by TLS comes by nothing else


class SecurityHeaders:
    """ASGI middleware that adds `HEADERS` to every HTTP response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # What a session drew or downloads is nobody else's, of this machine or on the way.
        kept_by_nobody = scope.get("path", "").removeprefix(base_path()).startswith("media/")

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if (get_settings().public_url or "").startswith("https://"):
                    headers["Strict-Transport-Security"] = BY_TLS_ALONE
                if kept_by_nobody:
                    headers["Cache-Control"] = "private, no-store"
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)
