from collections.abc import Callable
from pathlib import Path

import pytest

from config.settings import Settings
from tests.support.tables import Opened, opener


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", _env_file=None)


@pytest.fixture
def read(settings: Settings) -> Callable[..., Opened]:
    return opener(settings)
