"""Mistyped commands and folders that cannot be used, told in Portuguese."""

import errno
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal, get_args, get_origin

from typer.exceptions import TyperException

from config.errors import reason_of

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
    "permission denied": errno.EACCES,
}
ENGINES = ("duckdb", "_duckdb", "sqlite3", "sqlalchemy", "pyarrow")


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether the command line asks for JSON, even one that cannot be understood otherwise."""
    return "--format=json" in arguments or any(
        pair == ("--format", "json") for pair in pairwise(arguments)
    )


def usage_sentence(error: TyperException) -> str:
    """What is wrong with the command line, and where its help is."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "t360"
    return f"{_problem(error)} Veja `{command} --help`."


def _problem(error: TyperException) -> str:
    parameter: Any = getattr(error, "param", None)
    option = getattr(error, "option_name", "")
    match type(error).__name__:
        case "MissingParameter" if parameter is not None:
            return f"Falta {_kind(parameter)} {_name(parameter)}."
        case "BadParameter" if parameter is not None:
            return (
                f"O valor de {_name(parameter)} não serve: esperava {_expected_value(parameter)}."
            )
        case "NoSuchOption":
            near = getattr(error, "possibilities", None) or ()
            return f"Não conheço a opção {option}.{_nearest(near)}"
        case "BadOptionUsage":
            return f"A opção {option} veio sem valor, ou com um que ela não recebe."
        case _:
            return _other(error.format_message().rstrip("."))


def _other(text: str) -> str:
    """Words that are too many or unknown, which the framework tells in prose alone."""
    if found := re.search(r"unexpected extra argument.* \((.*)\)", text):
        return f"Sobraram palavras no comando: {found[1]}. Um valor com espaços precisa de aspas."
    if found := re.search(r"No such command '(.*?)'", text):
        near = re.findall(r"'(.*?)'", text.partition("Did you mean")[2])
        return f"Não conheço o comando “{found[1]}”.{_nearest(near)}"
    return f"Não entendi o comando: {text}."


def _nearest(names: Sequence[str]) -> str:
    return f" Seria {names[0]}?" if names else ""


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def _kind(parameter: Any) -> str:
    return "o argumento" if _is_argument(parameter) else "a opção"


def _name(parameter: Any) -> str:
    """``--from``, or ``INDICADOR`` for an argument."""
    return str(parameter.metavar if _is_argument(parameter) else max(parameter.opts, key=len))


def _expected_value(parameter: Any) -> str:
    """What the parameter takes, from its type and its limits."""
    annotation = parameter.type_descriptor.annotation
    if get_origin(annotation) is Literal:
        return "um destes: " + ", ".join(map(str, get_args(annotation)))
    words = [_number(annotation)]
    words += [f"a partir de {parameter.min}"] if parameter.min is not None else []
    words += [f"até {parameter.max}"] if parameter.max is not None else []
    return " ".join(words)


def _number(annotation: Any) -> str:
    """Options that may be left out are annotated ``int | None``."""
    return (
        "um número inteiro" if annotation is int or int in get_args(annotation) else "outra coisa"
    )


def system_sentence(error: BaseException) -> str | None:
    """What the disk, or the permissions on it, did to a command; None for what is a defect."""
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, MemoryError):
            return NO_MEMORY
        number = _number_of(found)
        if number in UNUSABLE:
            name = getattr(found, "filename", None)
            return _unusable(number, str(name or ""))
        found = found.__cause__ or found.__context__
    return None


def _number_of(error: BaseException) -> int:
    if isinstance(error, OSError) and error.errno:
        return error.errno
    if type(error).__module__.partition(".")[0] in ENGINES:
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
