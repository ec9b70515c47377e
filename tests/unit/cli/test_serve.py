"""`t360 serve` starts the panel where it was called; modules found there do not pass for ours."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from config.settings import PROJECT_ROOT
from tests.support.command_line import t360


def test_the_server_starts_where_the_command_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: dict[str, Any] = {}

    def run(command: list[str], **how: Any) -> subprocess.CompletedProcess[str]:
        started.update(how, command=command)
        return subprocess.CompletedProcess(command, 3)

    monkeypatch.setattr("cli.serve.subprocess.run", run)
    monkeypatch.setattr("data_access.editions.info.current_edition", lambda _: object())
    monkeypatch.chdir(tmp_path)
    answer = t360(tmp_path, "serve", "--no-browser", "--port", "8777")
    assert answer.code == 3
    assert started["command"][2:5] == ["streamlit", "run", str(PROJECT_ROOT / "app.py")]
    assert "--server.port=8777" in started["command"]
    assert "cwd" not in started
    assert started["env"]["PYTHONSAFEPATH"] == "1"
    assert started["env"]["T360_HOME"] == str(tmp_path)
