"""Headers of every response.

Nothing may leave the server: the policy begins by allowing nothing, and names what pages use, all
of the own origin. Scripts come from files of the server; of those written in a page the host page
alone has some, and each is named by its hash. Handlers written in markup never run, and no name or
comment brings one. Inline styles are needed by Streamlit's styling.
"""

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.settings import get_settings
from pages.streamlit_patches.base_path import base_path

SCRIPTS = "script-src 'self'"
POLICY = "; ".join(
    (
        "default-src 'none'",
        SCRIPTS,
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


def policy_with(hashes: Sequence[str]) -> str:
    """The policy of a page that has scripts in it, by their hashes (``sha256-…``)."""
    return POLICY.replace(SCRIPTS, " ".join([SCRIPTS, *(f"'{each}'" for each in hashes)]))


class SecurityHeaders:
    """ASGI middleware that adds `HEADERS` to every HTTP response, but for the policy of a page that
    brings its own.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # What a session drew or downloads is nobody else's, of this machine or on the way.
        kept_by_nobody = scope.get("path", "").removeprefix(base_path()).startswith("media/")

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if (get_settings().public_url or "").startswith("https://"):
                    headers["Strict-Transport-Security"] = BY_TLS_ALONE
                if kept_by_nobody:
                    headers["Cache-Control"] = "private, no-store"
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)
