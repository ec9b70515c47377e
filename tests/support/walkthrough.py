"""Runs a page of the documentation: its Python and its commands, in order, in its own folder."""

import re
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.command_line import t360

FENCE = re.compile(r"^(#+ [^\n]+)$|^```(\w+)\n(.*?)^```$", re.M | re.S)
# What differs from one run to the next: ids, moments, durations and sizes.
VARIABLE = re.compile(
    r"\d{8}T\d{9}Z-[0-9a-f]{8}|\d{8}-\d{6}-[0-9a-f]{8}|\d\d/\d\d/\d{4} \d\d:\d\d|\d+,\d"
    r" (?:s|[kM]B)| +"
)


@dataclass(frozen=True)
class Block:
    section: str
    language: str
    text: str


def blocks(page: Path) -> Iterator[Block]:
    section = ""
    for match in FENCE.finditer(page.read_text(encoding="utf-8")):
        if match[1]:
            section = match[1].lstrip("# ")
        else:
            yield Block(section, match[2], match[3])


@dataclass
class Walk:
    """The run of a page. ``shown`` pairs what the page shows with what was printed since the block
    before it.
    """

    folder: Path
    edition: str = ""
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "walk"})
    shown: list[tuple[Block, str]] = field(default_factory=list)
    printed: str = ""

    def take(self, block: Block) -> None:
        if block.language == "python":
            with chdir(self.folder):
                exec(compile(block.text, f"<{block.section}>", "exec"), self.names)  # noqa: S102 - our own page
        elif block.language == "bash":
            self.printed = "".join(self._command(line) for line in block.text.splitlines())
        else:
            self.shown.append((block, self.printed))

    def _command(self, line: str) -> str:
        name, *arguments = line.replace("ID", self.edition).split()
        assert name == "t360", line
        with chdir(self.folder):
            answer = t360(self.folder / "dados", *arguments)
        assert answer.code == 0, (line, answer.err)
        if arguments == ["build"]:
            self.edition = answer.out.split()[-1]
        return answer.out


def masked(text: str) -> str:
    """The text without what differs between runs, and with single spaces."""
    return VARIABLE.sub(lambda match: " " if match[0].isspace() else "…", text.strip())
