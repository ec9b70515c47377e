"""What is asked of the provider of identities, by Authlib."""

from functools import lru_cache
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from starlette.requests import Request
from starlette.responses import Response

from config.errors import UserError
from config.provider import Provider

SCOPE = "openid profile"
PATIENCE = 10.0  # seconds for an answer of the provider
# Signed with a key that only the provider has; a shared secret or none would be believed otherwise.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
LEEWAY = 60  # seconds between the two clocks
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LONGEST_NAME = 255  # of an account at the provider, by the standard


class ProviderError(UserError):
    """The provider cannot be asked, or did not vouch for anybody."""


class UnbelievableError(ProviderError):
    """What the provider signed is not to be believed."""


AWAY = (
    "O provedor de identidade não respondeu como se esperava. Espere um minuto e tente de novo; se"
    " continuar, avise quem administra o painel."
)
NOT_VOUCHED = "O provedor de identidade não confirmou quem você é. Tente entrar de novo."
UNBELIEVABLE = (
    "A resposta do provedor de identidade não pôde ser conferida, e por isso ninguém entrou. Tente"
    " de novo; se continuar, avise quem administra o painel."
)


class Client:
    """The panel as the provider knows it."""

    def __init__(self, provider: Provider) -> None:
        from authlib.integrations.starlette_client import OAuth

        self.provider = provider
        self._app = OAuth().register(
            "provedor",
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=provider.metadata_url,
            client_kwargs={"scope": SCOPE, "code_challenge_method": "S256", "timeout": PATIENCE},
        )

    async def metadata(self) -> dict[str, Any]:
        """What the provider says of itself. Raises ProviderError."""
        try:
            told: dict[str, Any] = await self._app.load_server_metadata()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderError(AWAY) from error
        if str(told.get("issuer", "")).rstrip("/") != self.provider.issuer.rstrip("/"):
            raise ProviderError(AWAY)
        signed_by = told.get("id_token_signing_alg_values_supported") or ["RS256"]
        told["id_token_signing_alg_values_supported"] = [
            name for name in signed_by if name in ALGORITHMS
        ]
        return told

    async def begin(
        self, request: Request, back: str, *, anew: bool
    ) -> tuple[Response, dict[str, Any]]:
        """Where the browser is sent, and what it must bring back. `anew` asks for the password even
        of whoever is logged in at the provider.
        """
        await self.metadata()
        kept: dict[str, Any] = {}
        asked = {"prompt": "login", "max_age": 0} if anew else {}
        response = await self._with_session(
            request, kept, self._app.authorize_redirect, back, asked
        )
        return response, kept

    async def finish(self, request: Request, kept: dict[str, Any]) -> dict[str, Any]:
        """The claims of whoever comes back. Raises ProviderError."""
        from authlib.integrations.starlette_client import OAuthError

        known = await self.metadata()
        expected = {
            "iss": {"essential": True, "values": [known["issuer"]]},
            "aud": {"essential": True, "values": [self.provider.client_id]},
        }
        options = {"claims_options": expected, "leeway": LEEWAY}
        try:
            token = await self._with_session(
                request, kept, self._app.authorize_access_token, None, options
            )
        except OAuthError as error:
            raise ProviderError(NOT_VOUCHED) from error
        except JoseError as error:
            raise UnbelievableError(UNBELIEVABLE) from error
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderError(AWAY) from error
        claims = dict(token.get("userinfo") or {})
        if not _is_name(claims.get("sub")):
            raise UnbelievableError(UNBELIEVABLE)
        return claims

    async def ended(self, logout_token: str) -> tuple[str | None, str | None]:
        """The login and the account that a token of back-channel logout names. Raises
        UnbelievableError.
        """
        known = await self.metadata()
        claims = await self._verified(logout_token, known)
        events = claims.get("events")
        sid, subject = claims.get("sid"), claims.get("sub")
        believable = (
            claims.get("iss") == known["issuer"]
            and self.provider.client_id in _texts(claims.get("aud"))
            and isinstance(events, dict)
            and LOGOUT_EVENT in events
            and "nonce" not in claims
            and (_is_name(sid) or _is_name(subject))
        )
        if not believable:
            raise UnbelievableError(UNBELIEVABLE)
        return (sid if _is_name(sid) else None), (subject if _is_name(subject) else None)

    async def _verified(self, token: str, known: dict[str, Any]) -> dict[str, Any]:
        """The claims of a token that the provider signed and that is not old."""
        registry = JWSRegistry(
            algorithms=known["id_token_signing_alg_values_supported"], strict_check_header=False
        )
        dates = jwt.JWTClaimsRegistry(iat={"essential": True}, leeway=LEEWAY)
        try:
            keys = KeySet.import_key_set(await self._app.fetch_jwk_set(force=True))
            claims = dict(jwt.decode(token, key=keys, registry=registry).claims)
            dates.validate(claims)
        except (JoseError, ValueError) as error:
            raise UnbelievableError(UNBELIEVABLE) from error
        except httpx.HTTPError as error:
            raise ProviderError(AWAY) from error
        return claims

    async def _with_session(
        self, request: Request, kept: dict[str, Any], step: Any, place: str | None, named: Any
    ) -> Any:
        """Authlib keeps what it must find again in the session of the request: ours is `kept`, and
        that of Streamlit stays as it was.
        """
        before = request.scope.get("session")
        request.scope["session"] = kept
        try:
            return await (step(request, place, **named) if place else step(request, **named))
        finally:
            if before is None:
                del request.scope["session"]
            else:
                request.scope["session"] = before


@lru_cache(maxsize=2)
def client_of(provider: Provider) -> Client:
    """One for a process: it keeps what the provider says of itself, and its keys."""
    return Client(provider)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value) if isinstance(value, list) else []
