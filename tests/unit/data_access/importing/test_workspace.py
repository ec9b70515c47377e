from pathlib import Path

import pytest

from config.settings import Settings
from data_access.importing.workspace import MEMORY, import_memory, workspace


def test_the_memory_of_an_import_is_the_one_that_was_set_and_else_less_than_that_of_a_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("T360_MEMORY_LIMIT", raising=False)
    assert import_memory(Settings(home=tmp_path, _env_file=None)) == MEMORY
    monkeypatch.setenv("T360_MEMORY_LIMIT", "6 GB")
    settings = Settings(home=tmp_path, _env_file=None)
    assert import_memory(settings) == "6GB"
    with workspace(settings, "x") as space:
        assert space.row("SELECT current_setting('memory_limit')") == ("5.5 GiB",)
