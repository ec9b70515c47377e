"""Acts that were refused, in the trail: the first at once, and who insists as a number.

Whoever tries the same again within a minute adds to a count, which becomes one entry when the
minute is over: at the next refusal of anybody, or when somebody reads or signs the trail. Beyond
`MOST` different acts in a minute those of an account count together, so that nobody fills the trail
by asking for ever another thing.
"""

import unicodedata
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Settings
from data_access.operational.actor import Actor
from data_access.operational.audit import audit_entry
from data_access.operational.engine import operational_engine
from data_access.operational.models import RefusedAct

REFUSED_ACT = "ato_negado"
MINUTE = timedelta(minutes=1)
MOST = 20  # different acts of an account in a minute
LONGEST = 80  # letters of what was asked for
OTHERS = "outros"


def record_refused_act(
    settings: Settings, actor: Actor, act: str, subject: str, now: datetime | None = None
) -> None:
    """Put on record that `actor` may not do `act` to `subject`. `act` is what people
    read; what was asked for is cut, and loses what no name has.
    """
    instant = now or datetime.now(UTC)
    try:
        _record(settings, actor, act, _readable(subject), instant)
    except sa.exc.IntegrityError:  # of the same account in two places at once
        _record(settings, actor, act, _readable(subject), instant)


def settle_refused_acts(settings: Settings, now: datetime | None = None) -> None:
    """Write what was counted in minutes that are over."""
    instant = now or datetime.now(UTC)
    over = sa.select(RefusedAct.id).where(RefusedAct.since <= instant - MINUTE).limit(1)
    with operational_engine(settings).connect() as connection:
        if connection.execute(over).first() is None:
            return
    with Session(operational_engine(settings)) as session, session.begin():
        _settle(session, instant)


def _record(settings: Settings, actor: Actor, act: str, subject: str, now: datetime) -> None:
    with Session(operational_engine(settings)) as session, session.begin():
        _settle(session, now)
        if _count_again(session, _key(actor, act, subject)):
            return
        of_account = sa.select(sa.func.count()).where(RefusedAct.who == actor.name)
        if session.scalars(of_account).one() >= MOST:
            act = subject = OTHERS
            if _count_again(session, _key(actor, act, subject)):
                return
        session.add(
            RefusedAct(
                key=_key(actor, act, subject),
                who=actor.name,
                origin=actor.origin or "",
                act=act,
                object=subject,
                since=now,
                more=0,
            )
        )
        session.add(audit_entry(actor, REFUSED_ACT, subject, {"pedido": act}))


def _settle(session: Session, now: datetime) -> None:
    """Each row is taken by one process alone, whoever else settles at the same moment."""
    row = RefusedAct
    gone = session.execute(
        sa.delete(row)
        .where(row.since <= now - MINUTE)
        .returning(row.who, row.origin, row.act, row.object, row.since, row.more)
    ).all()
    for who, origin, act, subject, since, more in sorted(gone, key=lambda item: item.since):
        if more:
            detail = {"pedido": act, "repetido": more, "desde": since.isoformat(timespec="seconds")}
            session.add(audit_entry(Actor(who, origin), REFUSED_ACT, subject, detail))


def _count_again(session: Session, key: str) -> bool:
    row = RefusedAct
    again = session.execute(sa.update(row).where(row.key == key).values(more=row.more + 1))
    return bool(getattr(again, "rowcount", 0))


def _key(actor: Actor, *parts: str) -> str:
    told = (actor.name, actor.origin or "", *parts)
    return sha256("".join(f"{len(part)}:{part}" for part in told).encode()).hexdigest()


def _readable(text: str) -> str:
    """What somebody asked for may hold anything: controls and marks of direction are left out."""
    kept = "".join(
        " " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text[:200]
    )
    return " ".join(kept.split())[:LONGEST]
