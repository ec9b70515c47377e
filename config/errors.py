"""Errors that a user can cause: each carries the sentence that the user reads."""

import errno


class UserError(Exception):
    """Base of every error made for users.

    ``str(error)`` is one or two sentences in Portuguese: what was expected, what was found and what
    to do. Entry points catch it in one place and show it without a traceback; anything else is a
    bug. ``detail`` is the same with what only who administers may read (`config.operators`).
    """

    detail = ""


# What the system says of a file, which it says in the language it was installed in.
_REASONS = {
    errno.EACCES: "sem permissão",
    errno.EPERM: "sem permissão",
    errno.EROFS: "o disco é só de leitura",
    errno.EISDIR: "é uma pasta",
    errno.ENOTDIR: "uma parte do caminho não é uma pasta",
    errno.EEXIST: "já existe",
    errno.ENOENT: "não existe",
    errno.ENAMETOOLONG: "o nome é longo demais",
    errno.ENOSPC: "não há espaço no disco",
    errno.EDQUOT: "a cota do disco acabou",
    errno.EIO: "o disco falhou",
    errno.EMFILE: "há arquivos abertos demais",
    errno.ELOOP: "o atalho leva a si mesmo",
}


def reason_of(error: OSError) -> str:
    """Why the system did not let a file be used, as the end of a sentence."""
    number = error.errno or 0
    return _REASONS.get(number, f"o sistema não deixou ({errno.errorcode.get(number, 'erro')})")
