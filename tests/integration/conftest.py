"""A small data folder of known counts, and the real country; both filled through the command line."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from tests.support.oracle import with_clients
from tests.support.real_country import Walked, read_register, take_walk
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


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    """The real country after the walk; not to be changed by a test."""
    with take_walk(tmp_path_factory.mktemp("walk")) as walked:
        yield walked


@pytest.fixture(scope="session")
def real_register() -> pd.DataFrame:
    return read_register()


@pytest.fixture(scope="session")
def real_people(walked: Walked) -> pd.DataFrame:
    """Every valid attendance of the raw files, under the one municipality and porte of its client."""
    return with_clients(walked.raw("atendimentos"), walked.raw("clientes"))
