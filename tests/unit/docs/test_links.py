"""Every link, file and command that a document names exists."""

import re
from pathlib import Path

import pytest
import typer

from config.settings import PROJECT_ROOT
from tests.support.pages_of_docs import DOCUMENTS, LINK, anchors, commands_shown, parse, prose

NAMES = [file.relative_to(PROJECT_ROOT).as_posix() for file in DOCUMENTS]
NAMED = re.compile(
    r"`((?:benchmarks|cli|config|data_access|docs|geo|indicators|pages|reports|tests)/[\w./*-]*)`"
)
# Files that the exercises of CONTRIBUTING make.
MADE = {
    name
    for patch in (PROJECT_ROOT / "docs" / "exercicios").glob("*.diff")
    for name in re.findall(r"^diff --git a/\S+ b/(\S+)$", patch.read_text("utf-8"), re.MULTILINE)
}
# Commands with something left out, or that stand for others.
SKETCH = re.compile(r"[…\[<|→]| [A-Z]{4,}\b")
# In a sentence a command may be named without its arguments, and an option without its value.
NAMED_ALONE = ("MissingParameter", "BadOptionUsage")


def test_documents_are_found() -> None:
    assert {"README.md", "docs/contrato.md", "docs/adr/README.md"} <= set(NAMES)


@pytest.mark.parametrize("file", DOCUMENTS, ids=NAMES)
def test_every_link_leads_somewhere(file: Path) -> None:
    broken = []
    for target in LINK.findall(prose(file)):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        found = (file.parent / path).resolve() if path else file
        if not found.exists() or (anchor and anchor not in anchors(found)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("file", DOCUMENTS, ids=NAMES)
def test_every_file_and_folder_that_is_named_exists(file: Path) -> None:
    named = NAMED.findall(prose(file))
    there = [name for name in named if list(PROJECT_ROOT.glob(name.rstrip("/"))) or name in MADE]
    assert named == there


@pytest.mark.parametrize("file", DOCUMENTS, ids=NAMES)
def test_every_command_that_is_named_is_one(file: Path) -> None:
    refused = []
    for command in commands_shown(file, "t360"):
        if SKETCH.search(command):
            continue
        try:
            parse(command)
        except typer.Exit:
            continue  # it asked for help
        except Exception as error:
            if type(error).__name__ not in NAMED_ALONE:
                refused.append(f"{command}: {error}")
    assert refused == []
