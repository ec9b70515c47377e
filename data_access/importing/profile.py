"""Profiles translate foreign layouts to the contract; `padrao` is the contract itself."""

from config.errors import UserError
from data_access.contract import Table
from data_access.importing.layout import Layout, StandardLayout

STANDARD = "padrao"
PROFILES = (STANDARD,)


class UnknownProfileError(UserError):
    """Asked for a profile that is not there."""


def layout_of(profile: str, table: Table) -> Layout:
    """How a profile reads a table. Raises UnknownProfileError with the list."""
    if profile != STANDARD:
        raise UnknownProfileError(f"O perfil “{profile}” não existe. Os perfis são: {', '.join(PROFILES)}.")
    return StandardLayout(table)
