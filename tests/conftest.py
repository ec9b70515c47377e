"""What tests of several folders share."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from tests.support.made_once import keep_with_its_module, made_once, tell_groups
from tests.support.tiers import some

pytest_plugins = tuple(
    f"tests.support.{name}" for name in ("tiers", "flaky", "cost", "threads", "economy")
)


def pytest_itemcollected(item: pytest.Item) -> None:
    keep_with_its_module(item)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    tell_groups(items)


DEMO_END = "2026-10"  # what tests read is the same country on any day
POSTGRES_ACCOUNT = "postgres"  # the server refuses to run as root


def _postgres_programs() -> Path | None:
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: float(p.parts[-3])
    )
    if versions:
        return versions[-1].parent
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found else None


def _account() -> str | None:
    """The account that runs the server: another than root where the tests run as root."""
    if os.geteuid() != 0:
        return None
    import pwd  # not on Windows

    try:
        return pwd.getpwnam(POSTGRES_ACCOUNT).pw_name
    except KeyError:
        pytest.skip(f"root cannot run PostgreSQL and there is no account {POSTGRES_ACCOUNT}")


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.URL]:
    """A PostgreSQL server of this test run, listening on localhost; skipped where none is
    installed.
    """
    programs = _postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    account = _account()
    # Outside pytest's folder, which other accounts may not enter.
    folder = Path(f"/tmp/t360-postgres-{uuid4().hex}")  # noqa: S108 - a fresh name, made with 0700
    folder.mkdir(mode=0o700)
    if account:
        shutil.chown(folder, account)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(*command: str) -> None:
        subprocess.run(
            command, check=True, user=account, cwd=folder, stdout=subprocess.DEVNULL, timeout=60
        )

    data = str(folder / "data")
    control = str(programs / "pg_ctl")
    try:
        settings = ("-U", "t360", "-A", "trust", "-E", "UTF8", "--no-sync")
        run(str(programs / "initdb"), "-D", data, *settings)
        options = (
            f"-p {port} -c listen_addresses=127.0.0.1"
            f" -c unix_socket_directories={folder} -c fsync=off"
        )
        run(control, "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
        yield sa.URL.create(
            "postgresql+psycopg", "t360", host="127.0.0.1", port=port, database="postgres"
        )
    finally:
        subprocess.run(
            [control, "-D", data, "-m", "immediate", "stop"], check=False, user=account, cwd=folder
        )
        # Each database is some hundred files: Python takes many seconds for what `rm` does in one.
        subprocess.run(["rm", "-rf", folder], check=False)


@pytest.fixture
def postgres_url(postgres_server: sa.URL) -> str:
    """A new empty database."""
    return _new_database(postgres_server)


def _new_database(postgres_server: sa.URL, options: str = "") -> str:
    name = f"t360_{uuid4().hex}"
    engine = sa.create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} {options}")
    engine.dispose()
    return postgres_server.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def editions_url(postgres_server: sa.URL) -> str:
    """A database for editions that tests copy to it, each in a schema of its own.

    Its texts are ordered as in Portuguese, where the server can: what an edition answers must not
    depend on it.
    """
    portuguese = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'pt-BR'"
    try:
        return _new_database(postgres_server, portuguese)
    except sa.exc.DBAPIError:
        return _new_database(postgres_server)


@pytest.fixture(scope="session", params=some(["duckdb", "postgresql"], "duckdb"))
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def edition_of(engine_name: str, request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Makes editions of a small country on each engine (see
    `tests.support.small_country.edition_of`).
    """
    from tests.support import engines, small_country

    if engine_name == "duckdb":
        return small_country.edition_of
    return engines.on_postgresql(request.getfixturevalue("editions_url"))


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data folder with a small published demonstration edition, made once for all workers of a
    run.
    """

    def make(home: Path) -> None:
        code = "from cli.main import main; main()"
        made = ("demo", "--attendances", "20000", "--seed", "7", "--end-month", DEMO_END)
        command = [sys.executable, "-c", code, *made]
        subprocess.run(command, check=True, env={**os.environ, "T360_HOME": str(home)}, timeout=300)

    return made_once(tmp_path_factory, worker_id, "demo-home", make)


@pytest.fixture(scope="session")
def tiny_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data folder with the smallest edition, made once for all workers of a run."""
    from tests.support.tiny_edition import publish_tiny_edition

    return made_once(tmp_path_factory, worker_id, "tiny-home", publish_tiny_edition)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Whoever starts the tests in the background may have told them not to hear Ctrl+C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
