"""Who has the page open that is being drawn, and what may be seen and done on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial

import streamlit as st

from config.errors import UserError
from config.provider import identity_provider
from config.settings import get_settings
from data_access.identity.accounts import KnownAccount
from data_access.identity.granted import mark_used
from data_access.identity.sessions import Standing, standing_of
from indicators.rights import Rights
from pages.server.identity.cookies import session_token
from pages.server.identity.use_notes import use_notes

OVER = "A sua sessão terminou. Recarregue a página para entrar de novo."
_noted: set[tuple[int, str, date]] = set()  # uses of a role that were written


class NoSessionError(UserError):
    """Whoever has the page open is nobody any more."""


@dataclass(frozen=True)
class Visitor:
    """``standing`` is None for the local user, where no provider of identities is set."""

    rights: Rights
    standing: Standing | None = None

    @property
    def account(self) -> KnownAccount | None:
        return self.standing.account if self.standing else None

    def note_use(self, roles: Collection[str]) -> None:
        """Put on record, once a day, which of its rights open what is looked at."""
        if self.standing is None:
            return
        account, now = self.standing.account.id, datetime.now(UTC)
        used = {right.role for right in self.rights.held} & set(roles)
        fresh = {(account, role, now.date()) for role in used} - _noted
        if fresh:
            _noted.update(fresh)
            roles = frozenset(role for _, role, _ in fresh)
            use_notes.put((account, roles), partial(_note, account, roles, now))


def _note(account: int, roles: Collection[str], now: datetime) -> None:
    try:
        mark_used(get_settings(), account, roles, now)
    except UserError:  # the next look tries again
        _noted.difference_update((account, role, now.date()) for role in roles)
        raise


def visitor() -> Visitor:
    """Asked of the table of sessions at every drawing. Raises NoSessionError."""
    settings = get_settings()
    provider = identity_provider(settings)
    if provider is None:
        return Visitor(Rights.of_local_user())
    token = session_token(st.context.cookies, provider)
    standing = standing_of(settings, token) if token else None
    if standing is None:
        raise NoSessionError(OVER)
    return Visitor(standing.rights, standing)
