"""The jobs of the tests that kill imports; each may be told to die when a function is entered or
left.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from config.settings import get_settings
from data_access.importing.run import import_table
from data_access.plausibility import run as _plausibility  # noqa: F401 - imported before the fork
from data_access.profiles import layout as _layout  # noqa: F401 - the same
from data_access.staging.files import undo_import
from tests.support.forking import serve

MUNICIPALITIES = pd.DataFrame([("3550308", "São Paulo", "SP")], columns=["code", "name", "uf"])
MODULES = "/data_access/"


def bring(source: str, moment: str = "") -> None:
    """`moment`: ``call enter`` or ``return enter``, where the process kills itself."""
    if moment:
        event, name = moment.split()
        sys.setprofile(lambda frame, what, _: _die(frame, what == event, name))
    import_table(get_settings(), "atendimentos", Path(source), municipalities=MUNICIPALITIES)


def _die(frame: Any, now: bool, name: str) -> None:
    if now and frame.f_code.co_name == name and MODULES in frame.f_code.co_filename:
        os.kill(os.getpid(), signal.SIGKILL)


def undo(import_id: str) -> None:
    undo_import(get_settings(), import_id)


if __name__ == "__main__":
    serve({"import": bring, "undo": undo})
