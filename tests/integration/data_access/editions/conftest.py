"""A small installation with real imports, and a process that builds in it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from config.settings import Settings
from data_access.importing.run import import_table
from tests.support.forking import Workshop

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


@pytest.fixture
def workshop(settings: Settings) -> Iterator[Workshop]:
    settings.home.mkdir(parents=True, exist_ok=True)
    environment = {"T360_HOME": str(settings.home), "T360_THREADS": "2", "T360_MEMORY_LIMIT": "1GB"}
    workshop = Workshop(Path(__file__).with_name("workshop.py"), environment)
    yield workshop
    workshop.close()
