"""Installations whose editions are served by a PostgreSQL database of their own."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pandas as pd
import pytest
import sqlalchemy as sa

from config.settings import Settings
from data_access.building import build
from data_access.building.build import build_edition
from data_access.editions.info import EditionInfo
from data_access.editions.publishing import publish
from data_access.editions.server.connection import engine_for
from data_access.staging.files import StagedFile
from tests.support.small_country import CODES, WithBorders, pseudonym, stage


def _attendances(seed: int) -> pd.DataFrame:
    count = 60 + seed
    return pd.DataFrame(
        {
            "id_atendimento": [f"A{number}" for number in range(count)],
            "tipo_cliente": "PJ",
            "id_cliente": [pseudonym(number % 17) for number in range(count)],
            "data_fim": [
                datetime(2024 + number % 2, 1 + number % 12, 3, tzinfo=UTC).date()
                for number in range(count)
            ],
            "porte": [("MEI", "ME", "EPP")[number % 3] for number in range(count)],
            "municipio": [CODES[number % len(CODES)] for number in range(count)],
            "uf_executora": "MG",
            "valido": True,
            "situacao": "Concluído",
            "canal": [
                ("", "Telefone", 'aspas " e; vírgula, ção\nlinha')[number % 3]
                for number in range(count)
            ],
        }
    )


def _partners() -> pd.DataFrame:
    rows = [
        (
            "S1",
            "Sala de BH",
            "Sala do Empreendedor",
            CODES[0],
            -19.1234567890123,
            0.1 + 0.2,
            None,
            "2020-02-29",
        )
    ]
    rows.append(("S2", "", "Sala do Empreendedor", CODES[1], None, None, "Inativa", None))
    names = [
        "id_parceiro",
        "nome",
        "tipo",
        "municipio",
        "latitude",
        "longitude",
        "situacao",
        "inaugurado_em",
    ]
    return pd.DataFrame(rows, columns=names)


def _socioeconomic() -> pd.DataFrame:
    values = [1 / 3, 1e-300, 1.7976931348623157e308, 0.0, -2.5, 123456789.123456789, 5e-324]
    return pd.DataFrame({"municipio": CODES, "indicador": "idhm", "ano": 2010, "valor": values})


@dataclass(frozen=True)
class Shelf:
    """Built editions by seed, and a maker of installations that hold copies of them."""

    home: Path
    editions: dict[int, EditionInfo]


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    home = tmp_path_factory.mktemp("shelf")
    settings = Settings(home=home, threads=1, memory_limit="1GB", _env_file=None)
    editions = {}
    for seed in (1, 2, 3):
        folder = home / f"staged-{seed}"
        folder.mkdir()
        frames = {
            "atendimentos": _attendances(seed),
            "parceiros": _partners(),
            "socioeconomico": _socioeconomic(),
        }
        staged: dict[str, list[StagedFile]] = {
            name: [stage(folder, name, frame)] for name, frame in frames.items()
        }
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                build,
                "active_imports",
                lambda _settings, table, staged=staged: staged.get(table, []),
            )
            editions[seed] = build_edition(settings, territory=WithBorders())
    return Shelf(home, editions)


@pytest.fixture
def settings(tmp_path: Path, postgres_url: str) -> Settings:
    return Settings(
        home=tmp_path / "home",
        editions_url=postgres_url,
        threads=1,
        memory_limit="1GB",
        _env_file=None,
    )


@pytest.fixture
def ready(settings: Settings, shelf: Shelf) -> Callable[[int], str]:
    """The id of an edition that this installation has built and not published; a higher seed is a
    later one.
    """

    def ready(seed: int = 1) -> str:
        found = shelf.editions[seed]
        shutil.copytree(found.folder, settings.editions_folder / found.id)
        return found.id

    return ready


@pytest.fixture(scope="session")
def template(postgres_server: sa.URL, shelf: Shelf) -> str:
    """The name of a database in which edition 1 is published."""
    name = f"template_{uuid4().hex}"
    _execute(postgres_server, f"CREATE DATABASE {name}")
    url = postgres_server.set(database=name).render_as_string(hide_password=False)
    settings = Settings(
        home=shelf.home, editions_url=url, threads=1, memory_limit="1GB", _env_file=None
    )
    publish(settings, shelf.editions[1].id)
    for purpose in ("read", "verify", "publish"):
        engine_for(settings, purpose).dispose()
    return name


def _execute(server: sa.URL, statement: str) -> None:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture
def served(tmp_path: Path, postgres_server: sa.URL, shelf: Shelf, template: str) -> Settings:
    """A replica, without any folder, of a database of its own in which edition 1 is published."""
    name = f"served_{uuid4().hex}"
    _execute(postgres_server, f"CREATE DATABASE {name} TEMPLATE {template}")
    url = postgres_server.set(database=name).render_as_string(hide_password=False)
    return Settings(
        home=tmp_path / "home", editions_url=url, threads=1, memory_limit="1GB", _env_file=None
    )
