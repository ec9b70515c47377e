"""Opening an edition to read it: a DuckDB instance, locked down,
or a schema of the database of editions.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa
from duckdb_sqlalchemy import ConnectionWrapper
from sqlalchemy.pool import QueuePool

from config.formatting import number
from config.settings import Settings
from data_access.base.edition_errors import DamagedEditionError, EditionError
from data_access.editions.columns import (
    FILE_SCHEMA,
    columns_added_later,
    missing_columns,
    missing_sentence,
)
from data_access.editions.layout import DATABASE
from data_access.editions.manifest import FILE_NAME, Manifest
from data_access.editions.server.connection import Purpose, engine_for
from data_access.editions.server.sight import reading
from data_access.editions.server.tables import schema_name
from data_access.editions.shelf import (
    InDatabase,
    InFolder,
    find_kept_edition,
    read_published,
    served_ids,
)
from data_access.schema.tables import OLDEST_READABLE, SCHEMA_VERSION
from indicators.scope import Access

NOTHING_PUBLISHED = (
    "Ainda não há edição publicada. Para experimentar com dados de demonstração, execute `t360"
    " demo`; para usar os seus dados, execute `t360 import`, `t360 build` e `t360 editions"
    " publish`."
)
POOL_SIZE = 16
# What the engine says of a file whose blocks are not what was written.
DAMAGE = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.SerializationException,
)


@dataclass(frozen=True)
class Edition:
    """An edition open for reading. It stays as it is even if another one is published meanwhile."""

    id: str
    engine: sa.Engine
    manifest: Manifest
    _release: Callable[[], object] = field(repr=False)

    def reading(self, access: Access) -> AbstractContextManager[sa.Connection]:
        """A connection for whoever has the access. A database gives it no row of elsewhere, even to
        a query that forgets to ask so (docs/adr/0074).
        """
        return reading(self.engine, access)

    def close(self) -> None:
        self._release()


def read_only_engine(path: Path, settings: Settings) -> tuple[sa.Engine, duckdb.DuckDBPyConnection]:
    """The engine and the instance that all its connections are cursors of; close both.

    The instance reads this file and nothing else, changes no setting and writes nowhere: a query
    that needs more than the memory allowed fails instead of filling the disk. DuckDB demands one
    configuration per file and process, which is why everybody who reads an edition comes through
    here.
    """
    instance = duckdb.connect(
        str(path),
        read_only=True,
        config={
            "threads": settings.threads or os.cpu_count() or 1,
            "memory_limit": settings.memory_limit.replace(" ", ""),
            "max_temp_directory_size": "0KB",
            "autoload_known_extensions": False,
            "enable_external_access": False,
            "lock_configuration": True,
        },
    )
    engine = sa.create_engine(
        sa.URL.create("duckdb", database=str(path)),
        creator=lambda: ConnectionWrapper(instance.cursor()),
        poolclass=QueuePool,
        pool_size=POOL_SIZE,
        max_overflow=-1,  # a cursor costs little, and no session should wait for another one's
        # What never changes needs no transactions: to begin and to take back each cost as much as
        # a small query.
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
        pool_reset_on_return=None,
    )
    sa.event.listen(engine, "handle_error", _in_words)
    return engine, instance


def _in_words(context: sa.engine.ExceptionContext) -> None:
    """What damage makes of a query is told as damage; errors in our SQL stay bugs."""
    if isinstance(context.original_exception, DAMAGE):
        path = Path(str(context.engine.url.database)) if context.engine else Path(DATABASE)
        raise DamagedEditionError(damage_sentence(path.parent.name)) from context.original_exception


def on_damage(edition: Edition, note: Callable[[], object]) -> None:
    """Have `note` called whenever a query of an open edition meets damage in its file, before it
    raises.
    """

    def heard(context: sa.engine.ExceptionContext) -> None:
        if isinstance(context.original_exception, DAMAGE):
            note()
        _in_words(context)

    if sa.event.contains(edition.engine, "handle_error", _in_words):
        # In the place of the other: no listener is asked after one that raises.
        sa.event.remove(edition.engine, "handle_error", _in_words)
        sa.event.listen(edition.engine, "handle_error", heard)


def damage_sentence(edition_id: str) -> str:
    return (
        f"O arquivo {DATABASE} da edição {edition_id} está danificado e não pôde ser lido. Confira"
        f" com `t360 editions verify {edition_id}`, volte à anterior com `t360 editions rollback`"
        " ou construa outra com `t360 build`."
    )


def open_edition(settings: Settings, edition_id: str | None = None) -> Edition:
    """Open `edition_id`, or the published edition. Raises EditionError with what to do.

    Only what is cheap is checked here (manifest, version, size, columns); `verify` reads
    everything.
    """
    place = find_kept_edition(settings, edition_id or published_id(settings))
    manifest = place.manifest()
    problem = version_problem(place, manifest)
    if problem:
        raise EditionError(problem)
    damage = _file_problem(place.folder, manifest) if isinstance(place, InFolder) else None
    if damage:
        raise DamagedEditionError(damage)
    if isinstance(place, InDatabase):
        edition = Edition(place.id, server_engine(settings, place.id), manifest, lambda: None)
        return _with_all_columns(edition, schema_name(place.id))
    edition = _open_file(place.folder / DATABASE, manifest, settings)
    return _with_all_columns(edition, FILE_SCHEMA)


def _with_all_columns(edition: Edition, place: str) -> Edition:
    """The edition, closed where it lacks a column: a query would fail in words of the engine."""
    with edition.engine.connect() as connection:
        missing = missing_columns(connection, place, edition.manifest.schema_version)
    if missing:
        edition.close()
        raise EditionError(missing_sentence(edition.manifest, missing))
    return edition


def _open_file(path: Path, manifest: Manifest, settings: Settings) -> Edition:
    try:
        engine, instance = engine_of_version(path, manifest.schema_version, settings)
    except duckdb.Error as error:
        raise DamagedEditionError(damage_sentence(manifest.id)) from error

    def release() -> None:
        engine.dispose()
        instance.close()

    return Edition(manifest.id, engine, manifest, release)


def engine_of_version(
    path: Path, version: int, settings: Settings
) -> tuple[sa.Engine, duckdb.DuckDBPyConnection]:
    """As `read_only_engine`, of an edition of that schema version: with all columns of this one."""
    engine, instance = read_only_engine(path, settings)
    views = [*columns_added_later(path.stem, version)]
    if views:
        sa.event.listen(engine, "connect", partial(_look_through, views))
    return engine, instance


def _look_through(views: Sequence[str], connection: Any, _record: object) -> None:
    """Views of the connection alone, which its queries meet before the tables."""
    for view in views:
        connection.execute(view)


def server_engine(settings: Settings, edition_id: str, purpose: Purpose = "read") -> sa.Engine:
    """Reads the schema of one edition; its connections are those
    that the process has for all of them.
    """
    names: dict[str | None, str] = {None: schema_name(edition_id)}
    return engine_for(settings, purpose).execution_options(schema_translate_map=names)


def published_id(settings: Settings) -> str:
    """The id of the published edition. Raises EditionError where there is none or it is gone."""
    published = read_published(settings)
    if not published:
        raise EditionError(NOTHING_PUBLISHED)
    if published[0] not in served_ids(settings):
        where = (
            "no banco das edições (T360_EDITIONS_URL)"
            if settings.editions_url
            else f"na pasta {settings.editions_folder.name}, dos dados"
        )
        raise DamagedEditionError(
            f"A edição publicada ({published[0]}) não está mais {where}. "
            "Volte à anterior com `t360 editions rollback` ou construa outra com `t360 build`."
        )
    return published[0]


def state_of_files(settings: Settings, edition_id: str) -> tuple[tuple[int, int, int], ...]:
    """What tells that the files of an edition were changed, at the cost of a look at the folder."""
    place = find_kept_edition(settings, edition_id)
    if not isinstance(place, InFolder):
        return ()
    states = [(place.folder / name).stat() for name in (DATABASE, FILE_NAME)]
    return tuple((state.st_ino, state.st_size, state.st_mtime_ns) for state in states)


def quick_problem(place: InFolder | InDatabase, manifest: Manifest) -> str | None:
    """What makes an edition unreadable and can be seen without reading it, in one sentence."""
    found = version_problem(place, manifest)
    if found or not isinstance(place, InFolder):
        return found
    return _file_problem(place.folder, manifest)


def version_problem(place: InFolder | InDatabase, manifest: Manifest) -> str | None:
    """Where this product does not read the tables of an edition, and what to do."""
    oldest = OLDEST_READABLE if isinstance(place, InFolder) else SCHEMA_VERSION
    if not oldest <= manifest.schema_version <= SCHEMA_VERSION:
        return (
            f"A edição {manifest.id} tem a versão {manifest.schema_version} das tabelas e este"
            f" produto lê {_readable_versions(oldest)}; construa outra com `t360 build`."
        )
    return None


def _readable_versions(oldest: int) -> str:
    if oldest == SCHEMA_VERSION:
        return f"a versão {SCHEMA_VERSION}"
    return f"as versões de {oldest} a {SCHEMA_VERSION}"


def _file_problem(folder: Path, manifest: Manifest) -> str | None:
    if manifest.id != folder.name:
        return f"A pasta {folder.name} guarda a edição {manifest.id}; devolva-lhe o nome certo."
    database = folder / DATABASE
    if not database.is_file():
        return f"A edição {manifest.id} está incompleta: falta o arquivo {DATABASE}."
    size = database.stat().st_size
    if size != manifest.size:
        return (
            f"O arquivo {DATABASE} da edição {manifest.id} está danificado: esperava"
            f" {number(manifest.size)} bytes e encontrei {number(size)}. Publique outra edição ou"
            " construa uma nova com `t360 build`."
        )
    return None
