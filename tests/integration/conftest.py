"""A small data folder of known counts, for the tests of the command line."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.steward import fill


@dataclass(frozen=True)
class Filled:
    home: Path
    edition: str


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """Not to be changed by a test."""
    folder = tmp_path_factory.mktemp("steward")
    return Filled(folder / "home", fill(folder / "home", folder))


@pytest.fixture
def own(filled: Filled, tmp_path: Path) -> Filled:
    """A copy that a test may change."""
    shutil.copytree(filled.home, tmp_path / "home")
    return Filled(tmp_path / "home", filled.edition)
