"""A small installation with real imports, and a process that builds in it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from config.settings import Settings
from data_access.importing import import_table

PROJECT = Path(__file__).parents[4]
MUNICIPALITIES = ("3550308", "3304557", "3106200", "2927408", "1302603", "5300108")


def write_attendances(path: Path, *, rows: int, seed: int) -> Path:
    """`rows` valid attendances of companies over a year, in the layout of the data contract."""
    random = np.random.default_rng(seed)
    client = random.integers(rows // 2, size=rows)
    day = pd.Timestamp("2025-01-01") + pd.to_timedelta(random.integers(365, size=rows), unit="D")
    frame = pd.DataFrame(
        {
            "id_atendimento": [f"{seed}-{number}" for number in range(rows)],
            "tipo_cliente": "PJ",
            "id_cliente": [f"cliente-{number}" for number in client],
            "data_fim": day.strftime("%Y-%m-%d"),
            "porte": np.array(["MEI", "ME", "EPP"])[client % 3],
            "municipio": np.array(MUNICIPALITIES)[client % len(MUNICIPALITIES)],
            "uf_executora": "SP",
            "valido": "sim",
            "situacao": "Concluído",
            "canal": "Digital",
        }
    )
    frame.to_csv(path, sep=";", index=False)
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        home=tmp_path / "home",
        hash_key="chave de teste, não de uso",
        threads=2,
        memory_limit="1GB",
        _env_file=None,
    )


@pytest.fixture
def load(settings: Settings, tmp_path: Path):
    """Import `rows` more attendances."""
    register = pd.DataFrame({"code": MUNICIPALITIES, "name": MUNICIPALITIES, "uf": "SP"})

    def load(seed: int, rows: int = 400) -> None:
        source = write_attendances(tmp_path / f"atendimentos-{seed}.csv", rows=rows, seed=seed)
        report = import_table(settings, "atendimentos", source, municipalities=register)
        assert (report.status, report.accepted) == ("ok", rows), report.message

    return load


class Workshop:
    """A process with everything imported that does each job in a child of its own: killing one costs little."""

    def __init__(self, settings: Settings) -> None:
        environment = {"T360_HOME": str(settings.home), "T360_THREADS": "2", "T360_MEMORY_LIMIT": "1GB"}
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("workshop.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
            env={**environment, "PYTHONPATH": str(PROJECT), "PATH": ""},
        )
        assert self.read() == "ready"

    def read(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the workshop has died"
        return line.strip()

    def write(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def start(self, job: str) -> int:
        """The process id of the child that does `job`."""
        self.write(job)
        return int(self.read())

    def result(self) -> int:
        """How the child ended: 0, an exit status, or minus the signal that killed it."""
        self.write("result")
        return int(self.read())

    def close(self) -> None:
        self.process.communicate(timeout=60)


@pytest.fixture
def workshop(settings: Settings) -> Iterator[Workshop]:
    settings.home.mkdir(parents=True, exist_ok=True)
    workshop = Workshop(settings)
    yield workshop
    workshop.close()
