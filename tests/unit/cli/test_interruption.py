"""Ctrl+C ends a command with a sentence, whatever the engines make of it."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from config.errors import UserError
from tests.support.command_line import t360


@pytest.mark.skipif(os.name != "posix", reason="no such signals")
@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(
    "becomes",
    [RuntimeError("Query interrupted"), UserError("Não consegui ler o arquivo."), None],
    ids=["engine", "refusal", "itself"],
)
def test_what_an_interruption_became_is_not_told_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, becomes: Exception | None
) -> None:
    def command(**_: object) -> int:
        with suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        if becomes is not None:
            raise becomes
        return 130

    monkeypatch.setattr("cli.main.app", command)
    before = signal.getsignal(signal.SIGINT)
    answer = t360(tmp_path, "build")
    assert (answer.code, answer.out) == (130, "")
    assert "Interrompido a pedido." in answer.err
    assert "ler o arquivo" not in answer.err
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.skipif(os.name != "posix", reason="no such signals")
@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("when", ["before", "after", "while the folder is closed"])
def test_an_interruption_beside_the_command_is_told_as_one_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    def interrupt(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    @contextmanager
    def folder(_: object) -> Iterator[None]:
        if when == "before":
            interrupt()
        yield
        if when == "after":
            interrupt()

    monkeypatch.setattr("cli.main.folder_left_to_its_owner", folder)
    if when == "while the folder is closed":
        monkeypatch.setattr("cli.main.close_home", interrupt)
    monkeypatch.setattr("cli.main.app", lambda **_: 0)
    answer = t360(tmp_path, "doctor")
    assert (answer.code, answer.out) == (130, "")
    assert "Interrompido a pedido." in answer.err


def test_what_nobody_interrupted_is_a_defect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def command(**_: object) -> int:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr("cli.main.app", command)
    with pytest.raises(RuntimeError):
        t360(tmp_path, "build")
