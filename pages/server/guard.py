"""Who may speak to the panel, asked before Streamlit sees the request.

A page of any website can make its visitor's browser ask things of a panel on the same machine. The
browser says then which name it asked (Host) and which page asks (Origin), and the page can choose
neither: both must be ours. A name is ours where somebody told it, or where no website can have it.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from config.settings import Settings, get_settings, is_of_this_machine
from pages.streamlit_patches.base_path import base_path

SHOWN = 80  # characters of what somebody sent
POLICY_VIOLATION = 1008  # of RFC 6455
CLOSED = ("_stcore/metrics",)  # what Streamlit tells of sessions and memory, to anybody
STRANGER = (
    "Este painel não atende pelo nome “{name}”. Se ele é mesmo o do painel, quem o administra o"
    " acrescenta a T360_HOSTS."
)
FOREIGN = "Este pedido veio de outra página (“{name}”), e o painel só atende às suas."
OUTSIDE = (
    "Este painel só atende a própria máquina: sem um provedor de identidade, quem o abre vê e muda"
    " tudo. Quem o administra configura um (docs/identidades.md), ou o abre à rede com"
    " T360_AUTH=none; docs/servidor.md diz com que cuidados."
)


class Guard:
    """ASGI middleware that answers strangers with a sentence, and nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        why = refusal(scope, get_settings())
        if not why:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": ""})
        else:
            await why(scope, receive, send)


def refusal(scope: Scope, settings: Settings) -> Response | None:
    """The answer to what is not let through."""
    headers = Headers(scope=scope)
    host, origin = headers.get("host"), headers.get("origin")
    if not settings.may_be_reached and not _came_from_here(scope):
        return PlainTextResponse(OUTSIDE, 403)
    if host is not None and not known_host(host, settings):
        return PlainTextResponse(STRANGER.format(name=host[:SHOWN]), 403)
    if origin is not None and not _same_place(origin, host):
        return PlainTextResponse(FOREIGN.format(name=origin[:SHOWN]), 403)
    if _below_base(str(scope["path"])) in CLOSED:
        return PlainTextResponse("Não encontrado.", 404)
    return None


def known_host(host: str, settings: Settings) -> bool:
    """An address in digits is no website's; of names, those of this machine and those that were
    told.
    """
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    own = urlsplit(settings.public_url or "").hostname or ""
    told = [*(settings.hosts or "").split(","), settings.address, own, "localhost"]
    ours = {item.strip().lower().rstrip(".") for item in told} - {""}
    return name in ours or _is_number(name)


def _same_place(origin: str, host: str | None) -> bool:
    """``https://painel.exemplo`` for ``painel.exemplo``, or for ``painel.exemplo:443``."""
    try:
        asked, found = urlsplit(f"//{host or ''}"), urlsplit(origin)
        default = {"http": 80, "https": 443}[found.scheme]
        same = asked.hostname == found.hostname is not None
        return same and (asked.port or default) == (found.port or default)
    except (KeyError, ValueError):
        return False


def _came_from_here(scope: Scope) -> bool:
    """Whether the connection reached an address of this machine alone: the other side's own word is
    not asked, which a proxy changes.
    """
    reached = (scope.get("server") or ("", None))[0]
    return not _is_number(reached) or is_of_this_machine(reached)


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _below_base(path: str) -> str:
    return path.removeprefix(base_path().rstrip("/")).strip("/")
