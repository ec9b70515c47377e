"""The folder of the data is for one account, whoever made it and however it was left."""

import sys
from collections.abc import Sequence
from pathlib import Path

from cli.output import complain

OTHERS = 0o077  # what other accounts may do
OWN = 0o700
WITHOUT_HOME = ("--help", "--version", "doctor")  # `doctor` tells it as one of its checks


def close_home(arguments: Sequence[str]) -> None:
    """Before a command: the folder of the data, where there is one that others may enter, is
    closed; where its owner is another account, that is said. Nothing where Windows has no such
    permissions.
    """
    if sys.platform == "win32" or not arguments or set(WITHOUT_HOME) & set(arguments):
        return
    from config.errors import UserError
    from config.settings import get_settings

    try:
        home = get_settings().home
    except UserError:
        return  # the command tells it, as it does every other setting that cannot be used
    sentence = _closed(home)
    if sentence:
        complain(sentence)


def _closed(home: Path) -> str:
    try:
        mode = home.stat().st_mode & 0o777
    except OSError:
        return ""  # whoever makes it makes it closed; whoever cannot read it says so
    try:
        if mode & OTHERS:
            home.chmod(OWN)
    except OSError:
        return (
            f"Outras contas desta máquina entram em {home} (permissões {mode:03o}), e a pasta não é"
            f" da conta que executa este comando. O dono dela a fecha com: chmod 700 '{home}'"
        )
    return ""
