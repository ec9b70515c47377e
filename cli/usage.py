"""Mistyped commands, told in Portuguese."""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal, get_args, get_origin

from typer.exceptions import TyperException


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
                f"O valor de {_name(parameter)} não serve: esperava {_expected_value(parameter)}"
                f"{_found(error)}."
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
    if annotation is datetime or datetime in get_args(annotation):
        return "um dia que existe, como AAAA-MM-DD"
    if get_origin(annotation) is Literal:
        return "um destes: " + ", ".join(map(str, get_args(annotation)))
    words = [_number(annotation)]
    words += [f"a partir de {parameter.min}"] if parameter.min is not None else []
    words += [f"até {parameter.max}"] if parameter.max is not None else []
    return " ".join(words)


def _found(error: TyperException) -> str:
    """What was written, which the framework tells in its sentence alone."""
    written = re.search(r"'(.{1,40})' does not match the format", error.message)
    return f", e veio “{written[1]}”" if written else ""


def _number(annotation: Any) -> str:
    """Options that may be left out are annotated ``int | None``."""
    return (
        "um número inteiro" if annotation is int or int in get_args(annotation) else "outra coisa"
    )
