"""`t360 serve` starts the panel where it was called, and only where it may; modules found there do
not pass for ours, and it ends when the command does.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from config.settings import PROJECT_ROOT
from tests.support.command_line import t360


class Started:
    """Stands for the server."""

    def __init__(self, command: list[str], **how: Any) -> None:
        Started.how = {**how, "command": command}

    def __enter__(self) -> "Started":
        return self

    def __exit__(self, *_: object) -> None: ...

    def wait(self) -> int:
        return 3


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> type[Started]:
    monkeypatch.setattr("cli.serve.subprocess.Popen", Started)
    monkeypatch.setattr("cli.serve._pass_on_signals", lambda _: None)
    monkeypatch.setattr("data_access.editions.info.current_edition", lambda _: object())
    monkeypatch.setattr("cli.serve.refuse_taken_port", lambda *_: None)
    return Started


def test_the_server_starts_where_the_command_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: type[Started]
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = t360(Path("dados"), "serve", "--no-browser", "--port", "8777")
    assert answer.code == 3
    how = started.how
    assert how["command"][2:5] == ["streamlit", "run", str(PROJECT_ROOT / "app.py")]
    assert "--server.port=8777" in how["command"]
    assert "cwd" not in how
    assert how["env"]["PYTHONSAFEPATH"] == "1"
    assert how["start_new_session"] == (os.name == "posix")  # Ctrl+C reaches the command alone
    assert how["env"]["T360_HOME"] == str(tmp_path / "dados")


@pytest.mark.usefixtures("started")
@pytest.mark.parametrize(("told", "code"), [({}, 2), ({"T360_AUTH": "none"}, 3)])
def test_only_who_says_so_serves_the_network(
    tmp_path: Path, told: dict[str, str], code: int
) -> None:
    asked = {"T360_ADDRESS": "0.0.0.0", **told}  # noqa: S104 - refused
    answer = t360(tmp_path, "serve", "--no-browser", **asked)
    assert answer.code == code
    assert ("quem o abre vê e muda tudo" in answer.err) == (code == 2)


@pytest.mark.usefixtures("started")
def test_what_is_said_is_said_in_so_many_words(tmp_path: Path) -> None:
    for told in ("true", "None", "no"):
        answer = t360(tmp_path, "serve", "--no-browser", T360_AUTH=told)
        assert (answer.code, "T360_AUTH: esperava algo como none" in answer.err) == (2, True)


def test_a_port_in_use_is_told_before_anything_is_begun(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        answer = t360(tmp_path, "serve", "--no-browser", "--port", str(port))
    assert answer.code == 2
    assert f"A porta {port} já está em uso" in answer.err
    assert "http://" not in answer.err
    assert not list(tmp_path.iterdir())


PROGRAM = """
import subprocess, sys
from pathlib import Path
from cli import serve
with subprocess.Popen(["sleep", "60"]) as server:
    serve._pass_on_signals(server)
    Path(sys.argv[1]).write_text(str(server.pid))
    server.wait()
"""


@pytest.mark.skipif(os.name != "posix", reason="no such signals")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_what_ends_the_command_ends_the_server(tmp_path: Path, ending: signal.Signals) -> None:
    pid = tmp_path / "pid"
    command = [sys.executable, "-c", PROGRAM, str(pid)]
    with subprocess.Popen(command, cwd=PROJECT_ROOT) as process:
        while not (pid.exists() and pid.read_text("utf-8")):
            time.sleep(0.02)
        process.send_signal(ending)
        process.wait(20)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text("utf-8")), 0)
