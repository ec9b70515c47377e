"""`/entrar`, `/volta`, `/sair`, and what the provider asks when it ends a login (docs/adr/0058)."""

import logging
import re
from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from config.errors import UserError
from config.provider import Provider, identity_provider
from config.settings import get_settings
from data_access.identity import sessions
from data_access.identity.accounts import required_access_map, vouched
from data_access.stewardship.auditing import record_refused_login
from pages.server.identity.client import ProviderError, UnbelievableError, client_of
from pages.server.identity.cookies import (
    ATTEMPT,
    ATTEMPT_SECONDS,
    SESSION,
    drop_cookie,
    opened_attempt,
    sealed_attempt,
    session_token,
    set_cookie,
)
from pages.server.identity.devices import device_words
from pages.server.identity.documents import document
from pages.streamlit_patches.base_path import base_path

log = logging.getLogger("territorio360")
ENTER, BACK, LEAVE, ENDED = "/entrar", "/volta", "/sair", "/fim-de-sessao"
LONGEST_PLACE = 1500
LONGEST_TOKEN = 20_000
# A place of the panel: nothing that a browser reads as another site's.
_PLACE = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
OLD_ATTEMPT = (
    "Este pedido de entrada não começou neste navegador, ou começou há mais de dez minutos. Comece"
    " de novo."
)


async def enter(request: Request) -> Response:
    """Send the browser to the provider, and keep where it wanted to go."""
    provider = _provider()
    if provider is None:
        return _no_identities()
    place = _place_of_panel(request.query_params.get("para", ""))
    anew = request.query_params.get("de_novo") == "1"
    try:
        response, kept = await client_of(provider).begin(
            request, _address(provider, BACK), anew=anew
        )
    except ProviderError as error:
        return _refused(error, place)
    attempt = sealed_attempt(provider, {"kept": kept, "place": place})
    set_cookie(response, provider, ATTEMPT, attempt, ATTEMPT_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


async def come_back(request: Request) -> Response:
    """Where the provider sends the browser: a session begins, or a sentence says why not."""
    provider = _provider()
    if provider is None:
        return _no_identities()
    attempt = opened_attempt(provider, request.cookies)
    if attempt is None:
        again = _link_to_enter(base_path())
        return document("Não foi possível entrar", OLD_ATTEMPT, again, status=400)
    place = attempt["place"]
    try:
        claims = await client_of(provider).finish(request, attempt["kept"])
        token = await to_thread.run_sync(_begin, request, provider, claims)
    except UserError as error:
        return await to_thread.run_sync(_refused, error, place)
    response = RedirectResponse(place, 303, headers={"Cache-Control": "no-store"})
    set_cookie(response, provider, SESSION, token)
    drop_cookie(response, provider, ATTEMPT)
    return response


def _begin(request: Request, provider: Provider, claims: dict[str, object]) -> str:
    settings = get_settings()
    who = vouched(claims, provider.issuer, required_access_map(settings))
    device = device_words(request.headers.get("user-agent", ""))
    return sessions.begin_session(settings, who, device, session_token(request.cookies, provider))


async def leave(request: Request) -> Response:
    """End the session in every tab. From another site's page it is only offered."""
    provider = _provider()
    if provider is None:
        return _no_identities()
    if request.headers.get("sec-fetch-site") not in ("same-origin", None):
        here = (_below_base(LEAVE), "Sair do painel")
        return document("Sair?", "Todas as abas deste navegador saem do painel.", here)
    token = session_token(request.cookies, provider)
    if token is not None:
        await to_thread.run_sync(sessions.leave, get_settings(), token)
    response = document(
        "Você saiu",
        "A sua sessão terminou em todas as abas. O provedor de identidade pode continuar com a dele"
        " aberta: num computador de outras pessoas, saia dele também.",
        _link_to_enter(base_path()),
        *await _end_at_provider(provider),
    )
    drop_cookie(response, provider, SESSION)
    return response


async def _end_at_provider(provider: Provider) -> list[tuple[str, str]]:
    try:
        known = await client_of(provider).metadata()
    except ProviderError:
        return []
    address = known.get("end_session_endpoint")
    if not isinstance(address, str) or not address.startswith(("https://", "http://localhost")):
        return []
    asked = urlencode({"client_id": provider.client_id})
    return [(f"{address}{'&' if '?' in address else '?'}{asked}", "Sair também do provedor")]


async def end_of_login(request: Request) -> Response:
    """Back-channel logout: the provider's server says that a login or an account has ended."""
    provider = _provider()
    if provider is None:
        return _no_identities()
    form = await request.form(max_files=0, max_fields=4, max_part_size=LONGEST_TOKEN)
    token = form.get("logout_token")
    headers = {"Cache-Control": "no-store"}
    try:
        if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
            raise UnbelievableError("Esperava um logout_token.")
        sid, subject = await client_of(provider).ended(token)
        await to_thread.run_sync(
            sessions.end_of_provider, get_settings(), provider.issuer, sid, subject
        )
    except UserError as error:
        return PlainTextResponse(str(error), 400, headers=headers)
    return Response(status_code=200, headers=headers)


def routes() -> list[BaseRoute]:
    return [
        Route(ENTER, enter, methods=["GET"]),
        Route(BACK, come_back, methods=["GET"]),
        Route(LEAVE, leave, methods=["GET"]),
        Route(ENDED, end_of_login, methods=["POST"]),
    ]


def entrance(place: str) -> Response:
    """In the place of any page, for whoever has no session."""
    return document(
        "Entre para continuar",
        "O painel mostra a cada pessoa o que o seu trabalho pede. Entre com a sua conta.",
        _link_to_enter(_place_of_panel(place)),
        status=401,
    )


def _link_to_enter(place: str) -> tuple[str, str]:
    return f"{_below_base(ENTER)}?{urlencode({'para': place})}", "Entrar"


def _refused(error: UserError, place: str) -> Response:
    """The reason of the provider is for the log; what cannot be believed is for the trail too."""
    reason = error.detail or repr(error.__cause__ or error)
    log.warning("entrada recusada: %s", reason[:300])
    if isinstance(error, UnbelievableError):
        record_refused_login(get_settings())
    return document("Não foi possível entrar", str(error), _link_to_enter(place), status=403)


def _no_identities() -> Response:
    return PlainTextResponse("Não encontrado.", 404)


def _provider() -> Provider | None:
    return identity_provider(get_settings())


def _address(provider: Provider, path: str) -> str:
    return f"{provider.url}{path}"


def _below_base(path: str) -> str:
    return f"{base_path()}{path.lstrip('/')}"


def _place_of_panel(asked: str) -> str:
    """Where to go after entering: an address of the panel, or its first page."""
    good = len(asked) <= LONGEST_PLACE and _PLACE.fullmatch(asked) is not None
    return asked if good else base_path()
