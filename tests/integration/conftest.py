"""A small data folder of known counts, and the real country; filled by the command line."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from tests.support.made_once import made_once
from tests.support.oracle import with_clients
from tests.support.real_country import Walked, read_register, take_walk
from tests.support.steward import fill

UNOPENED = "unopened"  # a copy that no process has open, so that it can be copied at any moment


@dataclass(frozen=True)
class Filled:
    home: Path
    edition: str


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Filled:
    """Made once for all workers of a run; not to be changed by a test."""

    def make(folder: Path) -> None:
        (folder / "edition").write_text(fill(folder / "home", folder), encoding="utf-8")
        shutil.copytree(folder / "home", folder / UNOPENED)

    folder = made_once(tmp_path_factory, worker_id, "steward", make)
    return Filled(folder / "home", (folder / "edition").read_text(encoding="utf-8"))


@pytest.fixture
def own(filled: Filled, tmp_path: Path) -> Filled:
    """A copy that a test may change."""
    shutil.copytree(filled.home.with_name(UNOPENED), tmp_path / "home")
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
    """Every valid attendance of the raw files, with its client's one municipality and porte."""
    return with_clients(walked.raw("atendimentos"), walked.raw("clientes"))
