"""Doing what was asked, and saying what came of it on the page that is drawn next."""

from collections.abc import Callable

from config.errors import UserError
from pages.components import messages
from pages.state import session


def act(done: str, action: Callable[[], object]) -> None:
    """Do `action` and leave the sentence `done`, or why it was not done."""
    try:
        action()
    except UserError as error:
        session.say(str(error), done=False)
    else:
        session.say(done)


def tell_what_was_done() -> None:
    text, done = session.take_said_sentence()
    if text:
        (messages.success if done else messages.refusal_note)(text)
