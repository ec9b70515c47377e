"""What the machine does to the work: a full disk, a folder that cannot be used, no memory."""

import errno
from pathlib import Path

from config.errors import UserError, reason_of

# What stands in the way of a folder or a disk; any other error of the system is a defect.
UNUSABLE = {
    errno.EACCES,
    errno.EPERM,
    errno.ENOTDIR,
    errno.EEXIST,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EIO,
    errno.EMFILE,
    errno.ENAMETOOLONG,
    errno.ELOOP,
}
# The same, in the words of the engines, which keep no number.
SAID = {
    "no space left on device": errno.ENOSPC,
    "disk is full": errno.ENOSPC,
    "disk quota exceeded": errno.EDQUOT,
    "read-only file system": errno.EROFS,
    "readonly database": errno.EROFS,
    "input/output error": errno.EIO,
    "cannot open file": errno.EACCES,
}
ENGINES = ("duckdb", "_duckdb", "sqlite3", "sqlalchemy", "pyarrow")


def system_sentence(error: BaseException, *, whole_path: bool = True) -> str | None:
    """What the disk, the permissions on it or the memory did; None for what is a defect.

    Whoever runs a command reads the path of the file; whoever looks at a page, its name.
    """
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, MemoryError) or _engine_says(found, "OutOfMemoryException"):
            return NO_MEMORY
        number = _number_of(found)
        if number in UNUSABLE:
            name = str(getattr(found, "filename", None) or "")
            return _unusable(number, name if whole_path else Path(name).name)
        found = found.__cause__ or found.__context__
    return None


def sentence_of(error: Exception) -> str:
    """What somebody who looks at a page is told of an error; a defect is raised again."""
    said = str(error) if isinstance(error, UserError) else system_sentence(error, whole_path=False)
    if said is None:
        raise error
    return said


def _engine_says(error: BaseException, name: str) -> bool:
    return type(error).__name__ == name and _module(error) in ENGINES


def _module(error: BaseException) -> str:
    return type(error).__module__.partition(".")[0]


def _number_of(error: BaseException) -> int:
    if isinstance(error, OSError) and error.errno:
        return error.errno
    if _module(error) in ENGINES:
        said = str(error).lower()
        return next((number for words, number in SAID.items() if words in said), 0)
    return 0


def _unusable(number: int, name: str) -> str:
    what = f"“{name}”" if name else "a pasta dos dados"
    if number in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"O disco está cheio: não consegui gravar {what}. Libere espaço (`t360 editions prune`"
            " e `t360 imports prune` dizem o que pode sair) e tente de novo. O que estava publicado"
            " continua servido."
        )
    folder = number in (errno.ENOTDIR, errno.EEXIST)
    reason = "não é uma pasta" if folder else reason_of(OSError(number, ""))
    return f"Não consigo usar {what}: {reason}. Confira T360_HOME, as permissões e o disco."


NO_MEMORY = (
    "A memória não bastou. Feche outros programas, ou dê menos trabalho de uma vez: um arquivo"
    " menor, um T360_MEMORY_LIMIT menor do que a memória da máquina."
)
