"""Errors that a user can cause: each carries the sentence that the user reads."""


class UserError(Exception):
    """Base of every error made for users.

    ``str(error)`` is one or two sentences in Portuguese: what was expected, what was found and what
    to do. Entry points catch it in one place and show it without a traceback; anything else is a
    bug.
    """
