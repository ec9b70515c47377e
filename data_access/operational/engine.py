"""The engine of the operational database, migrated to the newest version before anybody uses it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError

from config.errors import UserError
from config.settings import Settings
from data_access.base.addresses import shown_address, without_secrets
from data_access.base.answering import watch

FILE = "operational.db"
MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_MS = 30_000
# Any numbers, the same in every process that uses one PostgreSQL database.
MIGRATION_LOCK = 360_360
IMPORT_LOCK = 360_362


class OperationalDatabaseError(UserError):
    """The operational database cannot be reached or used."""


def operational_engine(settings: Settings) -> sa.Engine:
    """The engine of this installation; SQLite in its folder unless the settings name a server."""
    if settings.operational_url is not None:
        return _engine(settings.operational_url.get_secret_value())
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _engine(f"sqlite:///{(settings.home / FILE).resolve()}")


@lru_cache(maxsize=8)
def _engine(url: str) -> sa.Engine:
    try:
        engine = sa.create_engine(url, pool_pre_ping=True)
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ImportError):
        raise OperationalDatabaseError(
            "T360_OPERATIONAL_URL não é um endereço SQLAlchemy que eu saiba usar. Esperava algo"
            " como postgresql+psycopg://usuario:senha@servidor/banco."
        ) from None
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
    watch(engine)
    try:
        _refuse_damaged(engine)
        migrate(engine)
    except sa.exc.DatabaseError as error:
        engine.dispose()
        raise OperationalDatabaseError(
            _unusable_sentence(engine, str(error.orig).splitlines()[0])
        ) from None
    except CommandError:
        raise OperationalDatabaseError(
            "O banco operacional é de uma versão mais nova do produto do que esta. Atualize o"
            " produto."
        ) from None
    return engine


def _refuse_damaged(engine: sa.Engine) -> None:
    """A damaged SQLite file may open and fail only where the damage is met;
    raises DatabaseError for it.
    """
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if found != "ok":
        raise sa.exc.DatabaseError(None, None, Exception(found))


def _unusable_sentence(engine: sa.Engine, why: str) -> str:
    if engine.dialect.name == "sqlite":
        return (
            f"Não consegui usar o banco operacional, o arquivo {engine.url.database}: {why}. Se ele"
            " está danificado, restaure-o de uma cópia de segurança ou mova-o para outro lugar;"
            " sem ele o histórico de importações começa do zero."
        )
    return (
        f"Não consegui abrir o banco operacional {shown_address(engine.url)}:"
        f" {without_secrets(why, engine.url)}. Confira o endereço, a senha e se o servidor está no"
        " ar."
    )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Readers do not wait for the writer, and a second writer waits instead of failing."""
    for pragma in (
        "journal_mode=WAL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
        "synchronous=FULL",
    ):
        connection.execute(f"PRAGMA {pragma}")


def migrate(engine: sa.Engine, revision: str = "head") -> None:
    """Bring the database to `revision`, one process at a time."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect() as connection:
        _take_turn(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


def _take_turn(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))


@contextmanager
def shared_lock(settings: Settings, key: int) -> Iterator[bool]:
    """Hold a lock that all machines of one PostgreSQL database see, or say that another process
    does.

    SQLite serves one machine, which has lock files. The lock dies with its connection, and so with
    its process.
    """
    engine = operational_engine(settings)
    if engine.dialect.name != "postgresql":
        yield True
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        held = bool(connection.scalar(sa.select(sa.func.pg_try_advisory_lock(key))))
        try:
            yield held
        finally:
            if held:
                with suppress(sa.exc.DBAPIError):  # with the connection the lock is gone too
                    connection.execute(sa.select(sa.func.pg_advisory_unlock(key)))
