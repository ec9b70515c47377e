"""A file that the panel made, and one that somebody sends to it, are of the session that asked: to
anybody else their addresses are those of nothing.
"""

from collections.abc import Mapping

from anyio import to_thread
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from config.provider import identity_provider
from config.settings import get_settings
from data_access.identity.asking import put_on_record
from data_access.operational.actor import PANEL
from indicators.scope import AccessDeniedError
from pages.server.identity.cookies import session_token
from pages.server.identity.gate import STANDING
from pages.streamlit_patches.base_path import base_path
from pages.streamlit_patches.offered_files import FOLDER, cookies_of, offer_of
from pages.streamlit_patches.uploads import PATH

OF_ANOTHER = "arquivo de outra sessão"


class Offers:
    """ASGI middleware. Where nobody is asked to log in there are no sessions to tell apart: an
    address is then of whoever was told it, and serves for as long.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", "")).removeprefix(base_path().rstrip("/")).lstrip("/")
        if scope["type"] != "http" or not path.startswith((FOLDER, PATH)):
            await self.app(scope, receive, send)
            return
        owner = _owner(path)
        if owner is not None and _is_of(owner, scope):
            await self.app(scope, receive, send)
            return
        if owner is not None:
            await to_thread.run_sync(_note, scope)
        headers = {"Cache-Control": "no-store"}
        await PlainTextResponse("Não encontrado.", 404, headers=headers)(scope, receive, send)


def _owner(path: str) -> Mapping[str, str] | None:
    """The cookies of the browser that may have what is at an address; None where nothing is."""
    if path.startswith(PATH):
        return cookies_of(path.removeprefix(PATH).split("/")[0])
    offer = offer_of(path.removeprefix(FOLDER))
    return None if offer is None else offer.cookies


def _is_of(owner: Mapping[str, str], scope: Scope) -> bool:
    provider = identity_provider(get_settings())
    if provider is None:
        return True
    token = session_token(HTTPConnection(scope).cookies, provider)
    return token is not None and token == session_token(owner, provider)


def _note(scope: Scope) -> None:
    standing = scope.get(STANDING)
    if standing is not None:
        refused = AccessDeniedError("", OF_ANOTHER)
        put_on_record(get_settings(), standing.rights.access(()), PANEL, refused, act="arquivo")
