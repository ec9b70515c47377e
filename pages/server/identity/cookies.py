"""The two cookies of an identity: the token of a session, and what a login that has begun must find
again when the provider sends the browser back.

Behind TLS both are `__Host-` cookies, which no other name of the same domain can set. On
http://localhost browsers refuse those, and the plain name is used.
"""

import base64
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from starlette.responses import Response

from config.provider import Provider

SESSION, ATTEMPT = "t360", "t360-entrada"
ATTEMPT_SECONDS = 600
LONGEST_TOKEN = 64


def cookie_name(provider: Provider, name: str) -> str:
    return f"__Host-{name}" if provider.secure else name


def session_token(cookies: Mapping[str, str], provider: Provider) -> str | None:
    token = cookies.get(cookie_name(provider, SESSION), "")
    return token if 0 < len(token) <= LONGEST_TOKEN else None


def set_cookie(
    response: Response, provider: Provider, name: str, value: str, seconds: int | None = None
) -> None:
    """Not read by scripts, and not sent by the pages of others; without `seconds` it goes with the
    browser, and the server says earlier when it is worth nothing.
    """
    response.set_cookie(
        cookie_name(provider, name),
        value,
        max_age=seconds,
        path="/",
        secure=provider.secure,
        httponly=True,
        samesite="lax",  # the way back from the provider is a link from elsewhere
    )


def drop_cookie(response: Response, provider: Provider, name: str) -> None:
    set_cookie(response, provider, name, "", 0)


def sealed_attempt(provider: Provider, attempt: Mapping[str, Any]) -> str:
    """Nobody but a replica of this panel can read or write it."""
    return _fernet(provider).encrypt(json.dumps(attempt).encode()).decode()


def opened_attempt(provider: Provider, cookies: Mapping[str, str]) -> dict[str, Any] | None:
    """None where there is none, or it is old or was made elsewhere."""
    sealed = cookies.get(cookie_name(provider, ATTEMPT), "")
    try:
        plain = _fernet(provider).decrypt(sealed.encode(), ttl=ATTEMPT_SECONDS)
    except InvalidToken:
        return None
    return dict(json.loads(plain))


def _fernet(provider: Provider) -> Fernet:
    """By a key that all replicas have without being told another secret."""
    key = sha256(f"territorio360 entrada {provider.client_secret}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
