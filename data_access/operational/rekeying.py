"""What the operational store has of people is hashed again by the key that a rotation adds.

Decisions on units of an edition stay: they are known by the codes of that edition, which no
rotation changes. Codes of accounts stay too, as the trail and the settings have them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Settings
from data_access.base.pseudonym import HashKey, digest_again, fingerprint, pseudonym_again
from data_access.operational.engine import operational_engine
from data_access.operational.identity_models import Account, UserSession
from data_access.operational.models import ImportRun, KeyRotation
from data_access.operational.subject_models import SubjectBlock, SubjectCorrection
from data_access.operational.subjects import PERSON


@dataclass(frozen=True)
class Kept:
    """How many of each are hashed by the key in force: people and attendances that do not come in
    again, corrected cells, accounts.
    """

    erased: int
    corrections: int
    accounts: int


def kept_by(settings: Settings, key: HashKey) -> Kept:
    known = fingerprint(key)
    counts = (
        sa.select(sa.func.count()).where(SubjectBlock.key_fingerprint == known),
        sa.select(sa.func.count()).where(SubjectCorrection.key_fingerprint == known),
        sa.select(sa.func.count()).select_from(Account),
    )
    with Session(operational_engine(settings)) as session:
        return Kept(*(session.execute(counted).scalar_one() for counted in counts))


def fingerprints_of_imports(settings: Settings) -> Mapping[str, str]:
    """What tells the key with which each import was hashed; empty where it has no identifiers."""
    chosen = sa.select(ImportRun.import_id, ImportRun.key_fingerprint)
    with Session(operational_engine(settings)) as session:
        return dict(row for row in session.execute(chosen))


def record_rotation(session: Session, before: HashKey, layer: bytes) -> str:
    """From the transaction of the caller on the key has one more layer, and the store is hashed by
    it. Returns the new fingerprint.
    """
    old, new = fingerprint(before), fingerprint(before.with_layer(layer))
    session.execute(
        sa.update(ImportRun).where(ImportRun.key_fingerprint == old).values(key_fingerprint=new)
    )
    erased = sa.select(SubjectBlock).where(SubjectBlock.key_fingerprint == old)
    for block in session.scalars(erased):
        again = pseudonym_text_again if block.kind == PERSON else digest_again
        block.mark, block.key_fingerprint = again(block.mark, layer), new
    corrected = sa.select(SubjectCorrection).where(SubjectCorrection.key_fingerprint == old)
    for row in session.scalars(corrected):
        row.pseudonym = pseudonym_text_again(row.pseudonym, layer)
        row.key_fingerprint = new
    for account in session.scalars(sa.select(Account)):
        account.identity = digest_again(account.identity, layer)
    named = sa.select(UserSession).where(UserSession.provider_session.is_not(None))
    for login in session.scalars(named):
        login.provider_session = digest_again(login.provider_session or "", layer)
    session.add(KeyRotation(fingerprint=new, at=datetime.now(UTC)))
    return new


def pseudonym_text_again(before: str, layer: bytes) -> str:
    """`pseudonym_again` of a pseudonym as the store writes it."""
    return str(pseudonym_again(UUID(before), layer))
