"""The rights that somebody gave to an account: a managed table, beside what the provider's groups
give.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.errors import UserError
from config.roles import ADMINISTRATOR
from config.settings import Settings
from data_access.identity.accounts import KnownAccount, known, require_account
from data_access.operational.actor import Actor
from data_access.operational.audit import audit_entry
from data_access.operational.engine import operational_engine
from data_access.operational.identity_models import Account, AccountRight
from indicators.rights import Right, read_right
from indicators.scope import COUNTRY


class RightError(UserError):
    """A right that cannot be given or taken away as it was asked."""


@dataclass(frozen=True)
class GivenRight:
    """A row of the table; moments are aware, in UTC. ``used_at`` is of the day of the last use,
    None where it never was.
    """

    id: int
    account: KnownAccount
    right: Right
    given_by: str
    given_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


def rights_in_force(
    settings: Settings, accounts: Collection[int] | None = None, now: datetime | None = None
) -> list[GivenRight]:
    """Those of some accounts, or of all; a row that is not to the letter gives nothing."""
    row, instant = AccountRight, now or datetime.now(UTC)
    chosen = (
        sa.select(row, Account)
        .join(Account, Account.id == row.account)
        .where(row.revoked_at.is_(None), sa.or_(row.expires_at.is_(None), row.expires_at > instant))
        .order_by(Account.name, Account.id, row.id)
    )
    if accounts is not None:
        chosen = chosen.where(row.account.in_(accounts))
    with Session(operational_engine(settings)) as session:
        found = [_given(item, account) for item, account in session.execute(chosen)]
    return [item for item in found if item is not None]


# Made once: it is asked of at every message of every open page.
_HELD = sa.select(
    AccountRight.account, AccountRight.role, AccountRight.places, AccountRight.edition
).where(
    AccountRight.account.in_(sa.bindparam("accounts", expanding=True)),
    AccountRight.revoked_at.is_(None),
    sa.or_(AccountRight.expires_at.is_(None), AccountRight.expires_at > sa.bindparam("now")),
)


def rights_by_account(
    connection: sa.Connection,
    accounts: Collection[KnownAccount],
    now: datetime,
    first_admin: str | None,
) -> Mapping[int, frozenset[Right]]:
    """Of each account what it was given and is in force, and what the first administrator has; a
    row that is not to the letter gives nothing.
    """
    held: dict[int, set[Right]] = {account.id: set() for account in accounts}
    for row in connection.execute(_HELD, {"accounts": [*held], "now": now}):
        right = read_right(row.role, row.places, row.edition)
        if right is not None:
            held[row.account].add(right)
    for account in accounts:
        if account.code == first_admin:
            held[account.id].add(Right(ADMINISTRATOR, frozenset({COUNTRY})))
    return {account: frozenset(rights) for account, rights in held.items()}


def grant(
    settings: Settings, code: str, right: Right, actor: Actor, expires_at: datetime | None = None
) -> GivenRight:
    """Give a right from now on; the same given before is taken over by this one.

    Raises UnknownAccountError, and RightError for an end that is not ahead.
    """
    now = datetime.now(UTC)
    if expires_at is not None and expires_at <= now:
        raise RightError(
            "O acesso terminaria antes de começar. Escolha um dia que ainda não passou."
        )
    with Session(operational_engine(settings), expire_on_commit=False) as session, session.begin():
        account = require_account(session, code)
        for same in _same(session, account, right):
            same.revoked_at, same.revoked_by = now, actor.name
        row = AccountRight(
            account=account.id,
            role=right.role,
            places=sorted(right.places),
            edition=right.edition,
            given_by=actor.name,
            given_at=now,
            expires_at=expires_at,
        )
        session.add(row)
        session.flush()
        detail = _detail(right) | ({"ate": expires_at.date().isoformat()} if expires_at else {})
        session.add(audit_entry(actor, "acesso_dado", known(account).who, detail))
        return GivenRight(row.id, known(account), right, actor.name, now, expires_at, None)


def revoke(settings: Settings, right_id: int, actor: Actor) -> None:
    """Take a right away. Raises RightError where it is not in force."""
    with Session(operational_engine(settings)) as session, session.begin():
        row = session.get(AccountRight, right_id)
        if row is None or row.revoked_at is not None:
            raise RightError(
                f"Não há acesso de número {right_id} em vigor. Veja os números com `t360 access"
                " list`."
            )
        account = session.get_one(Account, row.account)
        row.revoked_at, row.revoked_by = datetime.now(UTC), actor.name
        detail = {"papel": row.role, "onde": row.places, "edicao": row.edition}
        session.add(audit_entry(actor, "acesso_retirado", known(account).who, detail))


def mark_used(settings: Settings, account: int, roles: Collection[str], now: datetime) -> None:
    """Put on record that the rights of these roles served for something, for the review list."""
    with Session(operational_engine(settings)) as session, session.begin():
        session.execute(
            sa.update(AccountRight)
            .where(
                AccountRight.account == account,
                AccountRight.role.in_(roles),
                AccountRight.revoked_at.is_(None),
            )
            .values(used_at=now)
        )


def _same(session: Session, account: Account, right: Right) -> list[AccountRight]:
    rows = session.scalars(
        sa.select(AccountRight).where(
            AccountRight.account == account.id,
            AccountRight.role == right.role,
            AccountRight.edition == right.edition,
            AccountRight.revoked_at.is_(None),
        )
    )
    return [row for row in rows if set(row.places) == right.places]


def _detail(right: Right) -> dict[str, object]:
    return {"papel": right.role, "onde": sorted(right.places), "edicao": right.edition}


def _given(row: AccountRight, account: Account) -> GivenRight | None:
    right = read_right(row.role, row.places, row.edition)
    if right is None:
        return None
    moments = row.given_at, row.expires_at, row.used_at
    return GivenRight(row.id, known(account), right, row.given_by, *moments)
