"""The sealed result of a demonstration, of which documents are made."""

import shutil
from pathlib import Path

import pytest

from config.settings import Settings
from data_access.operational.actor import COMMAND_LINE
from data_access.recognition.reading import Readings
from data_access.recognition.scoring import Scored
from indicators.scope import Access
from reports.recognition.facts import Facts, facts_of
from tests.support.made_once import made_once
from tests.support.salas_country import publish_salas, recognise

SALAS = "demonstracao-salas-2026"


def make(folder: Path) -> None:
    assert recognise(publish_salas(folder / "home"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A copy of one's own: pages that were tested before in this process have the same file open
    with other limits, and DuckDB opens a file in one way at a time.
    """
    home = made_once(tmp_path_factory, worker_id, "recognised", make) / "home"
    return Path(shutil.copytree(home, tmp_path_factory.mktemp("papers") / "home"))


@pytest.fixture(scope="module")
def settings(made: Path) -> Settings:
    return Settings(home=made, threads=1, memory_limit="1GB", _env_file=None)


@pytest.fixture(scope="module")
def readings(settings: Settings) -> Readings:
    return Readings(settings, Access.everything(), COMMAND_LINE)


@pytest.fixture(scope="module")
def facts(readings: Readings) -> Facts:
    return facts_of(readings, SALAS, "salas")


@pytest.fixture(scope="module")
def scored(readings: Readings) -> Scored:
    return readings.score(SALAS, "salas")


def code_of(facts: Facts, competes: bool = True) -> str:
    return next(unit["codigo"] for unit in facts.units.values() if unit["concorre"] is competes)
