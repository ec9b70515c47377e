"""What an auditor does: reads the trail, verifies it and signs its newest entry."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config.progress import Progress
from config.roles import AUDITOR
from config.settings import Settings
from data_access.identity.asking import Door, asker, require_role
from data_access.operational import heads
from data_access.operational.actor import PANEL, Actor, Origin
from data_access.operational.audit import record_audit
from data_access.operational.engine import OperationalDatabaseError
from data_access.operational.heads import SignedHead
from data_access.operational.reading_trail import (
    TrailEntry,
    TrailQuestion,
    count_entries,
    trail_choices,
    trail_entries,
)
from data_access.operational.refusals import settle_refused_acts
from data_access.operational.verification import Verification, verify_trail
from indicators.scope import Access

log = logging.getLogger("territorio360")
EXPORTED = "dados_baixados"


@dataclass(frozen=True)
class Auditor(Door):
    """The trail, as who holds the role may see it. Made by `auditor` alone."""

    def entries(
        self, question: TrailQuestion, limit: int | None = None, skip: int = 0
    ) -> list[TrailEntry]:
        """The newest first."""
        return trail_entries(self.settings, question, limit, skip)

    def count(self, question: TrailQuestion) -> int:
        return count_entries(self.settings, question)

    def choices(self) -> tuple[list[str], list[str]]:
        """Who, and which acts, there are entries of."""
        return trail_choices(self.settings)

    def verify(self, progress: Progress) -> Verification:
        """Raises SignatureError."""
        return verify_trail(self.settings, progress=progress)

    def newest_signature(self) -> SignedHead | None:
        """Raises SignatureError."""
        return heads.newest_head(self.settings)

    def sign(self) -> SignedHead | None:
        """Sign the newest entry now; None where there is none.

        Raises SignatureError, and FreshLoginError without a fresh login: it uses the key.
        """
        self._require_fresh("Assinar a trilha")
        settle_refused_acts(self.settings)
        return heads.sign_head(self.settings)

    def public_key(self) -> str:
        """PEM of the key that verifies the signatures. Raises SignatureError."""
        return heads.public_key_text(self.settings)


def auditor(settings: Settings, access: Access, origin: Origin) -> Auditor:
    """Raises AccessDeniedError for whoever does not hold the role."""
    sentence = (
        f"Ler a trilha de auditoria é de quem tem o papel {AUDITOR}; peça-o a quem administra o"
        " painel."
    )
    require_role(settings, access, origin, (AUDITOR,), sentence)
    try:
        settle_refused_acts(settings)
    except OperationalDatabaseError as error:  # a full disk hides no entry that is there
        log.warning("what was counted of refused acts is not in the trail yet: %s", error)
    return Auditor(settings, access, origin)


def record_export(
    settings: Settings, access: Access, origin: Origin, name: str, detail: Mapping[str, Any]
) -> None:
    """Put on record that a table leaves the product. Raises OperationalDatabaseError where it
    cannot be: what could not be recorded does not leave.
    """
    record_audit(settings, asker(access, origin), EXPORTED, name, detail)


def record_refused_login(settings: Settings) -> None:
    """Put on record that somebody came back from the provider with what cannot be believed."""
    record_audit(settings, Actor("desconhecido", PANEL), "entrada_recusada", "resposta do provedor")


def sign_when_due(settings: Settings) -> SignedHead | None:
    """Sign the newest entry where the last signature is a day old; None where nothing was due.

    What the product does by itself asks for no role. Raises SignatureError.
    """
    settle_refused_acts(settings)
    return heads.sign_when_due(settings)
