"""The engine of the operational database, migrated to the newest version before anybody uses it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from config.errors import UserError
from config.operators import ASK, for_operators
from config.settings import Settings
from data_access.base.addresses import shown_address, without_secrets
from data_access.base.answering import watch
from data_access.base.server_words import server_words

FILE = "operational.db"
UNREACHABLE = f"O banco operacional não pôde ser usado agora. {ASK}"
MIGRATIONS = Path(__file__).parent / "migrations"
# Who waits for SQLite is let in without any order: among several writers one may wait for long.
BUSY_TIMEOUT_MS = 30_000
# Any numbers, the same in every process that uses one PostgreSQL database.
MIGRATION_LOCK = 360_360
IMPORT_LOCK = 360_362


class OperationalDatabaseError(UserError):
    """The operational database cannot be reached or used."""


def operational_engine(settings: Settings) -> sa.Engine:
    """The engine of this installation; SQLite in its folder unless the settings name a server.

    Raises OperationalDatabaseError where it cannot be used, or is gone while what it knew is there.
    """
    if settings.operational_url is not None:
        return _engine(settings.operational_url.get_secret_value())
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = (settings.home / FILE).resolve()
    if not file.exists():
        _refuse_to_forget(settings)
        file.touch(mode=0o600)
    state = file.stat()
    return _engine(f"sqlite:///{file}", (state.st_dev, state.st_ino))


def _refuse_to_forget(settings: Settings) -> None:
    """A new database would know none of the imports whose files are here."""
    if next(settings.staging_folder.glob("[a-z]*/*.parquet"), None) is not None:
        raise OperationalDatabaseError(
            f"O banco operacional ({FILE}) não está na pasta dos dados, e os arquivos importados"
            " que ele conhecia estão. Restaure-o de uma cópia de segurança: sem ele não se sabe o"
            " que conta. Para começar sem histórico, leve antes a pasta staging para outro lugar."
        )


@lru_cache(maxsize=8)
def _engine(url: str, _file: tuple[int, int] | None = None) -> sa.Engine:
    """One for each file, and not for each name: a copy that was restored is another file."""
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
        raise _unusable(engine, str(error.orig).splitlines()[0]) from None
    except CommandError:
        raise OperationalDatabaseError(
            "O banco operacional é de uma versão mais nova do produto do que esta. Atualize o"
            " produto."
        ) from None
    sa.event.listen(engine, "handle_error", _in_words)
    return engine


def _in_words(context: sa.engine.ExceptionContext) -> None:
    """What the disk, the server or damage refuses becomes a sentence; errors in our SQL stay bugs.

    Whoever asks next begins anew, and so finds what was repaired; but not where the file is as it
    was and only cannot be written now: reading goes on.
    """
    error, engine = context.sqlalchemy_exception, context.engine
    unusable = isinstance(error, sa.exc.OperationalError) or type(error) is sa.exc.DatabaseError
    if context.is_pre_ping or engine is None or not unusable:
        return
    why = str(context.original_exception).splitlines()[0]
    if not any(said in why for said in UNWRITABLE):
        engine.dispose()
        _engine.cache_clear()
    raise _unusable(engine, why) from None


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


# What SQLite says, and what to do; anything else it says of a file that is damaged.
REMEDIES = {
    "locked": (
        "outro programa o está usando. Espere um pouco e tente de novo; se continuar, veja se há"
        " dois painéis ou comandos com a mesma pasta de dados"
    ),
    "disk is full": "o disco está cheio. Libere espaço e tente de novo",
    "readonly": (
        "não se pode gravar nele. Confira as permissões da pasta dos dados e se o disco é só de"
        " leitura"
    ),
    "unable to open": "não se pode abri-lo. Confira as permissões da pasta dos dados e o disco",
    "disk I/O": "o disco está cheio ou falhou. Confira o espaço livre, e o próprio disco",
}
# The file is as it was: nothing that somebody repairs makes another of it.
UNWRITABLE = ("locked", "disk is full")
DAMAGED = (
    "está danificado. Guarde-o como está e restaure, no lugar, uma cópia de segurança: só"
    " ele sabe o que foi importado e por quem"
)


def _unusable(engine: sa.Engine, why: str) -> OperationalDatabaseError:
    """Of a server, whoever looks at a page is told no address."""
    sentence = _unusable_sentence(engine, why)
    if engine.dialect.name == "sqlite":
        return OperationalDatabaseError(sentence)
    return for_operators(OperationalDatabaseError(UNREACHABLE), sentence)


def _unusable_sentence(engine: sa.Engine, why: str) -> str:
    if engine.dialect.name == "sqlite":
        found = next((remedy for said, remedy in REMEDIES.items() if said in why), None)
        name = Path(str(engine.url.database)).name
        return f"Não consegui usar o banco operacional, o arquivo {name}: {found or DAMAGED}."
    return (
        f"Não consegui abrir o banco operacional {shown_address(engine.url)}:"
        f" {server_words(without_secrets(why, engine.url))}. Confira o"
        " endereço, a senha e se o servidor está no ar."
    )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Readers do not wait for the writer, and a second writer waits instead of failing."""
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=FULL",
    ):
        connection.execute(f"PRAGMA {pragma}")


def migrate(engine: sa.Engine, revision: str = "head") -> None:
    """Bring the database to `revision`, one process at a time."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect() as connection:
        if revision == "head" and _is_newest(connection, config):
            return  # without a turn: whoever only reads waits for no writer
        connection.rollback()
        _take_turn(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


def _is_newest(connection: sa.Connection, config: Config) -> bool:
    known = MigrationContext.configure(connection).get_current_revision()
    return known is not None and known == ScriptDirectory.from_config(config).get_current_head()


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
