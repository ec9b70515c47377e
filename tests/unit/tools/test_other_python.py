"""Another Python is found where there is one, and its absence is told."""

from pathlib import Path

import pytest

from tools import other_python


def make_python(path: Path, answer: str) -> Path:
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\n{answer}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with one folder of programs and a pyenv, both empty."""
    monkeypatch.setenv("PATH", str(tmp_path / "programs"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return tmp_path


def test_a_program_that_does_not_run_is_passed_over(machine: Path) -> None:
    """What pyenv puts on the PATH answers with an error where its version is not the chosen one."""
    make_python(machine / "programs" / "python3.13", "exit 127")
    real = make_python(machine / "pyenv" / "versions" / "3.13.0" / "bin" / "python", "echo 3.13")
    assert list(other_python.find_pythons("3.13")) == [real]


def test_a_program_of_another_version_is_passed_over(machine: Path) -> None:
    make_python(machine / "programs" / "python3.12", "echo 3.11")
    assert list(other_python.find_pythons("3.12")) == []


def test_a_machine_without_another_python_is_told(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert other_python.main() == 0
    assert "Nenhum outro Python nesta máquina" in capsys.readouterr().out


def test_the_newest_is_tried_and_its_failure_fails(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [version for version in ("3.12", "3.13") if version != other_python.running_version()]
    for version in others:
        path = machine / "pyenv" / "versions" / f"{version}.1" / "bin" / "python"
        make_python(path, f"echo {version}")
    monkeypatch.setattr(other_python, "_prepare", lambda version, path: Path(version, path.name))
    monkeypatch.setattr(
        other_python, "_run_tests", lambda python: 5 if python == Path(others[-1], "python") else 0
    )
    assert other_python.main() == 5
