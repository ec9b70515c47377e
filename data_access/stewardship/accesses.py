"""What an administrator of accesses does, and what everybody may do with the own sessions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from config.roles import ADMINISTRATOR, ROLES
from config.settings import Settings
from data_access.identity import granted, sessions
from data_access.identity.accounts import AccountRecord, KnownAccount, list_accounts
from data_access.identity.asking import Door, asker, require_role
from data_access.identity.granted import GivenRight, RightError
from data_access.identity.sessions import OpenSession
from data_access.operational.actor import Actor, Origin
from data_access.recognition.store import recognition_record
from indicators.rights import read_right
from indicators.scope import EVERY_EDITION, Access, AccessDeniedError

UNUSED = timedelta(days=60)
GRAVE = "Dar, tirar ou encerrar acessos"


@dataclass(frozen=True)
class OwnSessions(Door):
    """The sessions of whoever asks."""

    @property
    def actor(self) -> Actor:
        return asker(self.access, self.origin)

    def own_sessions(self) -> list[OpenSession]:
        """None where nobody was asked for a name."""
        code = self.access.account
        return [item for item in sessions.open_sessions(self.settings) if item.account.code == code]

    def end_own(self, session: int) -> None:
        """Raises AccessDeniedError for one of another account."""
        if session not in {item.id for item in self.own_sessions()}:
            raise AccessDeniedError("Esta sessão já terminou, ou não é sua.")
        sessions.end_session(self.settings, session, self.actor)


@dataclass(frozen=True)
class AccessOffice(OwnSessions):
    """Accounts, rights and sessions of everybody. Made by `access_office` alone."""

    def accounts(self) -> list[AccountRecord]:
        return list_accounts(self.settings)

    def rights(self) -> list[GivenRight]:
        """Those given in this installation and in force; what groups of the provider give is
        theirs.
        """
        return granted.rights_in_force(self.settings)

    def unused(self) -> list[GivenRight]:
        """Rights that have been there for a while and that nobody used in that time."""
        since = datetime.now(UTC) - UNUSED
        return [
            item for item in self.rights() if max(item.given_at, item.used_at or since) <= since
        ]

    def all_sessions(self) -> list[OpenSession]:
        return sessions.open_sessions(self.settings)

    def give(
        self,
        code: str,
        role: str,
        places: Collection[str],
        edition: str = "",
        expires_at: datetime | None = None,
    ) -> GivenRight:
        """Raises RightError, UnknownAccountError, UnknownRecognitionError where there is no such
        edition, and FreshLoginError without a fresh login.
        """
        self._require_fresh(GRAVE)
        right = read_right(role, list(places), edition)
        if right is None:
            raise RightError(_what_a_right_is(role))
        if right.edition not in ("", EVERY_EDITION):
            recognition_record(self.settings, right.edition)
        return granted.grant(self.settings, code, right, self.actor, expires_at)

    def take_away(self, right: int) -> None:
        """Raises RightError, and FreshLoginError without a fresh login."""
        self._require_fresh(GRAVE)
        granted.revoke(self.settings, right, self.actor)

    def end(self, session: int) -> bool:
        """Whether it was in force."""
        self._require_fresh(GRAVE)
        return sessions.end_session(self.settings, session, self.actor)

    def disable(self, code: str, disabled: bool = True) -> KnownAccount:
        """Keep an account out, or let it enter again. Raises UnknownAccountError."""
        self._require_fresh(GRAVE)
        return sessions.set_disabled(self.settings, code, disabled, self.actor)


def access_office(settings: Settings, access: Access, origin: Origin) -> AccessOffice:
    """Raises AccessDeniedError for whoever does not hold the role."""
    sentence = (
        f"Dar e tirar acessos é de quem tem o papel {ADMINISTRATOR}; peça-o a quem administra o"
        " painel."
    )
    require_role(settings, access, origin, (ADMINISTRATOR,), sentence)
    return AccessOffice(settings, access, origin)


def _what_a_right_is(role: str) -> str:
    if role not in ROLES:
        return f"Não há o papel “{role[:40]}”. Os papéis são: {', '.join(ROLES)}."
    return (
        "Este acesso não se entende. A coordenação é de uma ou mais UFs, em siglas maiúsculas, ou"
        " territórios próprios, pelo código, como 31-zona-da-mata; o comitê, do país (BR) ou de"
        " UFs, e de uma edição de reconhecimento (* para todas); os demais papéis são do país (BR),"
        " sem edição."
    )
