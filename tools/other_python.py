"""Runs one case of each unit test in another Python that README promises, where there is one.

The environment is made once, in ``.venv-3.12`` or the like, from the lock of development.
"""

import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from config.settings import PROJECT_ROOT
from tools.check_locks import PYTHONS

LOCK = "requirements-dev.lock"
UV = str(Path(sys.executable).with_name("uv"))
CHOSEN = "not slow and not heavy"
# One process: it runs beside the tests of every change, which have the cores.
OPTIONS = ["-q", "-m", CHOSEN, "-p", "no:cacheprovider"]
PROBE = "import sys, ssl, sqlite3; print('%d.%d' % sys.version_info[:2])"


def main() -> int:
    others = [version for version in reversed(PYTHONS) if version != running_version()]
    found = next(((version, path) for version in others for path in find_pythons(version)), None)
    if found is None:
        print(f"Nenhum outro Python nesta máquina (procurei {', '.join(others)}): pulado.")  # noqa: T201
        return 0
    version, path = found
    print(f"Testes de unidade no Python {version}")  # noqa: T201
    return _run_tests(_prepare(version, path))


def running_version() -> str:
    return ".".join(platform.python_version_tuple()[:2])


def find_pythons(version: str) -> Iterator[Path]:
    """Interpreters of a version on PATH or of pyenv that run; a shim of pyenv may not."""
    names = [Path(folder, f"python{version}") for folder in os.get_exec_path()]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    names += sorted(pyenv.glob(f"{version}.*/bin/python"), reverse=True)
    return (path for path in names if path.is_file() and _answers(path, version))


def _answers(path: Path, version: str) -> bool:
    probe = subprocess.run([path, "-c", PROBE], capture_output=True, text=True, check=False)  # noqa: S603
    return probe.returncode == 0 and probe.stdout.strip() == version


def _prepare(version: str, path: Path) -> Path:
    folder = PROJECT_ROOT / f".venv-{version}"
    stamp, lock = folder / ".installed", PROJECT_ROOT / LOCK
    python = folder / "bin" / "python"
    if not stamp.is_file() or stamp.stat().st_mtime < lock.stat().st_mtime:
        _call(UV, "venv", "--quiet", "--clear", "--python", str(path), str(folder))
        install = (UV, "pip", "install", "--quiet", "--python", str(python))
        _call(*install, "--require-hashes", "-r", str(lock))
        # The product itself too: it tells its version by what is installed.
        _call(*install, "--no-deps", "--no-build-isolation", "-e", str(PROJECT_ROOT))
        stamp.touch()
    return python


def _call(*command: str) -> None:
    subprocess.run(command, cwd=PROJECT_ROOT, check=True)  # noqa: S603 - our own command


def _run_tests(python: Path) -> int:
    command = [str(python), "-m", "pytest", *OPTIONS, "tests/unit"]
    asked = {**os.environ, "T360_TESTS": "each"}
    return subprocess.run(command, cwd=PROJECT_ROOT, env=asked, check=False).returncode  # noqa: S603 - our own command


if __name__ == "__main__":
    sys.exit(main())
