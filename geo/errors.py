"""Errors of the territory that a user can cause or repair."""

from config.errors import UserError


class TerritoryError(UserError):
    """A mesh, register or service of the territory that cannot be used."""
