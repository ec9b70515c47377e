"""Accounts: who the provider of identities vouched for.

An account is known by the provider's own name for it (``sub``), never by an e-mail, which may be
unverified, written otherwise or given to somebody else. That name may be a CPF, as in gov.br: only
a keyed hash of it is kept.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.access_map import AccessMap, load_access_map, values_of
from config.errors import UserError
from config.provider import Provider, identity_provider
from config.settings import Settings, SettingsError
from data_access.base.pseudonym import whole_digest
from data_access.operational.engine import operational_engine
from data_access.operational.identity_models import Account
from data_access.operational.keys import current_key
from indicators.rights import Right, read_right

CODE_LENGTH, LONGEST_NAME = 12, 80


class UnknownAccountError(UserError):
    """There is no account of that code."""


class LoginRefusedError(UserError):
    """The provider vouched for an account that may not enter. Its ``detail``, for the log, names
    the account by its code alone.
    """


@dataclass(frozen=True)
class Vouched:
    """What the provider says of whoever logs in. ``rights`` are those that its groups give;
    ``provider_session`` is its name for the login, ``authenticated_at`` when it asked for a
    password or the like.
    """

    issuer: str
    subject: str
    name: str = ""
    rights: frozenset[Right] = frozenset()
    provider_session: str | None = None
    authenticated_at: datetime | None = None


@dataclass(frozen=True)
class KnownAccount:
    """``who`` is how it is called on record: by its name, which may change or be another's too, and
    by its code, which is its own.
    """

    id: int
    code: str
    name: str

    @property
    def who(self) -> str:
        return f"{self.name} ({self.code})" if self.name else f"conta {self.code}"


def vouched(claims: Mapping[str, Any], issuer: str, given: AccessMap) -> Vouched:
    """What verified claims say, of which only texts and numbers of the expected kind are heeded."""
    subject, sid, at = claims["sub"], claims.get("sid"), claims.get("auth_time")
    names = values_of(claims, given.name_claim)
    return Vouched(
        issuer,
        subject,
        name=readable_name(next(iter(names))) if len(names) == 1 else "",
        rights=_rights_of_groups(claims, given),
        provider_session=sid if isinstance(sid, str) and sid else None,
        authenticated_at=datetime.fromtimestamp(at, UTC) if type(at) is int else None,
    )


def _rights_of_groups(claims: Mapping[str, Any], given: AccessMap) -> frozenset[Right]:
    found = (
        read_right(item.role, item.places, item.edition)
        for item in given.grant
        if item.value in values_of(claims, item.claim)
    )
    return frozenset(right for right in found if right is not None)


def required_access_map(settings: Settings) -> AccessMap:
    """Raises SettingsError where a right of the file is none, and would give nothing."""
    found = load_access_map(settings.access_map)
    bad = [
        f"{place} ({item.role}, {', '.join(item.places)})"
        for place, item in enumerate(found.grant, 1)
        if read_right(item.role, item.places, item.edition) is None
    ]
    if bad:
        raise SettingsError(
            "O arquivo de acessos (T360_ACCESS_MAP) tem acessos que não existem, contados do"
            f" primeiro: {'; '.join(bad)}. Papel, UFs em maiúsculas (BR para o país), códigos de"
            " territórios próprios e edição são ao pé da letra; docs/identidades.md os lista."
        )
    return found


def required_identities(settings: Settings) -> Provider | None:
    """None where there are no accounts. Raises SettingsError where a provider is half set, or the
    rights of its groups are not told to the letter.
    """
    provider = identity_provider(settings)
    if provider is not None:
        required_access_map(settings)
    return provider


def readable_name(text: str) -> str:
    """A name without what no name has: controls, marks of direction, line breaks."""
    kept = "".join(
        " " if unicodedata.category(letter)[0] in "CZ" else letter
        for letter in unicodedata.normalize("NFC", text)
    )
    return " ".join(kept.split())[:LONGEST_NAME].strip()


def keyed_hash(settings: Settings, *parts: str) -> str:
    """Of what the provider calls an account or a login; each part with its length before it."""
    text = "".join(f"{len(part)}:{part}" for part in ("identidade", *parts))
    return whole_digest(text, current_key(settings))


def known(account: Account) -> KnownAccount:
    return KnownAccount(account.id, account.code, account.name)


def refused_login(account: KnownAccount) -> LoginRefusedError:
    """Of an account that was disabled."""
    error = LoginRefusedError(
        f"A sua conta ({account.who}) foi desativada. Se isso é um engano, fale com quem administra"
        " o painel."
    )
    error.detail = f"a conta {account.code} está desativada"
    return error


def take_account(settings: Settings, session: Session, who: Vouched, now: datetime) -> Account:
    """The account of whoever was vouched for; a new one at the first login."""
    identity = keyed_hash(settings, who.issuer, who.subject)
    account = session.scalars(sa.select(Account).where(Account.identity == identity)).one_or_none()
    if account is None:
        account = Account(identity=identity, code=identity[:CODE_LENGTH], created_at=now)
        session.add(account)
    account.name, account.last_login_at = who.name, now
    session.flush()
    return account


def require_account(session: Session, code: str) -> Account:
    """Raises UnknownAccountError."""
    account = session.scalars(sa.select(Account).where(Account.code == code)).one_or_none()
    if account is None:
        raise UnknownAccountError(
            f"Não há conta de código “{code[:CODE_LENGTH]}”. Uma conta passa a existir quando a"
            " pessoa entra pela primeira vez, e a página lhe diz o código; veja-os com `t360 access"
            " list`."
        )
    return account


@dataclass(frozen=True)
class AccountRecord:
    """An account as it is listed; moments are aware, in UTC."""

    account: KnownAccount
    created_at: datetime
    last_login_at: datetime
    disabled: bool


def list_accounts(settings: Settings) -> list[AccountRecord]:
    """All of them, by name."""
    chosen = sa.select(Account).order_by(Account.name, Account.id)
    with Session(operational_engine(settings)) as session:
        return [
            AccountRecord(
                known(row),
                row.created_at,
                row.last_login_at,
                row.disabled_at is not None,
            )
            for row in session.scalars(chosen)
        ]
