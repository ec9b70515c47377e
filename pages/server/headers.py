"""Headers of every response.

Nothing may leave the server: the policy allows only its own origin. Inline styles and scripts are
needed by Streamlit's styling and by the document that holds the partner map.
"""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.settings import get_settings
from pages.streamlit_patches.base_path import base_path

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
