"""What the server writes leaves at once.

An answer is two writes, its headers and its content, and a page is many small messages. With
Nagle's algorithm (RFC 896) the second waits until the first is acknowledged, which the other side
may put off for 40 ms. asyncio turns it off for the sockets that it makes, but not for the one that
Streamlit makes and hands over.
"""

import socket

from starlette.types import ASGIApp, Receive, Scope, Send


class TcpNoDelay:
    """ASGI middleware that turns Nagle's algorithm off on the connection of whoever asks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            _without_delay(receive)
        await self.app(scope, receive, send)


def _without_delay(receive: Receive) -> None:
    """ASGI tells nothing of the connection; `receive` is a method of the server's own object, which
    holds it.

    Where it is not, as in another server, all works as before, only later.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    connection = transport.get_extra_info("socket") if transport is not None else None
    if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
