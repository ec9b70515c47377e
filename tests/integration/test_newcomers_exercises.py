"""The exercises of CONTRIBUTING are done as written, in a copy: few files, and the copy answers."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
COPIED = ("app.py", "benchmarks", "cli", "config", "data_access", "geo", "indicators", "pages")
EXERCISES = {"indicador": 3, "medida": 6, "pagina": 3}  # and how many files each may touch


def touched_by(exercise: str) -> list[str]:
    text = (PROJECT / "docs" / "exercicios" / f"{exercise}.diff").read_text("utf-8")
    return re.findall(r"^diff --git a/\S+ b/(\S+)$", text, re.MULTILINE)


@pytest.fixture
def done(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A copy of the product in which the exercise has been done."""
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in (*COPIED, "tests", "pyproject.toml", "GLOSSARIO.md", ".streamlit"):
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    patch = PROJECT / "docs" / "exercicios" / f"{request.param}.diff"
    subprocess.run(["git", "apply", str(patch)], cwd=copy, check=True)
    return copy


def run(copy: Path, *command: str, **environment: str) -> str:
    """What a command of the copy writes; the code of this checkout is out of its sight."""
    path = {"PYTHONPATH": str(copy), "PYTHONSAFEPATH": "1", "PYTEST_ADDOPTS": ""}
    inherited = {name: text for name, text in os.environ.items() if "XDIST" not in name}
    answer = subprocess.run(
        [sys.executable, *command],
        cwd=copy,
        env={**inherited, **path, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def run_tests(copy: Path, *what: str) -> int:
    """How many passed."""
    told = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n0", *what)
    passed = re.search(r"(\d+) passed", told)
    return int(passed[1]) if passed else 0


@pytest.mark.parametrize("exercise", EXERCISES)
def test_an_exercise_touches_few_files_and_contributing_lists_them(exercise):
    touched = touched_by(exercise)
    assert 0 < len(touched) <= EXERCISES[exercise]
    guide = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
    section = guide.split(f"docs/exercicios/{exercise}.diff")[1].split("###")[0].split("\n## ")[0]
    assert sorted(re.findall(r"^- `([^`]+)`", section, re.MULTILINE)) == sorted(touched)


@pytest.mark.parametrize("done", ["indicador"], indirect=True)
def test_a_new_indicator_over_an_existing_measure_answers(done, tiny_home):
    command = ("from cli.main import main; main()", "query", "pequenos_negocios_recorrentes")
    period = ("--level", "brasil", "--from", "2026-01", "--to", "2026-12")
    told = run(done, "-c", *command, *period, T360_HOME=str(tiny_home))
    head, brazil = (line.split(",") for line in told.strip().splitlines())
    assert int(dict(zip(head, brazil, strict=True))["numerator"]) > 0
    assert run_tests(done, "tests/unit/indicators/test_catalogue.py") > 0


@pytest.mark.slow
@pytest.mark.parametrize("done", ["medida"], indirect=True)
def test_a_new_measure_is_counted(done):
    assert run_tests(done, "tests/integration/test_partners_measure.py", "-k", "duckdb") == 1


@pytest.mark.slow
@pytest.mark.parametrize("done", ["pagina"], indirect=True)
def test_a_new_page_is_drawn_alone_and_kept_apart(done, tiny_home):
    alone = (
        "tests/pages/test_pages.py::test_every_page_stands_on_twelve_attendances_and_nothing_else"
    )
    assert run_tests(done, alone, "-k", "parceiros") > 0
    assert run_tests(done, "tests/unit/test_rooms.py", "-k", "parceiros") == 1
