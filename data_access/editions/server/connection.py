"""Engines of the database of editions: one to read, one to verify, one to publish;
and its sentences.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Literal

import sqlalchemy as sa

from config.operators import ASK, for_operators
from config.settings import Settings
from data_access.base.addresses import shown_address, without_secrets
from data_access.base.answering import watch
from data_access.base.edition_errors import EditionError
from data_access.base.server_words import server_words

PUBLISH_LOCK = 360_361  # any number, the same in every process that publishes to one database
QUERY_TIMEOUT = "60s"
POOL_SIZE = 8
POOL_OVERFLOW = (
    24  # a server has a limit of connections (100 by default), and several replicas share it
)
UNREACHABLE = f"O banco de edições não pôde ser usado agora. {ASK}"
Purpose = Literal["read", "verify", "publish"]
# Readers never write, whatever their role may do. Compiling a query takes longer than ours take to
# run.
READ_ONLY = "-c default_transaction_read_only=on -c jit=off"
OPTIONS: dict[Purpose, str] = {
    "read": f"{READ_ONLY} -c statement_timeout={QUERY_TIMEOUT}",
    "verify": f"{READ_ONLY} -c statement_timeout=0",
    "publish": "-c statement_timeout=0 -c maintenance_work_mem=256MB",  # for the indexes
}


class EditionServerError(EditionError):
    """The database of editions cannot be reached or used."""


def engine_for(settings: Settings, purpose: Purpose) -> sa.Engine:
    """The engine of this process for `purpose`. It connects when it is used;
    raises EditionServerError then.
    """
    if settings.editions_url is None:
        raise ValueError("no database of editions is configured")
    return _engine(settings.editions_url.get_secret_value(), purpose)


def address(settings: Settings) -> str:
    """Where editions are read from, without the password."""
    return shown_address(engine_for(settings, "read").url)


@lru_cache(maxsize=16)
def _engine(url: str, purpose: Purpose) -> sa.Engine:
    parsed = _parse_server_url(url)
    given = parsed.query.get("options", ())
    options = " ".join([*((given,) if isinstance(given, str) else given), OPTIONS[purpose]])
    engine = sa.create_engine(
        parsed,
        # No server-side prepared statements: a plan for any period is worse than planning for this
        # one.
        connect_args={
            "options": options,
            "application_name": "territorio360",
            "client_encoding": "utf8",
            "prepare_threshold": None,
        },
        pool_pre_ping=True,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
    )
    sa.event.listen(engine, "handle_error", _in_words)
    watch(engine)
    return engine


def _parse_server_url(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        parsed = None
    if parsed is None or parsed.get_backend_name() != "postgresql":
        raise EditionServerError(
            "T360_EDITIONS_URL não é um endereço de PostgreSQL que eu saiba usar. Esperava algo"
            " como postgresql+psycopg://usuario:senha@servidor/banco."
        )
    return parsed.set(drivername="postgresql+psycopg")


def _in_words(context: sa.engine.ExceptionContext) -> None:
    """What the server or the network refuses becomes a sentence; errors in our SQL stay bugs."""
    if context.is_pre_ping:
        return  # the pool asks whether an old connection lives, and makes another where it does not
    state = getattr(context.original_exception, "sqlstate", None)
    url = context.engine.url if context.engine else None
    said = without_secrets(str(context.original_exception).strip().splitlines()[0], url)
    why = server_words(said)
    if state == "57014":
        sentence = (
            f"A consulta levou mais de {QUERY_TIMEOUT} no banco de edições e foi interrompida;"
            " reduza o período ou o território."
        )
    elif state == "42501":
        sentence = (
            f"O papel “{url and url.username}” do banco de edições não tem permissão para isto"
            f" ({why}). Quem lê precisa de USAGE e SELECT nos esquemas das edições; quem publica,"
            " de criar esquemas (docs/servidor.md)."
        )
    elif isinstance(context.sqlalchemy_exception, sa.exc.OperationalError):
        sentence = (
            "Não consegui usar o banco de edições"
            f" {url and shown_address(url)}: {why}. Confira o endereço, a senha e se o servidor"
            " está no ar."
        )
    else:
        return
    plain = sentence if state == "57014" else UNREACHABLE
    raise for_operators(EditionServerError(plain), sentence) from None


@contextmanager
def hold_publishing_lock(settings: Settings) -> Iterator[None]:
    """Hold the publishing lock of the database; wait where somebody else does.
    It dies with its connection.
    """
    engine = engine_for(settings, "publish")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.select(sa.func.pg_advisory_lock(PUBLISH_LOCK)))
        try:
            yield
        finally:
            with suppress(
                sa.exc.DBAPIError, EditionServerError
            ):  # with the connection the lock is gone too
                connection.execute(sa.select(sa.func.pg_advisory_unlock(PUBLISH_LOCK)))
