"""Where accounts are logged in: a table that every replica asks, so that what ends a session ends
it everywhere.

The browser holds a token of 128 random bits and nothing else. Here only its hash is kept: whoever
reads the table can be nobody by it.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Settings
from data_access.identity.accounts import (
    KnownAccount,
    Vouched,
    keyed_hash,
    known,
    readable_name,
    refused_login,
    require_account,
    take_account,
)
from data_access.identity.granted import rights_by_account
from data_access.operational.actor import PANEL, Actor
from data_access.operational.audit import audit_entry
from data_access.operational.engine import OperationalDatabaseError, operational_engine
from data_access.operational.identity_models import Account, UserSession
from indicators.rights import Right, Rights, read_right

TOKEN_BYTES = 16
LONGEST_DEVICE = 120
SKEW = timedelta(minutes=2)  # between the clocks of two replicas; more is a clock that was set back
SEEN_EVERY = timedelta(minutes=1)  # between two writings of when a session was used
_unwritten: dict[int, datetime] = {}  # when sessions were used, where it could not be written
LEFT, ENDED, PROVIDER, REPLACED = "saiu", "encerrada", "provedor", "entrou de novo"


@dataclass(frozen=True)
class Standing:
    """A session that is in force: whose it is, and what may be done in it. Two are equal while
    nothing changed in what they allow.
    """

    session: int
    account: KnownAccount
    rights: Rights
    ends_at: datetime  # whatever is done until then


@dataclass(frozen=True)
class OpenSession:
    """A session as it is listed; moments are aware, in UTC."""

    id: int
    account: KnownAccount
    device: str
    issued_at: datetime
    seen_at: datetime


# Made once: it is asked of at every message of every open page.
_S, _A = UserSession, Account
_OPEN = (
    sa.select(
        *(_S.id, _S.token_hash, _S.rights, _S.authenticated_at, _S.issued_at, _S.seen_at),
        *(_S.account, _A.code, _A.name),
    )
    .join(_A, _A.id == _S.account)
    .where(
        _S.token_hash.in_(sa.bindparam("hashes", expanding=True)),
        _S.ended_at.is_(None),
        _A.disabled_at.is_(None),
    )
)


def token_hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def begin_session(settings: Settings, who: Vouched, device: str, replaced: str | None) -> str:
    """The token of a new session; that of the same browser ends. Raises LoginRefusedError."""
    try:
        return _begin(settings, who, device, replaced)
    except sa.exc.IntegrityError:  # it enters for the first time in two places at once
        return _begin(settings, who, device, replaced)


def _begin(settings: Settings, who: Vouched, device: str, replaced: str | None) -> str:
    now, token = datetime.now(UTC), secrets.token_urlsafe(TOKEN_BYTES)
    with Session(operational_engine(settings)) as session, session.begin():
        account = take_account(settings, session, who, now)
        person = known(account)
        named, refused = person.who, account.disabled_at is not None
        if refused:
            session.add(audit_entry(Actor(named, PANEL), "entrada_recusada", named))
        else:
            _end_token(session, replaced, now, REPLACED)
            session.add(_new_session(settings, account, who, token, device, now))
            given = sorted({right.role for right in who.rights})
            detail = {"papeis_do_provedor": given}
            session.add(audit_entry(Actor(named, PANEL), "entrada", named, detail))
    if refused:
        raise refused_login(person)
    return token


def _new_session(
    settings: Settings, account: Account, who: Vouched, token: str, device: str, now: datetime
) -> UserSession:
    sid = who.provider_session
    return UserSession(
        token_hash=token_hash(token),
        account=account.id,
        provider_session=keyed_hash(settings, who.issuer, "sid", sid) if sid else None,
        device=readable_name(device)[:LONGEST_DEVICE],
        rights=[
            {"role": right.role, "places": sorted(right.places), "edition": right.edition}
            for right in who.rights
        ],
        authenticated_at=who.authenticated_at,
        issued_at=now,
        seen_at=now,
    )


def standing_of(settings: Settings, token: str, now: datetime | None = None) -> Standing | None:
    """What the session of a token allows; None where there is none in force."""
    hashed = token_hash(token)
    return standings(settings, [hashed], now).get(hashed)


def standings(
    settings: Settings, hashes: Collection[str], now: datetime | None = None
) -> Mapping[str, Standing]:
    """The sessions that are in force, of those whose tokens have these hashes."""
    instant = now or datetime.now(UTC)
    with operational_engine(settings).connect() as connection:
        found = [
            (row, KnownAccount(row.account, row.code, row.name))
            for row in connection.execute(_OPEN, {"hashes": list(hashes)})
            if _in_force(settings, row.id, row.issued_at, row.seen_at, instant)
        ]
        accounts = [account for _, account in found]
        given = rights_by_account(connection, accounts, instant, settings.first_admin)
    return {
        row.token_hash: Standing(
            row.id,
            account,
            Rights(
                account.who,
                _rights_of_provider(row.rights) | given[account.id],
                account.code,
                row.authenticated_at,
            ),
            row.issued_at + timedelta(hours=settings.session_hours),
        )
        for row, account in found
    }


def _in_force(
    settings: Settings, number: int, issued: datetime, seen: datetime, now: datetime
) -> bool:
    """A session from the future is none: a clock that is set back would make it last for ever."""
    seen = max(seen, _unwritten.get(number, seen))
    lasting = now < issued + timedelta(hours=settings.session_hours)
    used = now < seen + timedelta(minutes=settings.idle_minutes)
    return lasting and used and max(issued, seen) <= now + SKEW


def _rights_of_provider(rights: Iterable[Mapping[str, Any]]) -> frozenset[Right]:
    read = (read_right(one.get("role"), one.get("places"), one.get("edition")) for one in rights)
    return frozenset(right for right in read if right is not None)


def mark_seen(settings: Settings, session_id: int, now: datetime | None = None) -> None:
    """The session is being used; written once a minute. What cannot be written is remembered here:
    a full disk ends no session that is in use.
    """
    instant = now or datetime.now(UTC)
    row = UserSession
    try:
        with Session(operational_engine(settings)) as session, session.begin():
            session.execute(
                sa.update(row)
                .where(row.id == session_id, row.seen_at < instant - SEEN_EVERY)
                .values(seen_at=instant)
            )
    except OperationalDatabaseError:
        _unwritten[session_id] = instant
        raise
    _unwritten.pop(session_id, None)


def leave(settings: Settings, token: str) -> None:
    """End the session of a token, where it is in force."""
    now = datetime.now(UTC)
    with Session(operational_engine(settings)) as session, session.begin():
        _end_token(session, token, now, LEFT)


def _end_token(session: Session, token: str | None, now: datetime, why: str) -> None:
    if token is None:
        return
    _end(session, UserSession.token_hash == token_hash(token), now, why)


def end_of_provider(
    settings: Settings, issuer: str, provider_session: str | None, subject: str | None
) -> int:
    """What the provider says has ended: one login, or all of an account. Returns how many ended."""
    now = datetime.now(UTC)
    with Session(operational_engine(settings)) as session, session.begin():
        if provider_session is not None:
            hashed = keyed_hash(settings, issuer, "sid", provider_session)
            return _end(session, UserSession.provider_session == hashed, now, PROVIDER)
        identity = keyed_hash(settings, issuer, subject or "")
        of_account = sa.select(Account.id).where(Account.identity == identity)
        return _end(session, UserSession.account.in_(of_account), now, PROVIDER)


def end_session(settings: Settings, session_id: int, actor: Actor) -> bool:
    """Whether there was such a session in force; it has ended."""
    now = datetime.now(UTC)
    with Session(operational_engine(settings)) as session, session.begin():
        return bool(_end(session, UserSession.id == session_id, now, ENDED, actor))


def _end(
    session: Session,
    which: sa.ColumnElement[bool],
    now: datetime,
    why: str,
    actor: Actor | None = None,
) -> int:
    """End sessions, each with its entry in the trail. Without an actor it was the account itself,
    or the provider in its name.
    """
    found = session.execute(
        sa.select(UserSession, Account)
        .join(Account, Account.id == UserSession.account)
        .where(which, UserSession.ended_at.is_(None))
    )
    count = 0
    for row, account in found:
        row.ended_at, row.ended_why = now, why
        named = known(account).who
        by = actor or Actor(named, PANEL)
        session.add(audit_entry(by, "saida", named, {"como": why, "sessao": row.id}))
        count += 1
    return count


def open_sessions(settings: Settings, account: int | None = None) -> list[OpenSession]:
    """Those in force, of an account or of all, the one used last first."""
    chosen = (
        sa.select(UserSession, Account)
        .join(Account, Account.id == UserSession.account)
        .where(UserSession.ended_at.is_(None), Account.disabled_at.is_(None))
        .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
    )
    if account is not None:
        chosen = chosen.where(UserSession.account == account)
    now = datetime.now(UTC)
    with Session(operational_engine(settings)) as session:
        return [
            OpenSession(row.id, known(owner), row.device, row.issued_at, row.seen_at)
            for row, owner in session.execute(chosen)
            if _in_force(settings, row.id, row.issued_at, row.seen_at, now)
        ]


def set_disabled(settings: Settings, code: str, disabled: bool, actor: Actor) -> KnownAccount:
    """Keep an account out, and end its sessions; or let it enter again.

    Raises UnknownAccountError.
    """
    now = datetime.now(UTC)
    with Session(operational_engine(settings)) as session, session.begin():
        account = require_account(session, code)
        act = "conta_desativada" if disabled else "conta_reativada"
        account.disabled_at = now if disabled else None
        session.add(audit_entry(actor, act, known(account).who))
        if disabled:
            _end(session, UserSession.account == account.id, now, ENDED, actor)
        return known(account)
