"""Sealed results as they are kept, and what shows that one is what was sealed: its sum, the entry
that the seal left in the audit trail, and the signature under it.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Settings
from data_access.operational.engine import operational_engine
from data_access.operational.heads import SignedHead, read_heads
from data_access.operational.models import AuditEntry
from data_access.operational.recognition_models import RecognitionResult
from data_access.recognition.errors import RecognitionError, UnknownRecognitionError
from data_access.recognition.results import digest
from data_access.recognition.store import require_edition

SEALED = "reconhecimento_selado"  # the act, as the trail has it


@dataclass(frozen=True)
class SealedResult:
    """A result as it was sealed. ``content`` is the text, read."""

    slug: str
    text: str
    sha256: str
    rules_version: int
    member: str
    at: datetime

    @property
    def content(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.text)
        return content

    def units(self, category: str) -> dict[str, dict[str, Any]]:
        """What was sealed of each unit of a category, by code."""
        for item in self.content["categorias"]:
            if item["id"] == category:
                return {unit["codigo"]: unit for unit in item["unidades"]}
        raise UnknownRecognitionError(f"O resultado de {self.slug} não tem “{category}”.")


def sealed_result(settings: Settings, slug: str) -> SealedResult:
    """Raises RecognitionError where nothing was sealed, or the text is not what was sealed."""
    with Session(operational_engine(settings)) as session:
        require_edition(session, slug)
        row = session.get(RecognitionResult, slug)
    if row is None:
        raise RecognitionError(f"A edição {slug} ainda não tem resultado selado.")
    return _checked(row)


def _checked(row: RecognitionResult) -> SealedResult:
    if digest(row.text) != row.sha256:
        raise RecognitionError(
            f"O resultado selado de {row.slug} foi alterado: a sua soma não é a que foi selada."
            " Restaure o banco operacional de uma cópia de segurança."
        )
    return SealedResult(row.slug, row.text, row.sha256, row.rules_version, row.member, row.at)


def result_of_hash(settings: Settings, sha256: str) -> SealedResult | None:
    """The sealed result of that sum, as a certificate shows it; None where there is none."""
    r = RecognitionResult
    with Session(operational_engine(settings)) as session:
        row = session.scalars(sa.select(r).where(r.sha256 == sha256.strip().lower())).first()
    return None if row is None else _checked(row)


@dataclass(frozen=True)
class Proof:
    """What the audit trail says of a seal: the number of its entry (None where the trail has none
    with this sum), and the first signature that covers it (None until there is one).
    """

    entry: int | None
    head: SignedHead | None


def proof_of(settings: Settings, sealed: SealedResult) -> Proof:
    """Raises SignatureError where signatures cannot be read."""
    e = AuditEntry
    sealing = sa.select(e).where(e.action == SEALED, e.object == sealed.slug).order_by(e.id)
    with Session(operational_engine(settings)) as session:
        entries = [
            row.id
            for row in session.scalars(sealing)
            if (row.detail or {}).get("sha256") == sealed.sha256
        ]
    if not entries:
        return Proof(None, None)
    covering = (head for head in read_heads(settings) if head.entry >= entries[0])
    return Proof(entries[0], next(covering, None))
