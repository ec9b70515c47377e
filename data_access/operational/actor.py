"""Who changes data, and from where: what every entry of the audit trail is signed with."""

from dataclasses import dataclass
from getpass import getuser
from typing import Literal

Origin = Literal["painel", "linha de comando"]
PANEL: Origin = "painel"
COMMAND_LINE: Origin = "linha de comando"


@dataclass(frozen=True)
class Actor:
    """``origin`` is None only of what ran before origins were kept; ``account`` is the code of the
    account that acts, empty where nobody was asked for a name.
    """

    name: str
    origin: str | None = None
    account: str = ""


def current_user() -> str:
    """Who runs this process; a service without an account has no name to give."""
    try:
        return getuser()
    except (OSError, KeyError):
        return "sistema"


def this_account() -> Actor:
    """The account of the process, where nobody said who asks."""
    return Actor(current_user())
