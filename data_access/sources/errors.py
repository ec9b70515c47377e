"""Errors of a source that a user can cause."""

from config.errors import UserError


class ImportRefusedError(UserError):
    """The source is refused whole and nothing that was stored changes."""
