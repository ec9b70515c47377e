"""The folder of the data belongs to one account, and root is not it: what root writes there the
owner cannot read, as a service that starts in the morning finds out.
"""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from config.errors import UserError

ROOT = 0
# Commands that write nothing of their own in the folder of the data; all others may.
READING = frozenset({
    "doctor", "query",
    "imports list", "imports show",
    "profile list", "profile show", "profile check", "profile suggest",
    "editions list", "editions verify", "editions compare",
    "audit list", "audit verify",
    "access list",
    "titular pedidos",
    "privacy register", "privacy impact",
    "recognition list", "recognition show", "recognition ready", "recognition check",
    "recognition compare", "recognition verify",
})  # fmt: skip


class AnothersFolderError(UserError):
    """Root was about to write in the folder of the data of another account."""


@contextmanager
def folder_left_to_its_owner(arguments: Sequence[str]) -> Iterator[None]:
    """Around a command. Where root runs it and the folder of the data is of another account: raises
    AnothersFolderError for one that writes; after one that reads, what a look has made (an
    operational database that was not there yet), at any depth, is given to that account. What was
    root's before stays root's, as whoever put it there meant it.
    """
    root = hasattr(os, "geteuid") and os.geteuid() == ROOT
    home = _home_of_another() if root and not _asks_for_help(arguments) else None
    if home is None:
        yield
        return
    owner = _owner(home)
    if not _only_reads(arguments):
        raise AnothersFolderError(_sentence(home, owner, arguments))
    before = _of_root(home)
    try:
        yield
    finally:
        _give(_of_root(home) - before, owner)


def _home_of_another() -> Path | None:
    from config.settings import get_settings

    try:
        home = get_settings().home
    except UserError:
        return None  # the command tells it
    return home if _owner(home) != ROOT else None


def _of_root(home: Path) -> set[Path]:
    """What is root's in the folder, at any depth; links are not followed, and a file with another
    name may be one from elsewhere.
    """
    found = set()
    for folder, inside, files in os.walk(home):
        for path in (Path(folder, name) for name in (*inside, *files)):
            with suppress(OSError):  # what is gone in the meantime
                status = path.lstat()
                alone = status.st_nlink == 1 or stat.S_ISDIR(status.st_mode)
                if status.st_uid == ROOT and alone:
                    found.add(path)
    return found


def _give(paths: Iterable[Path], owner: int) -> None:
    for path in paths:
        with suppress(OSError):
            os.chown(path, owner, -1, follow_symlinks=False)


def _asks_for_help(arguments: Sequence[str]) -> bool:
    """As a group of commands alone does."""
    groups = {name.split()[0] for name in READING if " " in name}
    alone = len(arguments) == 1 and arguments[0] in groups
    return not arguments or alone or "--help" in arguments or "--version" in arguments


def _only_reads(arguments: Sequence[str]) -> bool:
    words = _command(arguments)
    return bool({" ".join(words[:1]), " ".join(words[:2])} & READING)


def _command(arguments: Sequence[str]) -> list[str]:
    """The words before the first option."""
    end = next((at for at, word in enumerate(arguments) if word.startswith("-")), len(arguments))
    return list(arguments[:end])


def _owner(home: Path) -> int:
    """The number of the account; root's own where the folder is still to be made, or cannot be
    looked at.
    """
    try:
        return home.stat().st_uid
    except OSError:
        return ROOT


def _sentence(home: Path, owner: int, arguments: Sequence[str]) -> str:
    name, command = _name(owner), " ".join(_command(arguments)[:1])
    return (
        f"A pasta dos dados ({home}) é da conta {name}, e quem executa este comando é root: o que"
        f" ele gravasse ali a conta {name} não poderia ler, e o painel pararia. Nada foi feito."
        f" Execute-o como ela: sudo -u '{name}' t360 {command} … (com as mesmas opções)."
        f" Se a pasta deve ser de root, passe-a para ele: chown -R root '{home}'"
    )


def _name(owner: int) -> str:
    """As `sudo -u` takes it: an account without a name by its number."""
    import pwd  # not on Windows

    try:
        return pwd.getpwuid(owner).pw_name
    except KeyError:
        return f"#{owner}"
