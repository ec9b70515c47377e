"""Pages that are not for whoever asks: nothing tells them from those that do not exist, and the
trail has who tried.
"""

from anyio import to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

from config.navigation import load_navigation
from config.settings import get_settings
from data_access.identity.asking import put_on_record
from data_access.operational.actor import PANEL
from indicators.rights import Rights
from indicators.scope import AccessDeniedError
from pages.server.identity.gate import STANDING
from pages.streamlit_patches.base_path import base_path


class Forbidden:
    """ASGI middleware that lets everything pass, and notes who asks for such a page by its
    address.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        standing = scope.get(STANDING)
        if scope["type"] == "http" and scope["method"] == "GET" and standing is not None:
            asked = str(scope["path"]).removeprefix(base_path().rstrip("/")).strip("/")
            if is_forbidden(standing.rights, asked):
                await to_thread.run_sync(note_forbidden, standing.rights, asked)
        await self.app(scope, receive, send)


def is_forbidden(rights: Rights, path: str) -> bool:
    """Whether there is such a page, for others."""
    entry = next((entry for entry in load_navigation() if entry.path == path), None)
    if entry is None:
        return False
    return not rights.opens(entry.roles, by_territory=entry.own_territories)


def note_forbidden(rights: Rights, path: str) -> None:
    refused = AccessDeniedError("", path)
    put_on_record(get_settings(), rights.access(()), PANEL, refused, act="pagina")
