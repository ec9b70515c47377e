"""The commands that sentences of the product send people to: each exists, with its options."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import typer

from cli.main import app
from config.settings import PROJECT_ROOT

PACKAGES = ("cli", "config", "data_access", "geo", "indicators", "pages", "reports")
QUOTED = re.compile(r"`t360 ([^`]+)`")
FILLED = "ALGO"  # what a sentence puts in by itself


def _texts(source: str) -> Iterator[str]:
    """The texts of a program, and those that are put together of pieces."""
    parts = {id(part) for node in ast.walk(ast.parse(source)) for part in _parts(node)}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else FILLED
                for part in node.values
            )


def _parts(node: ast.AST) -> list[ast.expr]:
    return node.values if isinstance(node, ast.JoinedStr) else []


def _commands() -> list[str]:
    sources = (
        file.read_text(encoding="utf-8")
        for package in PACKAGES
        for file in (PROJECT_ROOT / package).rglob("*.py")
    )
    tables = (
        file.read_text(encoding="utf-8")
        for package in PACKAGES
        for file in (PROJECT_ROOT / package).rglob("*.toml")
    )
    texts = [*(text for source in sources for text in _texts(source)), *tables]
    return sorted({" ".join(found.split()) for text in texts for found in QUOTED.findall(text)})


def problem(line: str) -> str | None:
    """What the program does not have of a command."""
    command: Any = typer.main.get_command(app)
    words = line.replace("…", "").split()
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    if words and hasattr(command, "commands") and not words[0].startswith("-"):
        unknown = set(words[0].split("|")) - set(command.commands)  # several, in a docstring
        return f"no such command: {sorted(unknown)}" if unknown else None
    options = {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
    asked = {word.partition("=")[0].rstrip(".,;:") for word in words if word.startswith("-")}
    unknown = asked - options - {"--help"}
    return f"no such option: {sorted(unknown)}" if unknown else None


def test_a_command_that_a_sentence_names_is_one() -> None:
    assert {line: told for line in _commands() if (told := problem(line))} == {}


def test_there_are_commands_and_what_is_none_is_noticed() -> None:
    assert len(_commands()) > 50
    assert problem("editions publicar ALGO") == "no such command: ['publicar']"
    assert problem("recognition show ALGO --cases") == "no such option: ['--cases']"
