"""How much may be sent to the panel, by one session and by all: everything lies in memory until it
is imported.
"""

from collections import Counter

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from config.formatting import file_size
from pages.streamlit_patches.base_path import base_path
from pages.streamlit_patches.uploads import PATH, held_bytes

MOST_OF_A_SESSION = 600 << 20
MOST_OF_ALL = 1500 << 20
NO_SIZE = "Este envio não diz o seu tamanho, e por isso não foi recebido."
TOO_MUCH = (
    "O painel já guarda {held} enviados e ainda não importados, e não recebe mais do que {most}."
    " Importe ou retire o que já enviou, ou espere um pouco; o comando t360 import não tem esse"
    " limite."
)


class Intake:
    """ASGI middleware that turns an upload away before a byte of it is read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.coming: Counter[str] = Counter()  # bytes on their way, by session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        session = _session_of_upload(scope)
        if not session:
            await self.app(scope, receive, send)
            return
        size = _declared_size(scope)
        why = self._refusal(session, size)
        if why is not None:
            await why(scope, receive, send)
            return
        self.coming[session] += size
        try:
            await self.app(scope, receive, send)
        finally:
            self.coming[session] -= size
            if not self.coming[session]:
                del self.coming[session]

    def _refusal(self, session: str, size: int) -> Response | None:
        if not size:
            return PlainTextResponse(NO_SIZE, 411)
        own, everybody = held_bytes(session)
        own, everybody = own + self.coming[session], everybody + self.coming.total()
        for held, most in ((own, MOST_OF_A_SESSION), (everybody, MOST_OF_ALL)):
            if held + size > most:
                told = TOO_MUCH.format(held=file_size(held), most=file_size(most))
                return PlainTextResponse(told, 413)
        return None


def _session_of_upload(scope: Scope) -> str:
    """Empty for any other request."""
    if scope["type"] != "http" or scope["method"] not in ("PUT", "POST"):
        return ""
    path = str(scope["path"]).removeprefix(base_path().rstrip("/")).lstrip("/")
    return path.removeprefix(PATH).split("/")[0] if path.startswith(PATH) else ""


def _declared_size(scope: Scope) -> int:
    """Zero where it is not told; the server reads no more than what is."""
    text = Headers(scope=scope).get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
