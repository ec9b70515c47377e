"""Asking for help starts Python, the parser of commands and nothing that works with data."""

from tests.support.loading import heavy_loaded_by

ANSWER = """
import sys
from cli.main import main
try:
    main()
except SystemExit as end:
    assert end.code == 0, end.code
"""
EVERY_HELP = """
import sys
from typer.main import get_command
from cli.main import app, main

def paths(command, path=()):
    yield path
    for name, child in getattr(command, "commands", {}).items():
        yield from paths(child, (*path, name))

asked = list(paths(get_command(app)))
assert len(asked) > 25, asked
for path in asked:
    sys.argv = ["t360", *path, "--help"]
    try:
        main()
    except SystemExit as end:
        assert end.code == 0, path
"""


def test_the_help_loads_no_heavy_library() -> None:
    assert heavy_loaded_by(ANSWER, "--help") == set()


def test_the_version_loads_no_heavy_library() -> None:
    assert heavy_loaded_by(ANSWER, "--version") == set()


def test_the_help_of_no_command_loads_what_the_command_works_with() -> None:
    # The framework takes pydantic to describe the values of options; our settings are not loaded.
    assert heavy_loaded_by(EVERY_HELP) <= {"pydantic"}
