"""What the documents name: commands, links and files."""

import re
import shlex
from pathlib import Path
from typing import Any

import typer

from cli.main import app
from config.settings import PROJECT_ROOT

DOCUMENTS = sorted(
    [*PROJECT_ROOT.glob("*.md"), *(PROJECT_ROOT / "docs").rglob("*.md")],
    key=lambda file: file.as_posix(),
)
BLOCK = re.compile(r"^```[a-z]*\n(.*?)^```", re.M | re.S)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.M)


def prose(file: Path) -> str:
    """A document without its blocks of code."""
    return BLOCK.sub("", file.read_text(encoding="utf-8"))


def commands_shown(file: Path, program: str) -> list[str]:
    """Lines of the blocks, and words between backticks, that begin with a program."""
    text = file.read_text(encoding="utf-8")
    lines = [line for block in BLOCK.findall(text) for line in block.splitlines()]
    inline = re.findall(r"`([^`\n]+)`", BLOCK.sub("", text))
    begins = re.compile(rf"(?:\.venv[/\\](?:bin|Scripts)[/\\])?{program} [\w-]")
    return [shown for shown in [*lines, *inline] if begins.match(shown)]


def anchors(file: Path) -> set[str]:
    """The parts of a document that a link may name."""
    kept = (re.sub(r"[^\w\- ]", "", title.lower()) for title in HEADING.findall(prose(file)))
    return {title.strip().replace(" ", "-") for title in kept}


def parse(line: str) -> str:
    """The command of a line, with its options and arguments read as the program would, and nothing
    done. Raises what the program would refuse it with.
    """
    words = shlex.split(line.split(" > ", maxsplit=1)[0], comments=True)
    command: Any = typer.main.get_command(app)
    path, rest = ["t360"], words[1:]
    while rest and rest[0] in getattr(command, "commands", {}):
        command = command.commands[rest[0]]
        path.append(rest.pop(0))
    if rest and hasattr(command, "commands") and not rest[0].startswith("-"):
        raise LookupError(f"no such command: {rest[0]}")
    if rest or not hasattr(command, "commands"):
        command.make_context(" ".join(path), rest)
    return " ".join(path)
