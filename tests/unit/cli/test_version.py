"""`t360 --version` tells the version that pyproject.toml gives, and CHANGELOG.md has it."""

import tomllib
from pathlib import Path

from config.settings import PROJECT_ROOT
from tests.support.command_line import Answer, t360

PROJECT = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_version_is_told_and_nothing_else(tmp_path: Path) -> None:
    answer = t360(tmp_path, "--version")
    assert answer == Answer(0, f"Território 360 {PROJECT['version']}\n", "")


def test_the_version_has_an_entry_in_the_list_of_changes() -> None:
    changes = (PROJECT_ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## {PROJECT['version']} — " in changes
