"""How many pages may be open at once: each is a session with its own memory."""

from starlette.types import ASGIApp, Receive, Scope, Send

MOST = 400
TRY_AGAIN_LATER = 1013  # of the registry of WebSocket codes


class Connections:
    """ASGI middleware that turns away the WebSocket beyond the last place; the page tries again."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
        elif self.open >= MOST:
            await send({"type": "websocket.close", "code": TRY_AGAIN_LATER, "reason": ""})
        else:
            self.open += 1
            try:
                await self.app(scope, receive, send)
            finally:
                self.open -= 1
