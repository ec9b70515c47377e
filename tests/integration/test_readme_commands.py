"""The README's queries run on the demonstration, and its steps lead from files to an edition."""

from pathlib import Path

import pytest

from config.settings import PROJECT_ROOT
from tests.support.command_line import t360
from tests.support.pages_of_docs import commands_shown

COMMANDS = commands_shown(PROJECT_ROOT / "README.md", "t360")
QUERIES = [line for line in COMMANDS if line.startswith("t360 query")]


def test_there_is_a_query() -> None:
    assert QUERIES


@pytest.mark.parametrize("line", [*QUERIES, "t360 doctor"])
def test_a_query_answers(demo_home: Path, line: str) -> None:
    answer = t360(demo_home, *line.split()[1:])
    assert answer.code == 0, answer.err
    assert answer.out
