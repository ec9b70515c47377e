"""What is installed has all that a checkout runs, and nothing of what only its makers use."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from config.settings import PROJECT_ROOT

PACKAGES = ("cli", "config", "data_access", "geo", "indicators", "pages", "reports")
BUILT_FROM = (
    *("pyproject.toml", "setup.py", "README.md", "GLOSSARIO.md", "NOTICE", "app.py", ".streamlit"),
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    """Built from a copy: setuptools leaves its work beside the sources, and takes it up again."""
    source = tmp_path_factory.mktemp("source")
    ignored = shutil.ignore_patterns("__pycache__")
    for name in (*PACKAGES, *BUILT_FROM):
        origin = PROJECT_ROOT / name
        if origin.is_dir():
            shutil.copytree(origin, source / name, ignore=ignored)
        else:
            shutil.copy(origin, source / name)
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
    ]
    subprocess.run([*build, "-w", source / "dist", source], check=True, capture_output=True)
    (built,) = (source / "dist").glob("territorio360-*.whl")
    return ZipFile(built)


def source_files() -> set[str]:
    files = (path for package in PACKAGES for path in (PROJECT_ROOT / package).rglob("*"))
    return {
        path.relative_to(PROJECT_ROOT).as_posix()
        for path in files
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_every_module_and_every_file_of_data_is_in_it(wheel: ZipFile) -> None:
    expected = source_files()
    for kind in (".py", ".toml", ".css", ".mako", ".geojson.gz", ".csv", ".json"):
        assert any(name.endswith(kind) for name in expected), kind
    assert expected - set(wheel.namelist()) == set()


@pytest.mark.parametrize("name", ["app.py", ".streamlit/config.toml"])
def test_the_entry_and_the_theme_are_those_of_the_checkout(wheel: ZipFile, name: str) -> None:
    assert wheel.read(f"pages/entry/{name}") == (PROJECT_ROOT / name).read_bytes()


def test_nothing_else_is_in_it(wheel: ZipFile) -> None:
    tops = {Path(name).parts[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
    extra = {name for name in wheel.namelist() if ".dist-info/" not in name} - source_files()
    assert extra == {
        f"pages/entry/{name}" for name in ("app.py", ".streamlit/config.toml", "GLOSSARIO.md")
    }


def test_the_licences_go_with_it(wheel: ZipFile) -> None:
    (notice,) = (name for name in wheel.namelist() if name.endswith("/NOTICE"))
    assert wheel.read(notice) == (PROJECT_ROOT / "NOTICE").read_bytes()


def test_what_is_installed_runs_its_own_entry_and_keeps_data_with_the_user(
    wheel: ZipFile, tmp_path: Path
) -> None:
    """In a process that sees the unpacked package, and the checkout not."""
    wheel.extractall(tmp_path / "site")
    data = tmp_path / "data of the user"
    program = "from config import settings as s; print(s.entry_script()); print(s.Settings().home)"
    command = [sys.executable, "-P", "-c", program]
    environment = {"PYTHONPATH": str(tmp_path / "site"), "XDG_DATA_HOME": str(data)}
    environment["HOME"] = environment["APPDATA"] = environment["LOCALAPPDATA"] = str(data)

    def told(**more: str) -> list[Path]:
        answer = subprocess.run(
            command,
            env=environment | more,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        return [Path(line) for line in answer.stdout.splitlines()]

    entry, home = told()
    assert entry == tmp_path / "site" / "pages" / "entry" / "app.py"
    assert entry.is_file()
    assert home.name == "territorio360"
    assert data in home.parents
    assert told(T360_HOME=str(tmp_path / "chosen"))[1] == tmp_path / "chosen"
