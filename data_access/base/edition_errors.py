"""Errors of editions that a user can cause or must know of."""

from config.errors import UserError


class EditionError(UserError):
    """An edition that does not exist, is damaged or cannot be changed."""


class DamagedEditionError(EditionError):
    """An edition whose files are not those that were built: another one can be served."""
