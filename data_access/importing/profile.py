"""Profiles translate foreign layouts to the contract; `padrao` is the contract itself."""

from config.errors import UserError

STANDARD = "padrao"
PROFILES = (STANDARD,)


class UnknownProfileError(UserError):
    """Asked for a profile that is not there."""


def require_profile(name: str) -> None:
    """Raises UnknownProfileError with the list."""
    if name not in PROFILES:
        raise UnknownProfileError(f"O perfil “{name}” não existe. Os perfis são: {', '.join(PROFILES)}.")
