"""Opening an edition to read it: one shared DuckDB instance, locked down, behind a SQLAlchemy engine."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import sqlalchemy as sa
from duckdb_sqlalchemy import ConnectionWrapper
from sqlalchemy.pool import QueuePool

from config.formatting import number
from config.settings import Settings
from data_access.editions.errors import EditionError
from data_access.editions.layout import DATABASE, edition_folder, read_published
from data_access.editions.manifest import Manifest, read_manifest
from data_access.schema import SCHEMA_VERSION

NOTHING_PUBLISHED = (
    "Ainda não há edição publicada. Para experimentar com dados de demonstração, execute `t360 demo`; "
    "para usar os seus dados, execute `t360 import`, `t360 build` e `t360 editions publish`."
)
POOL_SIZE = 16


@dataclass(frozen=True)
class Edition:
    """An edition open for reading. It stays as it is even if another one is published meanwhile."""

    id: str
    engine: sa.Engine
    manifest: Manifest
    _instance: duckdb.DuckDBPyConnection = field(repr=False)

    def close(self) -> None:
        self.engine.dispose()
        self._instance.close()


def read_only_engine(path: Path, settings: Settings) -> tuple[sa.Engine, duckdb.DuckDBPyConnection]:
    """The engine and the instance that all its connections are cursors of; close both.

    The instance reads this file and nothing else, changes no setting and writes nowhere: a query that needs
    more than the memory allowed fails instead of filling the disk. DuckDB demands one configuration per file
    and process, which is why everybody who reads an edition comes through here.
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
    )
    return engine, instance


def open_edition(settings: Settings, edition_id: str | None = None) -> Edition:
    """Open `edition_id`, or the published edition. Raises EditionError with what to do.

    Only what is cheap is checked here (manifest, version, size); `verify` reads everything.
    """
    name = edition_id or published_id(settings)
    folder = edition_folder(settings, name)
    manifest = read_manifest(folder)
    problem = quick_problem(folder, manifest)
    if problem:
        raise EditionError(problem)
    try:
        engine, instance = read_only_engine(folder / DATABASE, settings)
    except duckdb.IOException as error:
        raise EditionError(
            f"O arquivo {DATABASE} da edição {name} não pôde ser aberto; verifique com "
            f"`t360 editions verify {name}` ou volte à anterior com `t360 editions rollback`."
        ) from error
    return Edition(id=name, engine=engine, manifest=manifest, _instance=instance)


def published_id(settings: Settings) -> str:
    """The id of the published edition. Raises EditionError where there is none or it is gone."""
    published = read_published(settings)
    if not published:
        raise EditionError(NOTHING_PUBLISHED)
    if not (settings.editions_folder / published[0]).is_dir():
        raise EditionError(
            f"A edição publicada ({published[0]}) não está mais na pasta {settings.editions_folder}. "
            "Volte à anterior com `t360 editions rollback` ou construa outra com `t360 build`."
        )
    return published[0]


def quick_problem(folder: Path, manifest: Manifest) -> str | None:
    """What makes an edition unreadable and can be seen without reading it, in one sentence."""
    if manifest.id != folder.name:
        return f"A pasta {folder.name} guarda a edição {manifest.id}; devolva-lhe o nome certo."
    if manifest.schema_version != SCHEMA_VERSION:
        return (
            f"A edição {manifest.id} tem a versão {manifest.schema_version} das tabelas e este produto lê a "
            f"versão {SCHEMA_VERSION}; construa outra com `t360 build`."
        )
    database = folder / DATABASE
    if not database.is_file():
        return f"A edição {manifest.id} está incompleta: falta o arquivo {DATABASE}."
    size = database.stat().st_size
    if size != manifest.size:
        return (
            f"O arquivo {DATABASE} da edição {manifest.id} está danificado: esperava {number(manifest.size)} bytes "
            f"e encontrei {number(size)}. Publique outra edição ou construa uma nova com `t360 build`."
        )
    return None
