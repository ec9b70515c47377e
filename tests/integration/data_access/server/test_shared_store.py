"""Two machines with one operational database: they migrate it one at a time and never import at
once.
"""

import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from config.settings import PROJECT_ROOT, Settings
from data_access.importing.run import import_table
from data_access.operational.engine import operational_engine
from data_access.sources.errors import ImportRefusedError
from data_access.staging.files import active_imports
from data_access.staging.turn import turn

REGISTER = pd.DataFrame([("3550308", "São Paulo", "SP")], columns=["code", "name", "uf"])
STOCK = "municipio;porte;competencia;quantidade\n3550308;ME;2026-01;5\n"
HOLD = """
import sys
from pathlib import Path
from config.settings import Settings
from data_access.staging.turn import turn
with turn(Settings(home=Path(sys.argv[1]), operational_url=sys.argv[2], _env_file=None)):
    print("held", flush=True)
    sys.stdin.read()
"""
MIGRATE = """
import sys
from pathlib import Path
from config.settings import Settings
from data_access.operational.engine import operational_engine
print("ready", flush=True)
sys.stdin.readline()
settings = Settings(home=Path("/nowhere"), operational_url=sys.argv[1], _env_file=None)
operational_engine(settings).dispose()
"""


def _started(code: str, *arguments: object) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT_ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    return process


def _import(settings: Settings, folder: Path) -> str:
    (folder / "estoque.csv").write_text(STOCK, encoding="utf-8")
    return import_table(
        settings, "empresas", folder / "estoque.csv", municipalities=REGISTER
    ).status


def _wait_for_the_server_to_notice(url: str) -> None:
    """The connection of a process that was killed ends when the server reads from it."""
    engine, deadline = sa.create_engine(url), time.monotonic() + 60
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.exec_driver_sql(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
        ).scalar_one():
            assert time.monotonic() < deadline, "the lock outlives whoever held it"
            time.sleep(0.05)
    engine.dispose()


def test_a_machine_does_not_import_while_another_does(tmp_path: Path, postgres_url: str) -> None:
    here = Settings(
        home=tmp_path / "here",
        operational_url=postgres_url,
        hash_key="0123456789abcdef",
        _env_file=None,
    )
    other = _started(HOLD, tmp_path / "there", postgres_url)
    with pytest.raises(ImportRefusedError, match="em outra máquina"), turn(here):
        pass
    assert active_imports(here, "empresas") == []
    other.kill()
    other.wait()
    _wait_for_the_server_to_notice(postgres_url)
    assert _import(here, tmp_path) == "ok"  # the lock died with whoever held it


def test_a_database_of_its_own_is_no_hindrance(tmp_path: Path, postgres_url: str) -> None:
    other = _started(HOLD, tmp_path / "there", postgres_url)
    here = Settings(home=tmp_path / "here", hash_key="0123456789abcdef", _env_file=None)
    assert _import(here, tmp_path) == "ok"
    other.communicate(timeout=60)


def test_replicas_that_start_at_once_migrate_one_database(
    tmp_path: Path, postgres_url: str
) -> None:
    replicas = [_started(MIGRATE, postgres_url) for _ in range(3)]
    for replica in replicas:
        assert replica.stdin is not None
        replica.stdin.write("go\n")
        replica.stdin.flush()
    assert [replica.wait(timeout=120) for replica in replicas] == [0, 0, 0]
    settings = Settings(home=tmp_path, operational_url=postgres_url, _env_file=None)
    with operational_engine(settings).connect() as connection:
        assert sa.inspect(connection).has_table("imports")
        assert len(connection.exec_driver_sql("SELECT version_num FROM alembic_version").all()) == 1
