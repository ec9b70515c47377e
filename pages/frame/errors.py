"""The one place that turns errors into words:
a user's error as it is, a bug as an id that is in the log.
"""

import logging
import uuid
from collections.abc import Callable

from config.errors import UserError
from config.machine import system_sentence
from pages.components import messages

log = logging.getLogger("territorio360")


def report(error: Exception) -> bool:
    """Show an error where the page was being drawn. True: nothing else is to be shown."""
    if isinstance(error, UserError):
        messages.user_error(str(error))
        return True
    identifier = uuid.uuid4().hex[:8]
    log.error("error %s", identifier, exc_info=error)
    sentence = system_sentence(error, whole_path=False)
    if sentence is not None:
        messages.user_error(sentence)
        return True
    messages.bug(identifier)
    return True


def run_guarded(action: Callable[[], None]) -> None:
    """Run part of a page; what fails there leaves the rest of the page standing."""
    try:
        action()
    except Exception as error:
        report(error)
