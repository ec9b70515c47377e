import os
import time
from pathlib import Path

import pytest

from config.settings import Settings
from data_access.sources.workspace import MEMORY, import_memory, remove_abandoned, workspace


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


def test_what_a_dead_look_at_a_source_left_is_removed_and_what_is_at_work_is_not(
    tmp_path: Path,
) -> None:
    settings = Settings(home=tmp_path, _env_file=None)
    dead, other, alive = (
        settings.staging_folder / name for name in (".suggestion-a", ".preview-a", ".suggestion-b")
    )
    for folder in (dead, other, alive):
        folder.mkdir(parents=True)
    for folder in (dead, other):
        os.utime(folder, (time.time() - 3700,) * 2)
    remove_abandoned(settings, ".suggestion-")
    assert (dead.exists(), other.exists(), alive.exists()) == (False, True, True)
