"""A register of 54 made-up municipalities, two per UF, and a local server in place of the official
ones.
"""

from collections.abc import Callable, Iterator

import httpx
import pandas as pd
import pytest
from tenacity import wait_none

from config.ibge import UFS
from config.retries import Patience
from data_access.fetch.service import Service
from tests.support.ibge_double import codes_of
from tests.support.replay import Replay, replay

Connect = Callable[..., Service]


@pytest.fixture
def register() -> pd.DataFrame:
    return pd.DataFrame(
        [(code, f"Lugar {code}", uf.sigla) for uf in UFS for code in codes_of(uf.code)],
        columns=["code", "name", "uf"],
    )


@pytest.fixture
def codes(register: pd.DataFrame) -> list[str]:
    return list(register["code"])


@pytest.fixture
def server() -> Iterator[Replay]:
    with replay() as running:
        yield running


@pytest.fixture
def connect(server: Replay) -> Callable[..., Service]:
    """A client of the server that does not sleep: three attempts."""

    def made(path: str = "", *, seconds: float = 20) -> Service:
        patience = Patience(attempts=3, wait=wait_none())
        return Service(server.url + path, timeout=httpx.Timeout(seconds), patience=patience)

    return made
