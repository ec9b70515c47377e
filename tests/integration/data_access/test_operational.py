import platform
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.orm import Session

from config.formatting import BRASILIA, day
from config.settings import Settings
from data_access.operational import (  # tables of the metadata
    identity_models,  # noqa: F401
    recognition_models,  # noqa: F401
    subject_models,
)
from data_access.operational.actor import COMMAND_LINE, Actor
from data_access.operational.audit import audit_entry, record_audit
from data_access.operational.engine import OperationalDatabaseError, migrate, operational_engine
from data_access.operational.models import AuditEntry, Base
from data_access.operational.subjects import TERM, list_requests, open_request


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    return Settings(home=tmp_path / "home", operational_url=url)


@pytest.fixture
def engine(settings: Settings) -> Iterator[sa.Engine]:
    engine = operational_engine(settings)
    yield engine
    engine.dispose()


def test_migrations_make_exactly_what_the_models_say(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_moment_is_the_same_one_whatever_clock_it_was_written_by(settings: Settings) -> None:
    """Midnight in Brasília is three in the morning of the same day in UTC, and not the day before
    it: it is when a term begins and a right ends.
    """
    at = datetime(2026, 1, 2, tzinfo=BRASILIA)
    opened = open_request(settings, "exportar", Actor("Ana", COMMAND_LINE), at)
    (kept,) = list_requests(settings)
    assert kept.received_at == at
    assert kept.due_at == at + TERM
    assert day(kept.received_at) == day(opened.received_at) == "02/01/2026"
    with Session(operational_engine(settings)) as session:  # as whoever reads the row gets it
        assert session.scalars(sa.select(subject_models.SubjectRequest.received_at)).one() == at


def test_imports_of_an_earlier_demonstration_are_known_as_such(
    tmp_path: Path, postgres_url: str
) -> None:
    insert = (
        "INSERT INTO imports (import_id, table_name, profile, contract_version, key_fingerprint,"
        " source_name, source_path, source_sha256, source_bytes, status, started_at) VALUES ('{0}',"
        " 'empresas', 'padrao', 1, '', 'x', '{1}', '', 1, 'ok', '2026-01-01')"
    )
    paths = (
        "/dados/demo/empresas.parquet",
        "C:\\t360\\demo\\empresas.parquet",
        "/dados/demo/outro.parquet",
    )
    for url in (f"sqlite:///{tmp_path / 'earlier.db'}", postgres_url):
        engine = sa.create_engine(url)
        migrate(engine, "0001")
        with engine.begin() as connection:
            for number, path in enumerate(paths):
                connection.exec_driver_sql(insert.format(number, path))
        migrate(engine)
        with engine.connect() as connection:
            marked = connection.exec_driver_sql(
                "SELECT demonstration FROM imports ORDER BY sequence"
            ).scalars()
            assert [bool(mark) for mark in marked] == [True, True, False]
        engine.dispose()


def test_migrating_again_and_from_many_threads_changes_nothing(engine: sa.Engine) -> None:
    record = "INSERT INTO key_rotations (fingerprint, at) VALUES ('0123456789abcdef', '2026-01-01')"
    with engine.begin() as connection:
        connection.exec_driver_sql(record)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: migrate(engine), range(8)))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM key_rotations").scalar_one() == 1


def test_the_audit_trail_takes_entries_and_gives_none_back(
    settings: Settings, engine: sa.Engine
) -> None:
    record_audit(settings, Actor("maria", COMMAND_LINE), "importar", "atendimentos", {"linhas": 3})
    with Session(engine) as session:
        entry = session.scalars(sa.select(AuditEntry)).one()
    assert (entry.who, entry.origin, entry.action, entry.object, entry.detail) == (
        "maria",
        "linha de comando",
        "importar",
        "atendimentos",
        {"linhas": 3},
    )
    assert entry.machine == (platform.node() or None)
    assert entry.at is not None
    for change in (sa.delete(AuditEntry), sa.update(AuditEntry).values(who="outra")):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(change)


def test_entries_of_before_say_nothing_of_where_they_came_from(
    tmp_path: Path, postgres_url: str
) -> None:
    insert = (
        "INSERT INTO audit (at, who, action, object, detail) VALUES"
        " ('2026-01-01', 'rui', 'edicao_publicada', 'x', '{}')"
    )
    for url in (f"sqlite:///{tmp_path / 'earlier.db'}", postgres_url):
        engine = sa.create_engine(url)
        migrate(engine, "0004")
        with engine.begin() as connection:
            connection.exec_driver_sql(insert)
        migrate(engine)
        with Session(engine) as session:
            entry = session.scalars(sa.select(AuditEntry)).one()
            assert (entry.who, entry.origin, entry.machine) == ("rui", None, None)
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(sa.update(AuditEntry).values(origin="painel"))
        engine.dispose()


def test_an_entry_is_undone_with_the_transaction_that_it_is_part_of(engine: sa.Engine) -> None:
    with Session(engine) as session:
        session.add(audit_entry(Actor("maria"), "importar", "x"))
        session.flush()
        session.rollback()
        assert session.scalars(sa.select(AuditEntry)).all() == []


def test_sqlite_writes_ahead_and_waits_for_its_turn(tmp_path: Path) -> None:
    with operational_engine(Settings(home=tmp_path)).connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 30_000


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("isto não é um endereço", "não é um endereço SQLAlchemy"),
        ("nenhum+banco://x/y", "não é um endereço SQLAlchemy"),
        ("postgresql+psycopg://u:segredo@127.0.0.1:1/x", "O banco operacional não pôde ser usado"),
    ],
)
def test_an_address_that_does_not_work_is_told_without_its_password(
    tmp_path: Path, url: str, sentence: str
) -> None:
    with pytest.raises(OperationalDatabaseError, match=sentence) as caught:
        operational_engine(Settings(home=tmp_path, operational_url=url))
    assert "segredo" not in str(caught.value) + caught.value.detail
    assert "127.0.0.1" not in str(caught.value)
    assert ("u:***@127.0.0.1:1/x" in caught.value.detail) == url.startswith("postgresql")


@pytest.mark.parametrize("damage", ["not a database", "half", "overwritten"])
def test_a_damaged_file_is_named_and_left_as_it_is(tmp_path: Path, damage: str) -> None:
    healthy = operational_engine(Settings(home=tmp_path / "healthy"))
    healthy.dispose()
    content = (tmp_path / "healthy" / "operational.db").read_bytes()
    half = len(content) // 2
    file = tmp_path / "operational.db"
    file.write_bytes(
        {
            "not a database": b"isto nao e um banco" * 500,
            "half": content[:half],
            "overwritten": content[:half] + b"\xff" * (len(content) - half),
        }[damage]
    )
    before = file.read_bytes()
    with pytest.raises(
        OperationalDatabaseError,
        match=r"operational\.db: está danificado.*só ele sabe o que",
    ):
        operational_engine(Settings(home=tmp_path))
    assert file.read_bytes() == before


def test_a_database_newer_than_the_product_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'newer.db'}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"
        )
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('9999')")
    with pytest.raises(OperationalDatabaseError, match="versão mais nova"):
        operational_engine(Settings(home=tmp_path, operational_url=url))
