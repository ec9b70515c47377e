"""The English that the framework writes into every help page, put in Portuguese where it is made.

It has no option for these words, so its own functions are wrapped. Tests read every help page: a
version of the framework that writes them elsewhere is found out there.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from typer import rich_utils
from typer._click.core import Command
from typer._click.formatting import HelpFormatter
from typer.core import TyperArgument, TyperGroup, TyperOption

USAGE = "Uso: "
HELP = "Mostra esta ajuda e sai."
PLACES = {"[OPTIONS]": "[OPÇÕES]", "COMMAND [ARGS]...": "COMANDO [ARGUMENTOS]..."}
TYPES = {
    "<str>": "<texto>",
    "<list[str]>": "<texto>",
    "<int>": "<inteiro>",
    "<int range>": "<inteiro>",
    "<path>": "<caminho>",
    "<file>": "<arquivo>",
    "<directory>": "<pasta>",
}


def translate_help() -> None:
    """Titles, marks, types and usage lines; calling it again changes nothing."""
    rich_utils.ARGUMENTS_PANEL_TITLE = "Argumentos"
    rich_utils.OPTIONS_PANEL_TITLE = "Opções"
    rich_utils.COMMANDS_PANEL_TITLE = "Comandos"
    rich_utils.REQUIRED_LONG_STRING = "[obrigatório]"
    rich_utils.DEFAULT_STRING = "[padrão: {}]"
    _wrap(HelpFormatter, "write_usage", _usage)
    _wrap(Command, "get_help_option", _help_option)
    _wrap(rich_utils, "_make_command_help", _on_one_line)
    for kind in (Command, TyperGroup):
        _wrap(kind, "collect_usage_pieces", _places)
    for parameter in (TyperArgument, TyperOption):
        _wrap(parameter, "display_type_rich", _type)
        _wrap(parameter, "_get_number_range_help_str", _range)


def _wrap(owner: Any, name: str, make: Callable[..., Any]) -> None:
    """Put ``make(original, *arguments)`` in the place of a function, once."""
    original = getattr(owner, name)
    if not hasattr(original, "in_portuguese"):

        @wraps(original)
        def wrapped(*arguments: Any, **named: Any) -> Any:
            return make(original, *arguments, **named)

        wrapped.in_portuguese = True  # type: ignore[attr-defined]
        setattr(owner, name, wrapped)


def _usage(original: Callable[..., None], formatter: Any, prog: str, args: str = "") -> None:
    original(formatter, prog, args, USAGE)


def _help_option(original: Callable[..., Any], command: Any, context: Any) -> Any:
    option = original(command, context)
    if option is not None:
        option.help = HELP
    return option


def _on_one_line(original: Callable[..., Any], *, help_text: str, markup_mode: Any) -> Any:
    """The first paragraph of a docstring is folded at our width: let the terminal fold it."""
    first = " ".join(help_text.split("\n\n", maxsplit=1)[0].split())
    return original(help_text=first, markup_mode=markup_mode)


def _places(original: Callable[..., list[str]], command: Any, context: Any) -> list[str]:
    return [PLACES.get(piece, piece) for piece in original(command, context)]


def _type(original: Callable[..., str | None], parameter: Any, ctx: Any) -> str | None:
    """What a value is; a switch takes none."""
    if getattr(parameter, "is_bool_flag", False):
        return None
    shown = original(parameter, ctx=ctx)
    return None if shown is None else TYPES.get(shown, shown)


def _range(_original: Callable[..., str | None], parameter: Any) -> str | None:
    """``1<=x<=65535`` in words."""
    words = [f"de {parameter.min}"] if parameter.min is not None else []
    words += [f"até {parameter.max}"] if parameter.max is not None else []
    return " ".join(words) or None
