"""The trail's newest entry is signed once a day while the panel serves."""

import logging
from threading import Event, Thread

from config.errors import UserError
from config.settings import get_settings
from data_access.stewardship.auditing import sign_when_due

log = logging.getLogger("territorio360")
EVERY = 3600.0  # seconds between two looks at whether a day has passed
_stopping = Event()


def start_signing() -> None:
    _stopping.clear()
    Thread(target=_sign_for_ever, name="sign-trail", daemon=True).start()


def stop_signing() -> None:
    _stopping.set()


def _sign_for_ever() -> None:
    """What cannot be signed is told, and does not keep anybody from reading."""
    while True:
        try:
            sign_when_due(get_settings())
        except (UserError, OSError) as error:  # of a disk that may be back in an hour
            log.warning("A trilha de auditoria não foi assinada: %s", error)
        if _stopping.wait(EVERY):
            return
