"""Who stands at a door of the data layer, and what happens to whoever may not pass.

All that is done or seen by right is asked of a `Door`: one that lacks the right leaves the act in
the trail, whatever the pages or the commands make of the refusal. A door need not think of it:
every public method of a class that is one is watched.
"""

import logging
from collections.abc import Callable, Collection
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from inspect import isfunction, signature
from typing import Any

from config.audit import request_words
from config.errors import UserError
from config.settings import Settings
from data_access.operational.actor import Actor, Origin, current_user
from data_access.operational.refusals import record_refused_act
from indicators.scope import LOCAL, Access, AccessDeniedError

FRESH = timedelta(minutes=15)  # since the account proved who it is, for grave acts
ENTER_AGAIN = (
    "{what} pede que você tenha entrado há pouco. Entre de novo e repita; nada foi mudado."
)
# What the first argument of an act may be called for the trail to have it: others may be of people.
TOLD = ("slug", "edition_id", "import_id", "code", "right", "session", "right_id", "mark_id")
_asked = ContextVar("_asked", default=False)
log = logging.getLogger("territorio360")


class FreshLoginError(AccessDeniedError):
    """The identity has the right, and proved too long ago who it is for what was asked."""


def asker(access: Access, origin: Origin) -> Actor:
    """How who asks is called on record: the account that runs the product, where nobody was asked
    for a name.
    """
    own = current_user() if access.subject == LOCAL else access.subject
    return Actor(own, origin, access.account)


@dataclass(frozen=True)
class Door:
    """The rights of whoever asks, and from where."""

    settings: Settings
    access: Access
    origin: Origin

    def __init_subclass__(cls, **named: Any) -> None:
        super().__init_subclass__(**named)
        for name, made in list(vars(cls).items()):
            if isfunction(made) and not name.startswith("_"):
                setattr(cls, name, _watched(made))

    @property
    def needs_login(self) -> bool:
        """Whether the account proved too long ago who it is for grave acts. Where nobody was asked
        for a name there is no login to repeat.
        """
        at = self.access.authenticated_at
        return self.access.subject != LOCAL and (at is None or datetime.now(UTC) - at > FRESH)

    def _require_fresh(self, what: str) -> None:
        """Raises FreshLoginError."""
        if self.needs_login:
            raise FreshLoginError(ENTER_AGAIN.format(what=what))


def require_role(
    settings: Settings, access: Access, origin: Origin, roles: Collection[str], sentence: str
) -> None:
    """Raises AccessDeniedError, with `sentence`, for whoever holds none of the roles."""
    if not any(access.holds(role) for role in roles):
        error = AccessDeniedError(sentence, ", ".join(roles))
        put_on_record(settings, access, origin, error, act="papel")
        raise error


def put_on_record(
    settings: Settings,
    access: Access,
    origin: Origin,
    error: AccessDeniedError,
    *,
    act: str,
) -> None:
    """A refusal, once. One that leaves no trace refuses all the same.

    What nobody asked under a name (an answer that is kept for all who may see it) is on record
    where somebody did.
    """
    if error.on_record or not access.subject:
        return
    error.on_record = True
    try:
        record_refused_act(settings, asker(access, origin), request_words(act), error.about)
    except UserError as failed:
        log.error("a refused act is not on record: %s", failed)


def _watched(method: Callable[..., Any]) -> Callable[..., Any]:
    first = list(signature(method).parameters)[1:2]

    def told(given: tuple[Any, ...]) -> str:
        return str(given[0]) if given and first[0] in TOLD else ""

    @wraps(method)
    def asked(self: Door, *given: Any, **named: Any) -> Any:
        if _asked.get():  # by another method of a door, which is what was asked
            return method(self, *given, **named)
        token = _asked.set(True)
        try:
            return method(self, *given, **named)
        except AccessDeniedError as error:
            error.about = error.about or told(given)
            put_on_record(self.settings, self.access, self.origin, error, act=method.__name__)
            raise
        finally:
            _asked.reset(token)

    return asked
